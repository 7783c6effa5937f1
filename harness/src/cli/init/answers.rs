//! What was answered, checked: pure but for the look whether a program is there.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use url::{Host, Url};

use crate::{cli::arguments::InitArguments, source::nearest};

/// An answer that cannot be right, and the way out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) what: String,
    pub(super) help: Option<String>,
}

impl Wrong {
    fn new(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: Some(help.into()),
        }
    }
}

/// Everything a profile is made of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answers {
    /// The program and its arguments, with `${port}` for the port.
    pub(super) command: Vec<String>,
    /// The path of the callback.
    pub(super) callback: String,
    /// What to click at the home page.
    pub(super) sign_in: String,
    /// What to click to sign out.
    pub(super) sign_out: String,
    /// What only a signed-in person sees.
    pub(super) signed_in: String,
    /// The variable that tells the app its port.
    pub(super) port_variable: String,
    /// What was changed on the way.
    pub(super) notes: Vec<String>,
}

impl Answers {
    pub(super) fn new(
        command: Vec<String>,
        callback: Callback,
        signed_in: String,
        arguments: &InitArguments,
    ) -> Self {
        let Callback { path, port } = callback;
        let mut notes = Vec::new();
        let command = match port {
            Some(port) => with_free_port(command, port, &mut notes),
            None => command,
        };
        // "Sign out" is seen and clicked; "My account" is only seen.
        let leaves = ["sign out", "log out", "logout", "sign off"];
        let sign_out = arguments.sign_out.clone().unwrap_or_else(|| {
            let seen = signed_in.to_lowercase();
            if leaves.iter().any(|word| seen == *word) {
                signed_in.clone()
            } else {
                "Sign out".to_owned()
            }
        });
        Self {
            command,
            callback: path,
            sign_in: arguments.sign_in.clone(),
            sign_out,
            signed_in,
            port_variable: arguments.port_variable.clone(),
            notes,
        }
    }
}

/// Every scenario gives the app another port: one that stands in the command becomes `${port}`.
fn with_free_port(command: Vec<String>, port: u16, notes: &mut Vec<String>) -> Vec<String> {
    let port = port.to_string();
    let stands = |word: &str| {
        word.split(|c: char| !c.is_ascii_digit())
            .any(|digits| digits == port)
    };
    let told = command.iter().any(|word| stands(word));
    notes.push(if told {
        format!(
            "wrote ${{port}} for {port} in the command: every scenario gives the app a free one"
        )
    } else {
        format!("the app must listen on the port that it is told, not always on {port}")
    });
    command
        .into_iter()
        .map(|word| {
            if stands(&word) {
                word.replace(&port, "${port}")
            } else {
                word
            }
        })
        .collect()
}

/// A name for a profile made of any text.
pub(super) fn as_name(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let words: Vec<_> = plain.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        "my-app".to_owned()
    } else {
        words.join("-").to_ascii_lowercase()
    }
}

/// A name is a file's name.
pub(super) fn name(name: &str) -> Result<String, Wrong> {
    let good = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if good {
        Ok(name.to_owned())
    } else {
        Err(Wrong::new(
            format!("`{name}` is no name for a profile: letters, digits, `-` and `_` only"),
            format!("did you mean `{}`?", as_name(name)),
        ))
    }
}

/// The program and its arguments. Anything that only a shell understands is given to a shell.
pub(super) fn start(line: &str, here: &Path, path: Option<&OsStr>) -> Result<Vec<String>, Wrong> {
    let line = line.trim();
    if Url::parse(line).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        return Err(Wrong::new(
            format!("{line} is an address, not a command"),
            "each scenario starts the app anew, against a provider of its own: give the command that starts it",
        ));
    }
    if line.contains(['|', '&', ';', '<', '>', '"', '\'', '`', '*', '~', '$']) {
        return Ok(vec!["sh".to_owned(), "-c".to_owned(), line.to_owned()]);
    }
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let Some(program) = words.first() else {
        return Err(Wrong::new(
            "the start command is empty",
            "name a program, such as `node server.js`",
        ));
    };
    if program.contains('/') {
        return if here.join(program).is_file() {
            Ok(words)
        } else {
            Err(Wrong::new(
                format!("there is no program {program} in {}", here.display()),
                "run `harness init` in the folder that the app is started in",
            ))
        };
    }
    let folders: Vec<PathBuf> = path
        .map(|path| std::env::split_paths(path).collect())
        .unwrap_or_default();
    if folders.iter().any(|folder| folder.join(program).is_file()) {
        return Ok(words);
    }
    let there: Vec<String> = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    Err(Wrong {
        what: format!("there is no program `{program}` on the PATH"),
        help: Some(match nearest(program, there.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "give its path, or install it".to_owned(),
        }),
    })
}

/// Where the app takes the callback.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Callback {
    pub(super) path: String,
    /// The port, where a whole address was given.
    pub(super) port: Option<u16>,
}

/// A path, or an address of this machine.
pub(super) fn callback(answer: &str) -> Result<Callback, Wrong> {
    let answer = answer.trim();
    if !answer.contains("://") {
        let path = if answer.starts_with('/') {
            answer.to_owned()
        } else {
            format!("/{answer}")
        };
        return if answer.is_empty() || path.contains(['?', '#', ' ']) {
            Err(Wrong::new(
                format!("`{answer}` is no path for a callback"),
                "write a path without a query, such as /callback",
            ))
        } else {
            Ok(Callback { path, port: None })
        };
    }
    let url = Url::parse(answer).map_err(|cause| {
        Wrong::new(
            format!("`{answer}` is no address: {cause}"),
            "write such as http://127.0.0.1:3000/callback, with a port from 1 to 65535",
        )
    })?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let refused = |why: &str, help: &str| Err(Wrong::new(format!("{answer} {why}"), help));
    if url.scheme() != "http" {
        refused(
            "is not plain HTTP",
            "an app under test listens without TLS, on 127.0.0.1",
        )
    } else if !loopback {
        refused(
            "is not on this machine",
            "the harness starts the app here, on 127.0.0.1",
        )
    } else if url.port() == Some(0) {
        refused(
            "names port 0",
            "leave the port away, or write the one it listens on",
        )
    } else if url.query().is_some() || url.fragment().is_some() {
        refused(
            "has a query or a fragment",
            "write the address of the callback alone",
        )
    } else {
        Ok(Callback {
            path: url.path().to_owned(),
            port: url.port_or_known_default(),
        })
    }
}

/// What only a signed-in person sees cannot be what everybody else clicks.
pub(super) fn signed_in(text: &str, sign_in: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        Err(Wrong::new(
            "a signed-in person must see something that nobody else does",
            "name a text of the page, such as `Sign out`",
        ))
    } else if text.eq_ignore_ascii_case(sign_in) {
        Err(Wrong::new(
            format!("`{text}` is what people click who are not signed in"),
            "name a text that is there afterwards, such as `Sign out`",
        ))
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests;
