//! A tenant with a few applications and users, and one browser with its cookies.

use std::{collections::BTreeMap, sync::Arc};

use http::{Method, header};
use mock_idp::{
    base::{
        clock::{Clock, Moment},
        ids::Ids,
        journal::Journal,
        keys::Keys,
    },
    logto::{
        App, State,
        model::{
            Application, ApplicationSecret, ApplicationType, Data, OidcClientMetadata, Resource,
            ResourceScope, Role, RoleType, User,
        },
        profile::profile,
    },
    oidc::{
        consent, dispatch,
        error::Error,
        exchange::{Body, Reply, Request},
        interaction::{self, Interaction},
        params::Params,
        tokens::{CodeState, Origin},
    },
};
use serde_json::{Map, Value, json};

pub(super) const ORIGIN: &str = "http://localhost:3001";
pub(super) const REDIRECT: &str = "https://app.example/callback";
pub(super) const REDIRECT2: &str = "https://app.example/other";
pub(super) const AFTER: &str = "https://app.example/bye";
pub(super) const BOOKS: &str = "https://books.example";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const START: Moment = Moment::from_seconds(1_785_000_000);

/// The tenant and the browser.
pub(super) struct World {
    pub(super) app: App,
    /// Cookies by name and path.
    pub(super) cookies: BTreeMap<(String, String), String>,
}

impl World {
    pub(super) fn new() -> Self {
        let mut data = Data::default();
        for (id, kind, third_party) in [
            ("web", ApplicationType::Traditional, false),
            ("web2", ApplicationType::Traditional, false),
            ("spa", ApplicationType::Spa, false),
            ("native", ApplicationType::Native, false),
            ("device", ApplicationType::Native, false),
            ("machine", ApplicationType::MachineToMachine, false),
            ("third", ApplicationType::Traditional, true),
        ] {
            data.applications
                .insert(id, application(id, kind, third_party));
        }
        for id in ["alice", "bob"] {
            data.users.insert(User {
                username: Some(id.into()),
                role_ids: vec!["reader".into()],
                ..User::new(id, START)
            });
        }
        data.resources.insert("books", books());
        data.roles.insert(
            "reader",
            Role {
                tenant_id: "default",
                id: "reader".into(),
                name: "reader".into(),
                description: String::new(),
                r#type: RoleType::User,
                is_default: false,
                scope_ids: vec!["read".into()],
            },
        );
        let app = App::new(
            data,
            Keys::generate("key", START).unwrap(),
            Ids::seeded(1),
            Clock::frozen(START),
            Journal::default(),
            profile(ORIGIN, "cookie-key".into()),
            "http://localhost:3003".into(),
        );
        Self {
            app,
            cookies: BTreeMap::new(),
        }
    }

    /// A tenant whose application is changed.
    pub(super) fn with_app(id: &str, change: impl FnOnce(&mut Application)) -> Self {
        let world = Self::new();
        world.data(|data| change(data.applications.get_mut(id).unwrap()));
        world
    }

    /// Reads or changes the tenant's data.
    pub(super) fn data<T>(&self, change: impl FnOnce(&mut Data) -> T) -> T {
        change(&mut self.app.state().data)
    }

    /// Reads or changes the state.
    pub(super) fn state<T>(&self, change: impl FnOnce(&mut State, Moment) -> T) -> T {
        change(&mut self.app.state(), self.app.now())
    }

    /// Lets time pass.
    pub(super) fn wait(&self, seconds: u64) {
        self.app
            .clock()
            .advance(std::time::Duration::from_secs(seconds));
    }

    /// From here on another browser.
    pub(super) fn other_browser(&mut self) {
        self.cookies.clear();
    }

    /// Sends a request with the browser's cookies and keeps those of the answer.
    pub(super) fn send(&mut self, request: Request) -> Reply {
        let path = format!("/oidc{}", request.path);
        let line: Vec<String> = self
            .cookies
            .iter()
            .filter(|((_, at), _)| path.starts_with(at.as_str()))
            .map(|((name, _), value)| format!("{name}={value}"))
            .collect();
        let request = if line.is_empty() {
            request
        } else {
            request.with_header(header::COOKIE, &line.join("; "))
        };
        let reply = {
            let mut state = self.app.state();
            let mut tx = state.tx(self.app.profile(), self.app.now());
            dispatch::handle(&mut tx, &request)
        };
        for line in reply.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let mut parts = line.split("; ");
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let at = parts.find_map(|p| p.strip_prefix("path=")).unwrap();
            let key = (name.to_owned(), at.to_owned());
            if line.contains("01 Jan 1970") {
                self.cookies.remove(&key);
            } else {
                self.cookies.insert(key, value.to_owned());
            }
        }
        reply
    }

    /// GET of an address: absolute, or below the mount.
    pub(super) fn get(&mut self, address: &str) -> Reply {
        let address = address
            .strip_prefix(ORIGIN)
            .and_then(|rest| rest.strip_prefix("/oidc"))
            .unwrap_or(address);
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut request = Request::new(Method::GET, ORIGIN, path);
        request.query = Params::decode(query);
        self.send(request)
    }

    /// POST of a form.
    pub(super) fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let form = form.iter().map(|&(n, v)| (n.to_owned(), v.to_owned()));
        self.send(Request::new(Method::POST, ORIGIN, path).with_form(Params::from_pairs(form)))
    }

    /// A good authorization request with some parameters changed: `name=value` sets one, twice repeats it,
    /// `name` alone leaves one out.
    pub(super) fn authorize(&mut self, app: &str, change: &str) -> Reply {
        let query = query(app, change);
        self.get(&format!("/auth?{query}"))
    }

    /// The browser's present interaction.
    pub(super) fn interaction(&self, hint: Option<&str>) -> Result<(String, Interaction), Error> {
        let line: Vec<String> = self
            .cookies
            .iter()
            .filter(|((_, at), _)| at == "/")
            .map(|((name, _), value)| format!("{name}={value}"))
            .collect();
        let request =
            Request::new(Method::GET, ORIGIN, "/").with_header(header::COOKIE, &line.join("; "));
        let mut state = self.app.state();
        let tx = state.tx(self.app.profile(), self.app.now());
        let uid = interaction::current(&tx, &request, hint)?;
        let found = tx.store.interactions.get(&uid, tx.now).unwrap().clone();
        Ok((uid, found))
    }

    /// The user signs in on the pages; the resume address.
    pub(super) fn log_in(&self, user: &str) -> String {
        let (uid, interaction) = self.interaction(None).unwrap();
        self.state(|state, now| {
            let kept = state.store.interactions.get_mut(&uid, now).unwrap();
            kept.outcome.login = Some(user.into());
        });
        interaction::resume_url(ORIGIN, self.app.profile(), &uid, &interaction)
    }

    /// The user consents on the page; the resume address.
    pub(super) fn consent(&self) -> String {
        let (uid, interaction) = self.interaction(None).unwrap();
        let mut state = self.app.state();
        let mut tx = state.tx(self.app.profile(), self.app.now());
        consent::grant_all(&mut tx, &uid, Vec::new()).unwrap();
        interaction::resume_url(ORIGIN, self.app.profile(), &uid, &interaction)
    }

    /// Goes on from an answer until the browser leaves for the application, consenting on the way.
    pub(super) fn follow(&mut self, reply: &Reply) -> String {
        let mut to = shown_location(reply);
        for _ in 0..6 {
            to = if to.starts_with("/consent") {
                self.consent()
            } else if to.starts_with(ORIGIN) {
                let reply = self.get(&to);
                shown_location(&reply)
            } else {
                return to;
            };
        }
        panic!("too many hops, the last to {to}");
    }

    /// A whole sign-in; the address at the application.
    pub(super) fn sign_in(&mut self, app: &str, user: &str, change: &str) -> String {
        let reply = self.authorize(app, change);
        assert!(shown_location(&reply).starts_with("/sign-in"), "{reply:?}");
        let resume = self.log_in(user);
        let reply = self.get(&resume);
        self.follow(&reply)
    }

    /// Another request with the session, consenting on the way; the address at the application.
    pub(super) fn sign_in_again(&mut self, app: &str, change: &str) -> String {
        let reply = self.authorize(app, change);
        self.follow(&reply)
    }

    /// What the authorization code in an address stands for.
    pub(super) fn origin(&self, address: &str) -> Arc<Origin> {
        let (_, query) = address.split_once('?').unwrap();
        let params = Params::decode(query);
        let code = params
            .get("code")
            .unwrap_or_else(|| panic!("no code in {address}"));
        self.state(|state, now| {
            let code = state.store.codes.get(code, now).unwrap();
            match &code.state {
                CodeState::Fresh(origin) => origin.clone(),
                CodeState::Consumed(_) => panic!("exchanged: {code:?}"),
            }
        })
    }
}

/// Where a redirect leads; for a page, its action.
pub(super) fn shown_location(reply: &Reply) -> String {
    let Body::Redirect(to) = &reply.body else {
        panic!("no redirect but {:?}", reply.body);
    };
    to.clone()
}

/// The query of a good authorization request, changed.
pub(super) fn query(app: &str, change: &str) -> String {
    let good = [
        ("client_id", app),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "st4te"),
        ("nonce", "n0nce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let changes: Vec<(&str, Option<String>)> = change
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| match part.split_once('=') {
            Some((name, value)) => {
                let decoded = Params::decode(&format!("v={value}"));
                (name, Some(decoded.pairs()[0].1.clone()))
            }
            None => (part, None),
        })
        .collect();
    let kept = good
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let set = changes
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
    Params::from_pairs(kept.chain(set)).encode()
}

fn application(id: &str, kind: ApplicationType, is_third_party: bool) -> Application {
    let is_device = id == "device";
    let has_redirects = !is_device && kind != ApplicationType::MachineToMachine;
    let mut custom = Map::new();
    if is_device {
        custom.insert("isDeviceFlow".into(), json!(true));
    }
    Application {
        tenant_id: "default",
        id: id.into(),
        name: id.into(),
        legacy_secret: None,
        description: None,
        r#type: kind,
        oidc_client_metadata: OidcClientMetadata {
            redirect_uris: if has_redirects {
                vec![REDIRECT.into(), REDIRECT2.into()]
            } else {
                Vec::new()
            },
            post_logout_redirect_uris: vec![AFTER.into()],
            ..OidcClientMetadata::default()
        },
        custom_client_metadata: custom,
        protected_app_metadata: None,
        custom_data: Map::new(),
        is_third_party,
        app_level_access_control_enabled: false,
        created_at: START,
        secrets: vec![ApplicationSecret {
            tenant_id: "default",
            application_id: id.into(),
            name: "Default secret".into(),
            value: format!("{id}-secret"),
            created_at: START,
            expires_at: None,
        }],
        role_ids: Vec::new(),
        user_consent: mock_idp::logto::model::application::UserConsentScopes {
            user_scopes: vec!["profile".into(), "email".into()],
            resource_scopes: vec!["read".into()],
            ..Default::default()
        },
        sign_in_experience: None,
        allowed_user_ids: Vec::new(),
    }
}

fn books() -> Resource {
    let scope = |name: &str| ResourceScope {
        tenant_id: "default",
        id: name.into(),
        resource_id: "books".into(),
        name: name.into(),
        description: None,
        created_at: START,
    };
    Resource {
        tenant_id: "default",
        id: "books".into(),
        name: "books".into(),
        indicator: BOOKS.into(),
        is_default: false,
        access_token_ttl: 3_600,
        scopes: vec![scope("read"), scope("write")],
    }
}

/// JSON of an answer.
pub(super) fn json_of(reply: &Reply) -> Value {
    let Body::Json(json) = &reply.body else {
        panic!("no JSON but {:?}", reply.body);
    };
    json.clone()
}
