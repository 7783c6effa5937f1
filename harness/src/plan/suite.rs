//! A suite, and the plan made of it.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use super::{
    case::{Case, cases},
    scope::{Known, Scope},
    select::Selection,
    template::Template,
};
use crate::{
    expectation::Value,
    scenario::{FragmentFile, Parsed, ProfileFile, ScenarioFile, parse},
    source::{Diagnostic, Place, Source},
};

/// Everything that is read before anything is played.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The scenarios, in the order of their paths.
    pub scenarios: Vec<Parsed<ScenarioFile>>,
    /// The fragments, by name.
    pub fragments: BTreeMap<String, Parsed<FragmentFile>>,
    /// The profile of the app under test.
    pub profile: Parsed<ProfileFile>,
    /// The base seed's file.
    pub tenant_source: Arc<Source>,
    /// The base seed.
    pub tenant: Value<Template>,
    /// The folder above `scenarios/`.
    pub root: PathBuf,
}

impl Suite {
    /// Reads the base seed of a suite. Its texts are as they are: a seed has no variables.
    pub fn seed(source: &Arc<Source>) -> Result<Value<Template>, Diagnostic> {
        let json: serde_json::Value = parse(source)?;
        if !json.is_object() {
            return Err(Diagnostic::new("a seed is a map").at(
                &Place::new(source, 0..0),
                "applications, users, … belong here",
            ));
        }
        Value::try_from_json(&json, &mut |text| Ok(Template::text(text)))
    }
}

/// How the app is built before the first start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// A line for the shell.
    pub line: Template,
    /// Where it was written.
    pub place: Place,
}

/// What is going to be played.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The cases, in order.
    pub cases: Vec<Case>,
    /// The name of the app under test.
    pub app: String,
    /// How it is built.
    pub build: Option<Build>,
    /// The folder above `scenarios/`.
    pub root: PathBuf,
}

impl Plan {
    /// Makes the plan; all mistakes of all files are told at once.
    pub fn new(suite: &Suite, selection: &Selection) -> Result<Self, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        let mut all = Vec::new();
        for scenario in &suite.scenarios {
            match cases(scenario, suite) {
                Ok(cases) => all.extend(cases),
                // A mistake in a shared file shows up in every scenario; once is enough.
                Err(mistake) if wrong.contains(&mistake) => {}
                Err(mistake) => wrong.push(mistake),
            }
        }
        let profile = &suite.profile;
        let build = profile.file.build.as_ref().map(|line| {
            let known = Known::with_apps(std::iter::empty());
            let place = line.place(&profile.source);
            Scope::new(&profile.source)
                .template(line, &known)
                .map(|line| Build { line, place })
        });
        let build = build.transpose().unwrap_or_else(|mistake| {
            wrong.push(mistake);
            None
        });
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Self {
            cases: selection.choose(all),
            app: profile.file.app.value.clone(),
            build,
            root: suite.root.clone(),
        })
    }
}
