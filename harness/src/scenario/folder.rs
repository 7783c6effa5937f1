//! The `scenarios/` folder: what lies in it, and where it is.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::de::DeserializeOwned;

use super::{FragmentFile, ProfileFile, ScenarioFile, parse, read};
use crate::source::{Diagnostic, Source};

/// Folders of `scenarios/` that hold no scenarios, or (`conformance`) some that are played when they are asked for.
const OTHER_FOLDERS: [&str; 4] = ["apps", CONFORMANCE, "fragments", "schema"];
/// The folder of the conformance catalogue.
const CONFORMANCE: &str = "conformance";
/// How the files end that name failures which are expected of an app.
const EXPECTED_FAILURES: &str = "expected-failures.yaml";

/// A file and what was read from it.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The file.
    pub source: Arc<Source>,
    /// Its path below `scenarios/`, without `.yaml`, with `/` between its parts.
    pub id: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub file: T,
}

/// Why there is no folder to read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Neither here nor above.
    #[error(
        "no folder `scenarios` in {0} or above; name a scenario file, or start one with scenarios/README.md"
    )]
    NotFound(String),
    /// It cannot be listed.
    #[error("cannot list {path}: {cause}")]
    Unreadable {
        /// The folder.
        path: String,
        /// What the system says.
        cause: String,
    },
}

/// The `scenarios/` folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    from: PathBuf,
}

impl Folder {
    /// Looks for `scenarios/` in `start` and above; paths are shown relative to `from`.
    pub fn find(start: &Path, from: &Path) -> Result<Self, FolderError> {
        start
            .ancestors()
            .flat_map(|above| [above.to_owned(), above.join("scenarios")])
            .find(|folder| {
                folder.file_name().is_some_and(|name| name == "scenarios") && folder.is_dir()
            })
            .map(|root| Self {
                root,
                from: from.to_owned(),
            })
            .ok_or_else(|| FolderError::NotFound(start.display().to_string()))
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The paths of all scenario files, sorted.
    pub fn scenario_paths(&self) -> Result<Vec<PathBuf>, FolderError> {
        let mut found = Vec::new();
        for entry in list(&self.root)? {
            let name = entry
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if entry.is_dir() && !OTHER_FOLDERS.contains(&name.as_str()) && !name.starts_with('.') {
                collect(&entry, &mut found)?;
            }
        }
        Ok(found)
    }

    /// The folder of the conformance catalogue.
    pub fn conformance(&self) -> PathBuf {
        self.root.join(CONFORMANCE)
    }

    /// Where the failures are named that are expected of the app of this profile: beside it.
    pub fn expected_failures(profile: &Path) -> PathBuf {
        profile.with_extension(EXPECTED_FAILURES)
    }

    /// The paths of all scenario files below a folder, sorted.
    pub fn scenario_paths_below(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
        let mut found = Vec::new();
        collect(folder, &mut found)?;
        Ok(found)
    }

    /// Reads scenario files; what cannot be read becomes a diagnostic.
    pub fn scenarios(
        &self,
        paths: &[PathBuf],
        wrong: &mut Vec<Diagnostic>,
    ) -> Vec<Parsed<ScenarioFile>> {
        paths
            .iter()
            .filter_map(|path| self.load(path).map_err(|error| wrong.push(error)).ok())
            .collect()
    }

    /// Reads the fragments, by name.
    pub fn fragments(
        &self,
        wrong: &mut Vec<Diagnostic>,
    ) -> Result<BTreeMap<String, Parsed<FragmentFile>>, FolderError> {
        Ok(self
            .yaml_in("fragments")?
            .iter()
            .filter_map(|path| self.load(path).map_err(|error| wrong.push(error)).ok())
            .map(|parsed: Parsed<FragmentFile>| {
                (
                    parsed.id.trim_start_matches("fragments/").to_owned(),
                    parsed,
                )
            })
            .collect())
    }

    /// The names of the app profiles.
    pub fn profile_names(&self) -> Result<Vec<String>, FolderError> {
        let stem = |path: &PathBuf| {
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
        };
        // Apps of other people may have folders of their own there, with YAML files of their own.
        let folder = self.root.join("apps");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let files = list(&folder)?;
        let profiles = files
            .iter()
            .filter(|path| is_yaml(path) && !path.to_string_lossy().ends_with(EXPECTED_FAILURES));
        Ok(profiles.filter_map(stem).collect())
    }

    /// Reads an app profile, by its name in `apps/` or by its path.
    pub fn profile(&self, name: &str) -> Result<Parsed<ProfileFile>, Diagnostic> {
        let path = Path::new(name);
        let by_path = path.extension().is_some() || path.components().count() > 1;
        self.load(&if by_path {
            path.to_owned()
        } else {
            self.root.join("apps").join(format!("{name}.yaml"))
        })
    }

    /// Reads the suite's base seed; an empty one when there is no `tenant.yaml`.
    pub fn tenant(&self) -> Result<Arc<Source>, Diagnostic> {
        let path = self.root.join("tenant.yaml");
        if path.is_file() {
            read(&path, &self.from)
        } else {
            Ok(Source::new("tenant.yaml", "{}\n"))
        }
    }

    fn yaml_in(&self, folder: &str) -> Result<Vec<PathBuf>, FolderError> {
        let folder = self.root.join(folder);
        let mut found = Vec::new();
        if folder.is_dir() {
            collect(&folder, &mut found)?;
        }
        Ok(found)
    }

    fn load<T: DeserializeOwned>(&self, path: &Path) -> Result<Parsed<T>, Diagnostic> {
        let source = read(path, &self.from)?;
        let file = parse(&source)?;
        let below = path
            .strip_prefix(&self.root)
            .unwrap_or(path)
            .with_extension("");
        let id = below
            .to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/");
        Ok(Parsed {
            source,
            id,
            path: path.to_owned(),
            file,
        })
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), FolderError> {
    for entry in list(folder)? {
        if entry.is_dir() {
            collect(&entry, found)?;
        } else if is_yaml(&entry) {
            found.push(entry);
        }
    }
    Ok(())
}

fn is_yaml(path: &Path) -> bool {
    let yaml = path
        .extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml");
    yaml && !path.is_dir()
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let unreadable = |error: std::io::Error| FolderError::Unreadable {
        path: folder.display().to_string(),
        cause: error.to_string(),
    };
    let mut entries = std::fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    entries.sort();
    Ok(entries)
}
