//! App instances: a profile, resolved for one name.

use std::{sync::Arc, time::Duration};

use super::{
    builder::{Builder, Ways},
    expect::Subject,
    scope::{Binding, Known, OF_APP, Scope, app_variable},
    template::Template,
    tenant,
};
use crate::{
    expectation::Value,
    scenario::{At, OneOrMany, Parsed, ProfileFile, StepForm},
    source::{Diagnostic, Place, Source},
};

/// How long an app may take to start when nothing else is said.
const PATIENCE: Duration = Duration::from_secs(30);

/// One instance of the app under test.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// `app`, or its name in `apps:`. Also its client id.
    pub name: String,
    /// The profile's name of the app.
    pub profile: String,
    /// The program and its arguments.
    pub command: Vec<Template>,
    /// Variables of its environment.
    pub env: Vec<(String, Template)>,
    /// The folder it runs in.
    pub folder: Option<Template>,
    /// What says that it can be used.
    pub ready: ReadySign,
    /// How long that may take.
    pub ready_within: Duration,
    /// Its application in the tenant, in the Management API's words.
    pub application: Value<Template>,
    /// Whether rows of the conformance catalogue may share it.
    pub reuse: bool,
    /// Addresses of it that the provider knows, by the names of their variables.
    pub addresses: Vec<(String, Template)>,
}

/// What says that an app can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadySign {
    /// An answer from this path.
    Http(Template),
    /// A line with this text.
    Log(Template),
}

/// The scope of a profile for one instance: there, `${app}` is this instance.
fn scope_of(source: &Arc<Source>, name: &str) -> Scope {
    let mut scope = Scope::new(source);
    if name != "app" {
        for of in OF_APP {
            let here = Binding::Resolved(Template::variable(app_variable(name, of)));
            scope.bindings.insert(app_variable("app", of), here);
        }
    }
    scope
}

impl Instance {
    pub(super) fn new(
        profile: &Parsed<ProfileFile>,
        name: &str,
        known: &Known,
    ) -> Result<Self, Diagnostic> {
        let scope = scope_of(&profile.source, name);
        let template = |text: &At<String>| scope.template(text, known);
        let file = &profile.file;
        let start = &file.start.value;
        if start.command.value.is_empty() {
            return Err(Diagnostic::new("the command is empty").at(
                &start.command.place(&profile.source),
                "a program belongs here",
            ));
        }
        let ready = &file.ready.value;
        let sign = match (&ready.http, &ready.log) {
            (Some(path), None) => ReadySign::Http(below_app(&template(path)?, name)),
            (None, Some(text)) => ReadySign::Log(template(text)?),
            (Some(_), Some(_)) | (None, None) => {
                return Err(Diagnostic::new("the app is ready by one sign").at(
                    &file.ready.place(&profile.source),
                    "`http` or `log` belongs here",
                ));
            }
        };
        Ok(Self {
            name: name.to_owned(),
            profile: file.app.value.clone(),
            command: start
                .command
                .value
                .iter()
                .map(template)
                .collect::<Result<_, _>>()?,
            env: start
                .env
                .0
                .iter()
                .map(|(name, text)| Ok((name.value.clone(), template(text)?)))
                .collect::<Result<_, Diagnostic>>()?,
            folder: start.folder.as_ref().map(template).transpose()?,
            ready: sign,
            ready_within: ready
                .within
                .as_ref()
                .map_or(PATIENCE, |within| within.value.0),
            application: application(profile, name, &scope, known)?,
            reuse: file.reuse,
            addresses: addresses(file)
                .map(|(of, path)| Ok((of.to_owned(), below_app(&template(path)?, name))))
                .collect::<Result<_, Diagnostic>>()?,
        })
    }
}

/// The addresses that the provider knows, as written.
fn addresses(file: &ProfileFile) -> impl Iterator<Item = (&'static str, &At<String>)> {
    [
        ("client.redirect-uri", Some(&file.redirect_uri)),
        (
            "client.post-logout-redirect-uri",
            file.post_logout_redirect_uri.as_ref(),
        ),
        (
            "client.backchannel-logout-uri",
            file.backchannel_logout_uri.as_ref(),
        ),
    ]
    .into_iter()
    .filter_map(|(of, path)| Some((of, path?)))
}

/// The application that an instance is registered as.
fn application(
    profile: &Parsed<ProfileFile>,
    name: &str,
    scope: &Scope,
    known: &Known,
) -> Result<Value<Template>, Diagnostic> {
    let file = &profile.file;
    let address = |path: &At<String>| -> Result<Value<Template>, Diagnostic> {
        let whole = below_app(&scope.template(path, known)?, name);
        Ok(Value::List(vec![Value::Text(whole)]))
    };
    let text = |text: &str| Value::Text(Template::text(text));
    let mut members = vec![
        ("name".to_owned(), text(name)),
        ("type".to_owned(), text("Traditional")),
        (
            "secret".to_owned(),
            Value::Text(Template::variable(app_variable(name, "client.secret"))),
        ),
        ("redirectUris".to_owned(), address(&file.redirect_uri)?),
    ];
    if let Some(path) = &file.post_logout_redirect_uri {
        members.push(("postLogoutRedirectUris".to_owned(), address(path)?));
    }
    if let Some(path) = &file.backchannel_logout_uri {
        let whole = below_app(&scope.template(path, known)?, name);
        members.push(("backchannelLogoutUri".to_owned(), Value::Text(whole)));
    }
    let usual = Value::Map(members);
    match &file.application {
        None => Ok(usual),
        Some(more) => {
            let place = more.place(&profile.source);
            Ok(tenant::merge(
                usual,
                &scope.value(&more.value, &place, known)?,
            ))
        }
    }
}

/// A path of the app as an address; an address as it is.
fn below_app(path: &Template, name: &str) -> Template {
    let absolute = path.constant().is_none_or(|path| path.contains("://"));
    if absolute {
        return path.clone();
    }
    let mut address = Template::default();
    address.push_template(Template::variable(name), Vec::new());
    address.push_template(path.clone(), Vec::new());
    address
}

impl Builder<'_> {
    /// Resolves the profile's ways for one instance.
    pub(super) fn ways_of(&mut self, name: &str) -> Result<(), Diagnostic> {
        let profile = &self.suite.profile;
        let scope = scope_of(&profile.source, name);
        let file = &profile.file;
        let signed_in = self
            .expectations(&file.signed_in, Subject::Page, &scope)?
            .all;
        let sign_in = self.aside(&file.sign_in, &scope)?;
        let sign_out = self.aside(&file.sign_out, &scope)?;
        self.ways.insert(
            name.to_owned(),
            Ways {
                sign_in,
                sign_out,
                signed_in,
            },
        );
        Ok(())
    }

    /// Goes a way that the profile tells, or notes that it tells none.
    pub(super) fn add_way(
        &mut self,
        name: &At<String>,
        form: &StepForm,
        scope: &Scope,
    ) -> Result<(), Diagnostic> {
        let profile = &self.suite.profile;
        let way = match name.value.as_str() {
            "sign-in" => Some(&profile.file.sign_in),
            "sign-out" => Some(&profile.file.sign_out),
            other => profile.file.ways.get(other),
        };
        let Some(steps) = way else {
            self.missing.get_or_insert_with(|| {
                format!(
                    "the profile of {} tells no way `{}`",
                    profile.file.app.value, name.value
                )
            });
            return Ok(());
        };
        let mut inner = scope_of(&profile.source, "app");
        for (input, text) in form.with.iter().flat_map(|with| &with.0) {
            let value = Binding::Resolved(scope.template(text, &self.known)?);
            inner.bindings.insert(input.value.clone(), value);
        }
        self.through.push(name.place(&scope.source));
        let steps = steps
            .each()
            .map(|(step, span)| (step, Place::new(&profile.source, span)));
        self.add_all(steps, &inner)?;
        self.through.pop();
        Ok(())
    }

    fn aside(
        &mut self,
        steps: &At<OneOrMany<StepForm>>,
        scope: &Scope,
    ) -> Result<Vec<super::Step>, Diagnostic> {
        let before = std::mem::take(&mut self.steps);
        self.add_all(
            steps
                .each()
                .map(|(step, span)| (step, Place::new(&scope.source, span))),
            scope,
        )?;
        Ok(std::mem::replace(&mut self.steps, before))
    }
}
