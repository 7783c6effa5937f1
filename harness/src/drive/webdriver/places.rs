//! Where browsers and their drivers are.

use std::{
    ffi::OsStr,
    fmt,
    io::Read,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::process::Command;

use super::options::{BrowserChoice, Options};
use crate::clock::{self, Deadline};

/// A browser that can be driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserKind {
    /// Chrome's old headless mode, a binary of its own.
    ChromeHeadlessShell,
    /// Chrome or Chromium.
    Chrome,
    /// Firefox.
    Firefox,
}

impl BrowserKind {
    /// Its name in the `browserName` capability. The shell has one of its own: given the shell under
    /// the name `chrome`, ChromeDriver hangs.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChromeHeadlessShell => "chrome-headless-shell",
            Self::Chrome => "chrome",
            Self::Firefox => "firefox",
        }
    }

    /// Whether it is one of Chrome's kind.
    pub(super) fn is_chromium(self) -> bool {
        match self {
            Self::ChromeHeadlessShell | Self::Chrome => true,
            Self::Firefox => false,
        }
    }

    /// The names it goes by in a `PATH`.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::ChromeHeadlessShell => &[
                "chrome-headless-shell",
                "chromium-headless-shell",
                "headless_shell",
            ],
            Self::Chrome => &[
                "google-chrome-stable",
                "google-chrome",
                "chrome",
                "chromium",
                "chromium-browser",
            ],
            Self::Firefox => &["firefox", "firefox-esr"],
        }
    }

    /// Where it is when it is in no `PATH`, or there only as a script around it.
    fn usual_places(self) -> &'static [&'static str] {
        match self {
            Self::ChromeHeadlessShell => &[
                "/usr/lib/chromium/chromium-headless-shell",
                "/usr/lib/chromium-browser/headless_shell",
                "/opt/chrome-headless-shell/chrome-headless-shell",
            ],
            Self::Chrome => &[
                "/opt/google/chrome/chrome",
                "/usr/lib/chromium/chromium",
                "/usr/lib/chromium-browser/chromium-browser",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
            ],
            Self::Firefox => &[
                "/usr/lib/firefox-esr/firefox-esr",
                "/usr/lib/firefox/firefox",
                "/Applications/Firefox.app/Contents/MacOS/firefox",
            ],
        }
    }

    fn driver(self) -> &'static str {
        match self {
            Self::ChromeHeadlessShell | Self::Chrome => "chromedriver",
            Self::Firefox => "geckodriver",
        }
    }

    fn usual_driver_places(self) -> &'static [&'static str] {
        match self {
            Self::ChromeHeadlessShell | Self::Chrome => &[
                "/usr/bin/chromedriver",
                "/usr/local/bin/chromedriver",
                "/usr/lib/chromium/chromedriver",
                "/usr/lib/chromium-browser/chromedriver",
                "/opt/homebrew/bin/chromedriver",
            ],
            Self::Firefox => &[
                "/usr/bin/geckodriver",
                "/usr/local/bin/geckodriver",
                "/opt/homebrew/bin/geckodriver",
            ],
        }
    }

    /// What a person types to get it.
    fn remedy(self) -> &'static str {
        match self {
            Self::ChromeHeadlessShell => {
                "on Debian `apt install chromium-headless-shell chromium-driver`"
            }
            Self::Chrome => "on Debian `apt install chromium chromium-driver`",
            Self::Firefox => {
                "on Debian `apt install firefox-esr`, and geckodriver with `cargo install geckodriver`"
            }
        }
    }
}

impl fmt::Display for BrowserKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A browser with a driver for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Which browser.
    pub kind: BrowserKind,
    /// Its binary.
    pub browser: PathBuf,
    /// Its driver's.
    pub driver: PathBuf,
}

impl Installed {
    /// The versions of browser and driver, as far as they tell.
    pub async fn versions(&self) -> (Option<String>, Option<String>) {
        (version(&self.browser).await, version(&self.driver).await)
    }
}

/// No browser that can be driven.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{missing}: install it ({remedy}), or use the embedded agent")]
pub struct NotInstalled {
    missing: String,
    remedy: &'static str,
}

/// Finds the browser that a run wants, and its driver.
pub fn find(options: &Options) -> Result<Installed, NotInstalled> {
    let path = options.path.as_deref();
    let kinds: &[BrowserKind] = match (options.browser, options.headed) {
        (BrowserChoice::Auto, false) => &[
            BrowserKind::ChromeHeadlessShell,
            BrowserKind::Chrome,
            BrowserKind::Firefox,
        ],
        (BrowserChoice::Auto, true) => &[BrowserKind::Chrome, BrowserKind::Firefox],
        (BrowserChoice::Chrome, _) => &[BrowserKind::Chrome],
        (BrowserChoice::ChromeHeadlessShell, _) => &[BrowserKind::ChromeHeadlessShell],
        (BrowserChoice::Firefox, _) => &[BrowserKind::Firefox],
    };
    let mut first_trouble = None;
    for &kind in kinds {
        let browser = locate(kind.names(), kind.usual_places(), path);
        let driver = locate(&[kind.driver()], kind.usual_driver_places(), path);
        let missing = match (browser, driver) {
            (Some(browser), Some(driver)) => {
                return Ok(Installed {
                    kind,
                    browser,
                    driver,
                });
            }
            (Some(browser), None) => {
                format!(
                    "{} is there, but not its driver, {}",
                    browser.display(),
                    kind.driver()
                )
            }
            (None, _) => format!("there is no {kind}"),
        };
        // A browser that only lacks its driver is the better hint.
        if first_trouble.is_none() || missing.contains("driver") {
            first_trouble = Some(NotInstalled {
                missing,
                remedy: kind.remedy(),
            });
        }
    }
    Err(first_trouble.unwrap_or_else(|| NotInstalled {
        missing: "there is no browser".to_owned(),
        remedy: BrowserKind::Chrome.remedy(),
    }))
}

fn locate(names: &[&str], usual: &[&str], path: Option<&OsStr>) -> Option<PathBuf> {
    let usual = || {
        usual
            .iter()
            .map(PathBuf::from)
            .find(|place| place.is_file())
    };
    let directories: Vec<PathBuf> = path
        .map(|path| std::env::split_paths(path).collect())
        .unwrap_or_default();
    let in_path = names
        .iter()
        .flat_map(|name| {
            directories
                .iter()
                .map(move |directory| directory.join(name))
        })
        .find(|place| place.is_file());
    match in_path {
        // A script around the binary hides its process id.
        Some(place) if is_script(&place) => usual().or(Some(place)),
        Some(place) => Some(place),
        // Only macOS keeps its browsers out of every `PATH`; elsewhere what is in none is not there.
        None => usual().filter(|place| {
            place.starts_with("/Applications") || place.starts_with("/opt/homebrew")
        }),
    }
}

fn is_script(place: &Path) -> bool {
    let mut start = [0; 2];
    std::fs::File::open(place).is_ok_and(|mut file| file.read_exact(&mut start).is_ok())
        && start == *b"#!"
}

/// What a binary says its version is: the first word with a dot and digits.
async fn version(binary: &Path) -> Option<String> {
    const PATIENCE: Duration = Duration::from_secs(10);
    let output = Command::new(binary)
        .arg("--version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = clock::by(Deadline::after(PATIENCE), output).await?.ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.split_whitespace()
        .find(|word| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn binary(directory: &Path, name: &str, content: &str) {
        let file = directory.join(name);
        std::fs::write(&file, content).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn the_path_comes_first() {
        let directory = tempfile::tempdir().unwrap();
        binary(directory.path(), "firefox", "\x7fELF");
        binary(directory.path(), "geckodriver", "\x7fELF");
        let options = Options {
            browser: BrowserChoice::Firefox,
            path: Some(directory.path().into()),
            ..Options::default()
        };
        let found = find(&options).unwrap();
        assert_eq!(found.browser, directory.path().join("firefox"));
        assert_eq!(found.driver, directory.path().join("geckodriver"));
    }

    #[test]
    fn what_is_missing_is_said() {
        let nowhere = locate(
            &["no-such-browser"],
            &["/no/such/place"],
            Some(OsStr::new("/none")),
        );
        assert_eq!(nowhere, None);
        let said = NotInstalled {
            missing: "there is no firefox".to_owned(),
            remedy: BrowserKind::Firefox.remedy(),
        };
        assert_eq!(
            said.to_string(),
            "there is no firefox: install it (on Debian `apt install firefox-esr`, and geckodriver \
             with `cargo install geckodriver`), or use the embedded agent"
        );
    }

    #[tokio::test]
    async fn versions_are_read() {
        let directory = tempfile::tempdir().unwrap();
        binary(
            directory.path(),
            "driver",
            "#!/bin/sh\necho ChromeDriver 156.0.8078.79 '(a21)'\n",
        );
        let said = version(&directory.path().join("driver")).await;
        assert_eq!(said.as_deref(), Some("156.0.8078.79"));
        assert_eq!(version(&directory.path().join("nothing")).await, None);
    }
}
