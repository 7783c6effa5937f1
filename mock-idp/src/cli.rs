//! The command line: flags in, a running mock and a text for a person out.

use std::{fmt::Write as _, io::Write as _, net::IpAddr, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::base::clock::Clock;
use crate::logto::model::ApplicationType;
use crate::seed::Seed;
use crate::server::{MockIdp, Options, StartError};

/// Logto 1.42 with its Hugging Face connector, offline.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves a tenant until it is stopped (what happens without a command).
    Serve(Serve),
    /// Prints the JSON Schema of seed files, or the `OpenAPI` description of the control API.
    Schema {
        /// What is described.
        #[arg(value_enum, default_value_t = Described::Seed)]
        of: Described,
    },
}

/// What can be described.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Described {
    /// Seed files.
    Seed,
    /// The control API.
    Control,
}

#[derive(Args, Debug)]
struct Serve {
    /// The seed to start from; a built-in one works at once.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// The address to listen on, instead of loopback (IPv4 and IPv6).
    #[arg(long, value_name = "ADDRESS")]
    host: Option<IpAddr>,
    /// The name by which others call it, for issuer and addresses: that of a container, say.
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    public_host: Option<String>,
    /// Allows an address that other machines can reach.
    #[arg(long)]
    expose: bool,
    /// The Hugging Face that the connector talks to, instead of the built-in one.
    #[arg(long, value_name = "URL")]
    #[arg(value_parser = origin)]
    huggingface_origin: Option<String>,
    /// Logto's port (0: any free one).
    #[arg(long, default_value_t = 3001, value_name = "PORT")]
    logto_port: u16,
    /// The control API's port (0: any free one).
    #[arg(long, default_value_t = 3002, value_name = "PORT")]
    control_port: u16,
    /// Hugging Face's port (0: any free one).
    #[arg(long, default_value_t = 3003, value_name = "PORT")]
    huggingface_port: u16,
    /// Prints one line of JSON with the addresses when ready, and nothing else.
    #[arg(long)]
    json: bool,
}

/// Why the mock ended with exit code 2.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error(
        "cannot read the seed {path}: {source}\n  = help: name a YAML file; `mock-idp schema` describes its members"
    )]
    NoSeed {
        path: String,
        source: std::io::Error,
    },
    #[error("{0}")]
    Seed(#[from] crate::seed::SeedError),
    #[error("{0}")]
    Start(#[from] StartError),
    #[error(
        "{0} can be reached from other machines, and a mock lets anyone sign in as anyone\n  = help: add --expose if that is meant, or leave --host out"
    )]
    Exposed(IpAddr),
    #[error("cannot catch the signals that stop the mock: {0}")]
    Signals(std::io::Error),
}

/// Runs the command line. Exit codes: 0 stopped by a signal, 2 it could not start.
pub async fn run(cli: Cli) -> ExitCode {
    let serve = match cli.command {
        Some(Command::Schema { of }) => {
            let description = match of {
                Described::Seed => Seed::schema(),
                Described::Control => crate::control::openapi::description(),
            };
            say(&format!("{description:#}"));
            return ExitCode::SUCCESS;
        }
        Some(Command::Serve(serve)) => serve,
        None => cli.serve,
    };
    match serve.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            complain(&format!("error: {refusal}"));
            ExitCode::from(2)
        }
    }
}

impl Serve {
    async fn run(self) -> Result<(), Refusal> {
        if let Some(host) = self.host.filter(|host| !host.is_loopback()) {
            if !self.expose {
                return Err(Refusal::Exposed(host));
            }
            complain(&format!(
                "warning: listening on {host}: other machines can reach this mock, which lets anyone sign in as anyone"
            ));
        }
        let seed = match &self.seed {
            None => Seed::built_in(),
            Some(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|source| Refusal::NoSeed {
                    path: name.clone(),
                    source,
                })?;
                Seed::from_yaml(&text, &name)?
            }
        };
        // Before anything is announced: a signal right after the announcement must be caught.
        let signals = Signals::catch().map_err(Refusal::Signals)?;
        let options = Options {
            host: self.host,
            public_host: self.public_host.clone(),
            logto_port: self.logto_port,
            huggingface_port: self.huggingface_port,
            control_port: self.control_port,
            huggingface_origin: self.huggingface_origin.clone(),
        };
        let idp = MockIdp::start_with(&seed, options, Clock::system()).await?;
        say(&if self.json {
            addresses(&idp)
        } else {
            welcome(&idp, &seed, self.huggingface_origin.as_deref())
        });
        signals.wait().await;
        idp.stop().finished().await;
        Ok(())
    }
}

/// A name that can stand in an address.
fn host_name(text: &str) -> Result<String, String> {
    let host = url::Host::parse(text).map_err(|error| format!("{error}; write idp.example"))?;
    Ok(host.to_string())
}

/// `scheme://host[:port]` of an http or https address, and nothing behind it.
fn origin(text: &str) -> Result<String, String> {
    let url =
        url::Url::parse(text).map_err(|error| format!("{error}; write https://host[:port]"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{}` is not http or https", url.scheme()));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("only scheme, host and port belong here".to_owned());
    }
    Ok(url.origin().ascii_serialization())
}

/// `{"logto":URL,"huggingface":URL,"control":URL}`.
fn addresses(idp: &MockIdp) -> String {
    serde_json::json!({
        "logto": idp.logto_url(),
        "huggingface": idp.huggingface_url(),
        "control": idp.control_url(),
    })
    .to_string()
}

/// Everything that a person needs to sign in. `elsewhere`: the Hugging Face that takes the place of ours.
fn welcome(idp: &MockIdp, seed: &Seed, elsewhere: Option<&str>) -> String {
    let mut text = format!(
        "mock-idp {} is up\n\n  Logto         {}   (OIDC discovery: {}/oidc/.well-known/openid-configuration)\n  Hugging Face  {}\n  console       {}   (and control API)\n",
        env!("CARGO_PKG_VERSION"),
        idp.logto_url(),
        idp.logto_url(),
        elsewhere.unwrap_or(idp.huggingface_url()),
        idp.control_url(),
    );
    let state = idp.logto().state();
    let mut first = None;
    text.push_str("\n  Applications\n");
    for application in state.data.applications.iter() {
        let secret = application.legacy_secret.as_deref();
        let _ = writeln!(
            text,
            "    {:<16} {}{}",
            application.id,
            word(application.r#type),
            secret
                .map(|secret| format!(", secret {secret}"))
                .unwrap_or_default(),
        );
        for uri in &application.oidc_client_metadata.redirect_uris {
            let _ = writeln!(text, "    {:<16} redirect {uri}", "");
        }
        if first.is_none() && !application.oidc_client_metadata.redirect_uris.is_empty() {
            first = Some((application.id.clone(), secret.map(str::to_owned)));
        }
    }
    text.push_str("\n  Users (Logto)\n");
    for (id, user) in &seed.file().users {
        let _ = writeln!(
            text,
            "    {:<16} {}",
            user.username.as_deref().unwrap_or(&id.value),
            user.password
                .as_deref()
                .map_or_else(|| "no password".into(), |p| format!("password {p}")),
        );
    }
    if elsewhere.is_none() && !seed.file().huggingface.users.is_empty() {
        text.push_str("\n  Users (Hugging Face)\n");
        for (name, user) in &seed.file().huggingface.users {
            let password = user.password.as_deref();
            let _ = writeln!(
                text,
                "    {name:<16} {}",
                password.map_or_else(|| "any password".into(), |p| format!("password {p}")),
            );
        }
    }
    if let Some((id, secret)) = first {
        let _ = write!(
            text,
            "\n  For an SDK\n    export LOGTO_ENDPOINT={}\n    export LOGTO_APP_ID={id}\n",
            idp.logto_url()
        );
        // A public client (SPA, Native) has none.
        if let Some(secret) = secret {
            let _ = writeln!(text, "    export LOGTO_APP_SECRET={secret}");
        }
    }
    text.push_str("\n  Stop it with Ctrl-C.");
    text
}

/// As seeds and the Management API spell it.
fn word(kind: ApplicationType) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|kind| kind.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The signals that end a mock.
#[derive(Debug)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn catch() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The command line speaks here and nowhere else.
fn say(text: &str) {
    // A reader that has read enough (`| head`) is no failure.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn complain(text: &str) {
    eprintln!("{text}");
}
