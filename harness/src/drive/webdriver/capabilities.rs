//! What is asked of a new session: the browser, its flags and preferences.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{
    options::{BrowserChoice, Options},
    places::{BrowserKind, Installed},
};

/// Flags that keep Chrome from doing anything nobody asked for: network traffic of its own, dialogs,
/// slowing down what is not in front.
const QUIET: &[&str] = &[
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-field-trial-config",
    "--disable-hang-monitor",
    "--disable-popup-blocking",
    "--disable-prompt-on-repost",
    "--disable-renderer-backgrounding",
    "--disable-search-engine-choice-screen",
    "--disable-sync",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--password-store=basic",
    "--use-mock-keychain",
    "--disable-features=AutofillServerCommunication,BackForwardCache,\
     CertificateTransparencyComponentUpdater,HttpsUpgrades,InterestFeedContentSuggestions,MediaRouter,\
     OptimizationHints,PaintHolding,PasswordLeakDetection,RenderDocument,Translate",
];

/// The capabilities of a session.
pub(super) fn of(
    options: &Options,
    installed: Option<&Installed>,
    profile: Option<&Path>,
    bidi: bool,
) -> Map<String, Value> {
    let kind = installed.map_or_else(|| remote(options.browser), |installed| installed.kind);
    let mut capabilities = Map::new();
    capabilities.insert("browserName".into(), kind.name().into());
    capabilities.insert("pageLoadStrategy".into(), "normal".into());
    // A dialog is closed as a user would who reads none of them.
    capabilities.insert("unhandledPromptBehavior".into(), "accept".into());
    if bidi {
        capabilities.insert("webSocketUrl".into(), true.into());
    }
    let binary = installed.map(|installed| installed.browser.display().to_string());
    let (key, browser) = match kind {
        BrowserKind::Firefox => ("moz:firefoxOptions", firefox(options, binary)),
        BrowserKind::Chrome | BrowserKind::ChromeHeadlessShell => {
            ("goog:chromeOptions", chrome(options, kind, binary, profile))
        }
    };
    capabilities.insert(key.into(), browser);
    capabilities
}

/// What is asked of a driver that somebody else runs.
fn remote(choice: BrowserChoice) -> BrowserKind {
    match choice {
        BrowserChoice::Auto | BrowserChoice::Chrome => BrowserKind::Chrome,
        BrowserChoice::ChromeHeadlessShell => BrowserKind::ChromeHeadlessShell,
        BrowserChoice::Firefox => BrowserKind::Firefox,
    }
}

fn chrome(
    options: &Options,
    kind: BrowserKind,
    binary: Option<String>,
    profile: Option<&Path>,
) -> Value {
    let mut flags: Vec<String> = QUIET.iter().map(ToString::to_string).collect();
    if kind == BrowserKind::Chrome && !options.headed {
        flags.push("--headless=new".into());
    }
    // Chrome's sandbox does not work for root, as which containers run.
    if binary.is_some() && rustix::process::geteuid().is_root() {
        flags.push("--no-sandbox".into());
    }
    if options.strict_same_site {
        flags.push("--enable-features=SameSiteDefaultChecksMethodRigorously".into());
    }
    let (width, height) = options.window;
    flags.push(format!("--window-size={width},{height}"));
    if options.dark {
        flags.push("--blink-settings=preferredColorScheme=0".into());
    }
    if let Some(profile) = profile {
        flags.push(format!("--user-data-dir={}", profile.display()));
    }
    let mut chrome = json!({
        "args": flags,
        // No offers to save a password, no warnings that it has leaked.
        "prefs": {
            "autofill.profile_enabled": false,
            "credentials_enable_service": false,
            "profile.password_manager_enabled": false,
            "profile.password_manager_leak_detection": false,
        },
    });
    if let Some(binary) = binary {
        chrome["binary"] = binary.into();
    }
    chrome
}

fn firefox(options: &Options, binary: Option<String>) -> Value {
    let (width, height) = options.window;
    let mut flags = vec![format!("--width={width}"), format!("--height={height}")];
    if !options.headed {
        flags.push("-headless".into());
    }
    let mut firefox = json!({
        "args": flags,
        "prefs": {
            "app.normandy.enabled": false,
            "app.update.auto": false,
            "browser.safebrowsing.malware.enabled": false,
            "browser.safebrowsing.phishing.enabled": false,
            "datareporting.policy.dataSubmissionEnabled": false,
            // JSON is shown as it is.
            "devtools.jsonview.enabled": false,
            "messaging-system.rsexperimentloader.enabled": false,
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "services.settings.server": "data:,#remote-settings-dummy/v1",
            "signon.autofillForms": false,
            "signon.rememberSignons": false,
        },
    });
    if options.strict_same_site {
        firefox["prefs"]["network.cookie.sameSite.laxByDefault"] = true.into();
        firefox["prefs"]["network.cookie.sameSite.laxPlusPOST.timeout"] = 0.into();
    }
    if options.dark {
        firefox["prefs"]["layout.css.prefers-color-scheme.content-override"] = 0.into();
    }
    if let Some(binary) = binary {
        firefox["binary"] = binary.into();
    }
    firefox
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(kind: BrowserKind) -> Installed {
        Installed {
            kind,
            browser: "/browser".into(),
            driver: "/driver".into(),
        }
    }

    #[test]
    fn the_shell_is_asked_for_by_its_own_name() {
        let shell = installed(BrowserKind::ChromeHeadlessShell);
        let asked = of(
            &Options::default(),
            Some(&shell),
            Some(Path::new("/profile")),
            true,
        );
        assert_eq!(asked["browserName"], "chrome-headless-shell");
        assert_eq!(asked["webSocketUrl"], true);
        let flags = asked["goog:chromeOptions"]["args"].to_string();
        assert!(flags.contains("--user-data-dir=/profile"), "{flags}");
        assert!(!flags.contains("--headless=new"), "{flags}");
    }

    #[test]
    fn a_window_is_seen_when_it_is_wanted() {
        let chrome = installed(BrowserKind::Chrome);
        for headed in [false, true] {
            let options = Options {
                headed,
                ..Options::default()
            };
            let asked = of(&options, Some(&chrome), None, false);
            let flags = asked["goog:chromeOptions"]["args"].to_string();
            assert_eq!(flags.contains("--headless=new"), !headed, "{flags}");
        }
    }

    #[test]
    fn a_driver_elsewhere_chooses_its_own_binary() {
        let options = Options {
            browser: BrowserChoice::Firefox,
            ..Options::default()
        };
        let asked = of(&options, None, None, false);
        assert_eq!(asked["browserName"], "firefox");
        assert_eq!(asked["moz:firefoxOptions"].get("binary"), None);
    }
}
