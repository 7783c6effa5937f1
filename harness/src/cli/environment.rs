//! What the environment says: the one place that reads it.

use std::{env, ffi::OsString, path::PathBuf};

/// What the environment says.
#[derive(Clone, Debug)]
pub(super) struct Environment {
    /// Where the harness was started.
    pub(super) here: PathBuf,
    /// The folder of its own executable.
    pub(super) bin: PathBuf,
    /// Whether a missing browser is an error (`REQUIRE_BROWSER=1`).
    pub(super) require_browser: bool,
    /// Where programs are looked for.
    pub(super) path: Option<OsString>,
    /// Whether colours are unwanted (`NO_COLOR`), whatever the terminal.
    pub(super) no_colour: bool,
}

impl Environment {
    /// Reads it.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the environment is read"
    )]
    pub(super) fn read() -> std::io::Result<Self> {
        let executable = env::current_exe()?;
        let set =
            |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        Ok(Self {
            here: env::current_dir()?,
            bin: executable.parent().map(PathBuf::from).unwrap_or_default(),
            require_browser: set("REQUIRE_BROWSER"),
            path: env::var_os("PATH"),
            no_colour: set("NO_COLOR"),
        })
    }

    /// The cargo profile that the executable was built with: the name of its folder below `target/`, but
    /// `dev` for `debug`. An executable that was installed elsewhere counts as a release.
    pub(super) fn profile(&self) -> String {
        let name = self
            .bin
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        match name.as_deref() {
            Some("debug") => "dev".to_owned(),
            // Cargo keeps its notes in every folder that it builds to.
            Some(name) if self.bin.join(".fingerprint").is_dir() => name.to_owned(),
            Some(_) | None => "release".to_owned(),
        }
    }
}
