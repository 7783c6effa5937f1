//! From what was asked for to a plan.

use std::path::{Path, PathBuf};

use super::{arguments::SelectArguments, environment::Environment};
use crate::{
    drive::tenant::Tenant,
    plan::{Case, Plan, Selection, Suite},
    run::{seed_text, sham_variables, tamper_json},
    scenario::{Folder, FolderError, Parsed, ScenarioFile},
    source::{Diagnostic, nearest},
};

/// Reads what was asked for and makes a plan; every mistake is told.
pub(super) fn load(
    select: &SelectArguments,
    environment: &Environment,
) -> Result<Plan, Vec<Diagnostic>> {
    let asked = Asked::new(&select.what, &environment.here)?;
    loaded(select, environment, asked).map(|loaded| loaded.plan)
}

/// A plan, and where the profile of its app is.
pub(super) struct Loaded {
    pub(super) plan: Plan,
    pub(super) profile: PathBuf,
    /// The names of all rows that were read, chosen or not.
    pub(super) rows: Vec<String>,
}

/// Reads the conformance catalogue: these groups of it, all when none is named.
pub(super) fn load_catalogue(
    select: &SelectArguments,
    environment: &Environment,
    groups: &[&str],
) -> Result<Loaded, Vec<Diagnostic>> {
    let folder = Folder::find(&environment.here, &environment.here).map_err(|error| one(&error))?;
    let catalogue = folder.conformance();
    if !catalogue.is_dir() {
        let mistake = Diagnostic::new(format!("no folder {}", catalogue.display()));
        let help = "copy `scenarios/conformance` there, or the rows that you want";
        return Err(vec![mistake.help(help)]);
    }
    let mut paths: Vec<PathBuf> = groups.iter().map(|group| catalogue.join(group)).collect();
    if paths.is_empty() {
        paths.push(catalogue);
    }
    let filters = select.what.clone();
    let asked = Asked {
        paths,
        filters,
        suite_too: false,
    };
    loaded(select, environment, asked)
}

fn loaded(
    select: &SelectArguments,
    environment: &Environment,
    asked: Asked,
) -> Result<Loaded, Vec<Diagnostic>> {
    let start = asked
        .paths
        .first()
        .map_or(environment.here.as_path(), PathBuf::as_path);
    let folder = Folder::find(start, &environment.here)
        .or_else(|_| Folder::find(&environment.here, &environment.here))
        .map_err(|error| one(&error))?;

    let mut wrong = Vec::new();
    let paths = asked.scenario_paths(&folder).map_err(|error| one(&error))?;
    let scenarios = folder.scenarios(&paths, &mut wrong);
    let fragments = folder.fragments(&mut wrong).map_err(|error| one(&error))?;
    let profile = profile_name(select.app.as_deref(), &folder)
        .and_then(|name| folder.profile(&name))
        .map_err(|mistake| wrong.push(mistake));
    let tenant = folder.tenant().and_then(|source| {
        // As it is, so that its mistakes have their true places.
        Tenant::validate(&source.text, &source.path)
            .map_err(|error| Diagnostic::drawn(format!("error: {error}")))?;
        let seed = Suite::seed(&source)?;
        Ok((source, seed))
    });
    let tenant = tenant.map_err(|mistake| wrong.push(mistake));
    let (Ok(profile), Ok((tenant_source, tenant)), true) = (profile, tenant, wrong.is_empty())
    else {
        return Err(wrong);
    };

    let profile_path = profile.path.clone();
    let root = folder.root().parent().unwrap_or(Path::new(".")).to_owned();
    let files = scenarios
        .iter()
        .filter(|scenario| asked.names(&scenario.path))
        .map(|scenario| scenario.id.clone())
        .collect();
    let suite = Suite {
        scenarios,
        fragments,
        profile,
        tenant_source,
        tenant,
        root,
    };
    let selection = Selection {
        files,
        filters: asked.filters,
        tags: select.tag.clone(),
        shard: select.shard,
    };
    let rows = suite.scenarios.iter().map(row).collect();
    let plan = Plan::new(&suite, &selection)?;
    if plan.cases.is_empty() {
        return Err(vec![nothing_found(&suite, &selection)]);
    }
    seeds(&plan)?;
    Ok(Loaded {
        plan,
        profile: profile_path,
        rows,
    })
}

/// The name of a scenario's row in a matrix.
fn row(scenario: &Parsed<ScenarioFile>) -> String {
    let stem = scenario.id.rsplit('/').next().unwrap_or_default();
    let row = scenario.file.row.as_ref();
    row.map_or(stem, |row| row.value.as_str()).to_owned()
}

/// Reads every app profile of the suite; what is wrong with them.
pub(super) fn wrong_profiles(
    select: &SelectArguments,
    environment: &Environment,
) -> Vec<Diagnostic> {
    let start = Asked::new(&select.what, &environment.here)
        .ok()
        .and_then(|asked| asked.paths.into_iter().next());
    let folder = start
        .and_then(|start| Folder::find(&start, &environment.here).ok())
        .or_else(|| Folder::find(&environment.here, &environment.here).ok());
    let Some(folder) = folder else {
        return Vec::new();
    };
    match folder.profile_names() {
        Ok(names) => names
            .iter()
            .filter_map(|name| folder.profile(name).err())
            .collect(),
        Err(error) => one(&error),
    }
}

/// Tries the seed and the tamper of every case.
fn seeds(plan: &Plan) -> Result<(), Vec<Diagnostic>> {
    let mut wrong: Vec<Diagnostic> = Vec::new();
    for case in &plan.cases {
        let tried = seed_text(case, &sham_variables(case))
            .map_err(|_| {
                "it uses a variable that has no value before the scenario begins".to_owned()
            })
            .and_then(|seed| {
                Tenant::validate(&seed, &format!("the seed of {}", case.id))
                    .map_err(|error| error.to_string())
            });
        if let Err(cause) = tried {
            let mistake = Diagnostic::new("this seed is refused")
                .at(&case.tenant_place, "changed here")
                .note(cause);
            if !wrong.contains(&mistake) {
                wrong.push(mistake);
            }
        }
        if let Some(mistake) = tamper(case).filter(|mistake| !wrong.contains(mistake)) {
            wrong.push(mistake);
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// What is wrong with what the provider is to do wrong.
fn tamper(case: &Case) -> Option<Diagnostic> {
    let place = &case.trial.as_ref()?.tamper.as_ref()?.place;
    let cause = match tamper_json(case, &sham_variables(case))? {
        Ok(changes) => Tenant::validate_tamper(&changes).err()?,
        Err(_) => "it uses a variable that has no value before the scenario begins".to_owned(),
    };
    // The word that is wrong stands in backticks.
    let word = cause.split('`').nth(1).unwrap_or_default();
    let (what, label) = cause.split_once("; ").unwrap_or((cause.as_str(), ""));
    let mistake = Diagnostic::new(what).at(&place.seek(word), label);
    Some(mistake.note(format!("in the tamper at {place}")))
}

fn one(error: &FolderError) -> Vec<Diagnostic> {
    vec![Diagnostic::new(error.to_string())]
}

/// What was asked for: paths that exist, and texts to look for.
struct Asked {
    paths: Vec<PathBuf>,
    filters: Vec<String>,
    /// Whether texts are looked for in the whole suite, whatever paths were named.
    suite_too: bool,
}

impl Asked {
    fn new(what: &[String], here: &Path) -> Result<Self, Vec<Diagnostic>> {
        let mut asked = Self {
            paths: Vec::new(),
            filters: Vec::new(),
            suite_too: true,
        };
        for text in what {
            let path = here.join(text);
            let yaml = path
                .extension()
                .is_some_and(|ending| ending == "yaml" || ending == "yml");
            if path.exists() {
                asked.paths.push(path.canonicalize().unwrap_or(path));
            } else if yaml {
                return Err(vec![Diagnostic::new(format!("no such file: {text}"))]);
            } else {
                asked.filters.push(text.clone());
            }
        }
        Ok(asked)
    }

    /// The files to read: those that were named, and all of the suite when a text is looked for.
    fn scenario_paths(&self, folder: &Folder) -> Result<Vec<PathBuf>, FolderError> {
        let mut paths = Vec::new();
        for path in &self.paths {
            let whole = folder.root() == path || folder.root().parent() == Some(path);
            if path.is_file() {
                paths.push(path.clone());
            } else if whole {
                paths.extend(folder.scenario_paths()?);
            } else {
                paths.extend(Folder::scenario_paths_below(path)?);
            }
        }
        if self.paths.is_empty() || (self.suite_too && !self.filters.is_empty()) {
            paths.extend(folder.scenario_paths()?);
        }
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    fn names(&self, file: &Path) -> bool {
        self.paths.iter().any(|path| file.starts_with(path))
    }
}

/// The app that is under test when nothing is said, of the suite in this folder.
pub(super) fn usual_app(root: &Path) -> Option<String> {
    let names = Folder::find(root, root).ok()?.profile_names().ok()?;
    usual(&names).cloned()
}

/// The only profile, else `sample-app`.
fn usual(names: &[String]) -> Option<&String> {
    match names {
        [only] => Some(only),
        names => names.iter().find(|name| *name == "sample-app"),
    }
}

/// The profile that was asked for; else the usual one.
fn profile_name(asked: Option<&str>, folder: &Folder) -> Result<String, Diagnostic> {
    let names = folder
        .profile_names()
        .map_err(|error| Diagnostic::new(error.to_string()))?;
    let known = format!("known here: {}", names.join(", "));
    match (asked, usual(&names)) {
        (Some(name), _) if names.iter().any(|known| known == name) || Path::new(name).is_file() => {
            Ok(name.to_owned())
        }
        (Some(name), _) => {
            let near = nearest(name, names.iter().map(String::as_str));
            Err(Diagnostic::new(format!("no app profile `{name}`"))
                .note(known)
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))))
        }
        (None, Some(usual)) => Ok(usual.clone()),
        (None, None) => Err(Diagnostic::new("which app is under test?")
            .note(known)
            .help("say it with --app PROFILE")),
    }
}

fn nothing_found(suite: &Suite, selection: &Selection) -> Diagnostic {
    let near = selection.filters.first().and_then(|filter| {
        let ids = suite
            .scenarios
            .iter()
            .map(|one| one.id.rsplit('/').next().unwrap_or_default());
        nearest(filter, ids).map(|near| format!("did you mean `{near}`?"))
    });
    Diagnostic::new("no scenario was found by what was asked for")
        .maybe_help(near)
        .help("`harness list` shows all of them")
}
