//! The world of one try: a tenant, the app under test, an agent, and what is remembered.

use std::{fmt, path::PathBuf, pin::Pin, sync::Arc, time::Duration};

use serde_json::Value;
use url::Url;

use super::{
    Controls, Houses, Trouble,
    house::{self, House},
    render, seed,
};
use crate::{
    clock::{self, Deadline},
    drive::{
        agent::{Agent, AgentError},
        app::{App, Launch, Ready},
        http::HttpClient,
        ports::{Port, Ports},
        reaper::Reaper,
        tenant::{Tenant, TenantError},
        wire::Wire,
    },
    expectation::Wanted,
    plan::{Case, Instance, ReadySign, Variables, app_variable},
    result::{AnswerSeen, Broken, Finding, Redactions, Secret},
};

/// How long an agent may take to close; then it is dropped, which ends its processes.
const GOODBYE: Duration = Duration::from_secs(5);

/// Where agents come from: one for each try.
pub trait Players: Send + Sync + fmt::Debug {
    /// `webdriver` or `embedded`.
    fn kind(&self) -> &'static str;
    /// What plays the user, for a person.
    fn describe(&self) -> String;
    /// A fresh agent for a worker (counted from 0): no cookies, an empty page.
    fn enter(&self, worker: usize) -> Entering<'_>;
    /// After the last try: ends what was started for all of them.
    fn leave(&self) -> Leaving<'_>;
}

/// The future of an end.
pub type Leaving<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// The future of a fresh agent.
pub type Entering<'a> =
    Pin<Box<dyn Future<Output = Result<Box<dyn Agent>, AgentError>> + Send + 'a>>;

/// What all worlds of a run share.
#[derive(Debug)]
pub struct Stage {
    /// Where agents come from.
    pub players: Box<dyn Players>,
    /// Free ports.
    pub ports: Arc<Ports>,
    /// HTTP connections.
    pub wire: Wire,
    /// Everything that was started.
    pub reaper: Reaper,
    /// The folder of the harness's own executable: `${bin}`.
    pub bin: PathBuf,
    /// The cargo profile it was built with: `${profile}`.
    pub profile: String,
    /// The folder above `scenarios/`: `${root}`.
    pub root: PathBuf,
    /// Where pictures go.
    pub pictures: PathBuf,
    /// The pause between acts, so that a person can watch.
    pub slow: Duration,
    /// Whether snapshots are taken anew.
    pub update_snapshots: bool,
    /// The app under test, if it is another than the suite's usual one: it has snapshots of its own.
    pub other_app: Option<String>,
    /// Whether the provider's own pages, which are not under test, are filled in faster than a user could.
    pub hasty: bool,
    /// What control runs have shown so far.
    pub controls: Controls,
    /// Tenants and apps that can be used again.
    pub houses: Houses,
}

/// The world of one try.
#[derive(Debug)]
pub struct World<'a> {
    pub(super) stage: &'a Stage,
    pub(super) case: &'a Case,
    pub(super) agent: Box<dyn Agent>,
    pub(super) tenant: Tenant,
    pub(super) apps: Vec<(String, App)>,
    /// The apps listen there.
    ports: Vec<Port>,
    pub(super) http: HttpClient,
    pub(super) variables: Variables,
    /// The last answer to an `http` step, and its address.
    pub(super) answer: Option<(String, AnswerSeen)>,
    pub(super) seed: Value,
    pub(super) warnings: Vec<Finding>,
    /// Why the app could not be used while the provider did wrong.
    pub(super) not_started: Option<String>,
    /// Whether waiting ends as soon as nothing happens any more: what a trial waits for may never come.
    pub(super) impatient: bool,
    /// Whether nothing has happened since it was last seen that nothing does.
    pub(super) rested: bool,
    /// How long nothing must happen at least until it is believed that nothing will: what the app takes by itself
    /// to show who is signed in.
    pub(super) slowness: Duration,
    /// Whether the browser gets a session at the provider before it signs in to the app for the first time, so that
    /// the provider's pages, which are not under test, need not be shown.
    pub(super) lends: bool,
    /// The kind of house that tenant and app are left as, with what is known of any such house.
    kind: Option<(String, Variables)>,
}

/// An app that a wrong provider keeps from starting is given up after this.
const TRIAL_START: Duration = Duration::from_secs(10);

impl<'a> World<'a> {
    /// Starts the tenant, then the apps and the agent beside each other; or moves into a house that somebody left.
    pub async fn open(case: &'a Case, stage: &'a Stage, worker: usize) -> Result<Self, Trouble> {
        let kind = house::kind(case);
        let left = kind.as_deref().and_then(|kind| stage.houses.take(kind));
        let house = match left {
            Some(house) => house,
            None => found(case, stage).await?,
        };
        let House {
            tenant,
            apps,
            ports,
            variables,
            seed,
        } = house;
        let kind = kind.map(|kind| (kind, variables.clone()));
        let tamper = case.trial.as_ref().and_then(|trial| trial.tamper.as_ref());
        if let Some(tamper) = tamper {
            // Before the app starts: it may ask for keys and metadata at once.
            let changes = render::value(&tamper.changes, &variables)?;
            tenant.arm(&changes).map_err(|cause| {
                Trouble::Broken(Broken {
                    title: format!("the tamper at {} is refused", tamper.place),
                    cause,
                    invalid: true,
                })
            })?;
        }
        let longest = tamper.map(|_| TRIAL_START);
        let apps = async {
            if apps.is_empty() {
                start_apps(case, stage, &variables, longest).await
            } else {
                Ok(apps)
            }
        };
        let (apps, agent) = tokio::join!(apps, stage.players.enter(worker));
        let (apps, not_started) = match apps {
            Ok(apps) => (apps, None),
            // The control run has shown that it starts when the provider is honest.
            Err(Trouble::Broken(broken)) if tamper.is_some() => (Vec::new(), Some(broken.cause)),
            Err(trouble) => return Err(trouble),
        };
        Ok(Self {
            stage,
            case,
            agent: agent?,
            tenant,
            apps,
            ports,
            http: HttpClient::new(stage.wire.clone()),
            variables,
            answer: None,
            seed,
            warnings: Vec::new(),
            not_started,
            impatient: tamper.is_some() && !must_accept(case),
            rested: false,
            slowness: Duration::ZERO,
            lends: case
                .trial
                .as_deref()
                .is_some_and(|trial| trial.lends(stage)),
            kind,
        })
    }

    /// Ends it: the agent says goodbye, everything else ends when dropped.
    pub async fn close(mut self) {
        let goodbye = self.agent.close();
        // An agent that cannot say goodbye is dropped with the rest, which ends its processes.
        drop(clock::by(Deadline::after(GOODBYE), goodbye).await);
        if let Some((kind, variables)) = self.kind
            && self.not_started.is_none()
        {
            let house = House {
                tenant: self.tenant,
                apps: self.apps,
                ports: self.ports,
                variables,
                seed: self.seed,
            };
            self.stage.houses.leave(kind, house);
        }
    }

    /// Everything that must not be shown, so far.
    pub(super) fn redactions(&self) -> Redactions {
        let from_seed = seed::secrets(&self.seed);
        Redactions::new(
            from_seed
                .into_iter()
                .chain(self.tenant.secrets())
                .collect::<Vec<Secret>>(),
        )
    }
}

/// Ports and addresses, and a tenant that knows them: a house in which no app runs yet.
async fn found(case: &Case, stage: &Stage) -> Result<House, Trouble> {
    let mut variables = shared(stage);
    let mut ports = Vec::new();
    for app in &case.apps {
        let port = stage
            .ports
            .free()
            .map_err(|error| Trouble::broken("no free port", error.to_string()))?;
        let mut set = |of: &str, value: String| {
            variables.insert(app_variable(&app.name, of), value);
        };
        // 127.0.0.1 against the provider's localhost: two sites, as in production.
        set("", format!("http://127.0.0.1:{}", port.number()));
        set("port", port.number().to_string());
        set("client.id", app.name.clone());
        set("client.secret", seed::client_secret(&app.name));
        ports.push(port);
    }
    for app in &case.apps {
        for (of, address) in &app.addresses {
            let address = render::text(address, &variables)?;
            variables.insert(app_variable(&app.name, of), address);
        }
    }
    // The seed may refer to anything but the provider's own addresses, which are not known yet.
    let seed = seed::seed(case, &variables)?;
    let text = serde_json::to_string_pretty(&seed).unwrap_or_default();
    let tenant = Tenant::start(&text, &format!("the seed of {}", case.id))
        .await
        .map_err(|error| tenant_trouble(case, &error))?;
    for (name, value) in [
        ("logto", tenant.logto()),
        ("huggingface", tenant.huggingface()),
        ("control", tenant.control()),
    ] {
        variables.insert(name.to_owned(), value.to_owned());
    }
    Ok(House {
        tenant,
        apps: Vec::new(),
        ports,
        variables,
        seed,
    })
}

/// Whether what a trial waits for must come.
fn must_accept(case: &Case) -> bool {
    let wanted = case.trial.as_ref().and_then(|trial| trial.wanted);
    wanted == Some(Wanted::Accepted)
}

fn shared(stage: &Stage) -> Variables {
    Variables::from([
        ("bin".to_owned(), stage.bin.display().to_string()),
        ("profile".to_owned(), stage.profile.clone()),
        ("root".to_owned(), stage.root.display().to_string()),
    ])
}

fn tenant_trouble(case: &Case, error: &TenantError) -> Trouble {
    match error {
        TenantError::Seed(why) => Trouble::Broken(Broken {
            title: format!("the seed of {} is refused", case.tenant_place),
            cause: why.clone(),
            invalid: true,
        }),
        TenantError::Start(why) => Trouble::broken("the tenant does not start", why.clone()),
    }
}

async fn start_apps(
    case: &Case,
    stage: &Stage,
    variables: &Variables,
    longest: Option<Duration>,
) -> Result<Vec<(String, App)>, Trouble> {
    let mut started = Vec::new();
    for app in &case.apps {
        let running = start_app(app, stage, variables, longest).await?;
        started.push((app.name.clone(), running));
    }
    Ok(started)
}

async fn start_app(
    app: &Instance,
    stage: &Stage,
    variables: &Variables,
    longest: Option<Duration>,
) -> Result<App, Trouble> {
    let text = |template| render::text(template, variables);
    let launch = Launch {
        command: app.command.iter().map(text).collect::<Result<_, _>>()?,
        env: app
            .env
            .iter()
            .map(|(name, value)| Ok((name.clone(), text(value)?)))
            .collect::<Result<_, Trouble>>()?,
        directory: Some(match &app.folder {
            Some(folder) => stage.root.join(text(folder)?),
            None => stage.root.clone(),
        }),
    };
    let ready = match &app.ready {
        ReadySign::Log(line) => Ready::Log(text(line)?),
        ReadySign::Http(address) => {
            let address = text(address)?;
            Ready::Http(Url::parse(&address).map_err(|error| {
                Trouble::broken(
                    "the app's profile is wrong",
                    format!("ready: {address}: {error}"),
                )
            })?)
        }
    };
    App::start(
        &launch,
        &ready,
        longest.map_or(app.ready_within, |longest| longest.min(app.ready_within)),
        &stage.wire,
        &stage.reaper,
    )
    .await
    .map_err(|error| {
        Trouble::broken(
            format!("the app {} cannot be tested", app.profile),
            error.to_string(),
        )
    })
}
