//! Little suites in temporary folders. Their app is a shell that says it is ready and then waits: the
//! scenarios look at the provider's own pages.

use std::{
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

pub(crate) const APP: &str = "\
app: shop
start: { command: [sh, -c, 'echo ready; exec sleep 1000'] }
ready: { log: ready, within: 10s }
redirect-uri: /callback
sign-in: { click: Sign in }
sign-out: { click: Sign out }
signed-in: { text: Sign out }
";

/// A suite, gone when dropped.
pub(crate) struct LittleSuite {
    folder: TempDir,
}

impl LittleSuite {
    /// A suite with these scenarios: names and texts.
    pub(crate) fn new(scenarios: &[(&str, &str)]) -> Self {
        let suite = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        suite.write("scenarios/apps/shop.yaml", APP);
        for (name, text) in scenarios {
            suite.write(&format!("scenarios/{name}.yaml"), text);
        }
        suite
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The binary, to be started in the suite's folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env("NO_COLOR", "1")
            .env_remove("RUST_LOG");
        command
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.command(arguments).output().unwrap())
    }
}

/// How the binary ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// What differs from run to run.
pub(crate) fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\[ *\d+\.\d+s\]", "[TIME]");
    settings.add_filter(r"(localhost|127\.0\.0\.1):\d+", "$1:PORT");
    settings.add_filter(r"/\S*/target/harness/", "TARGET/");
    settings.add_filter(r"\(\d+ workers?\)", "(WORKERS)");
    settings
}
