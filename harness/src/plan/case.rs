//! One scenario, or one row of its table, ready to be played.

use std::path::PathBuf;

use super::{
    builder::Builder,
    expect::Subject,
    profile::Instance,
    scope::{Binding, Known, Scope},
    step::{Step, Verb},
    suite::Suite,
    template::Template,
    tenant,
    trial::{Trial, is_trial},
};
use crate::{
    expectation::Value,
    scenario::{AgentName, At, Form, Pairs, Parsed, ScenarioFile},
    source::{Diagnostic, Place},
};

/// One scenario, or one row of its table.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The path of its file below `scenarios/`, without the ending.
    pub id: String,
    /// The scenario's line.
    pub name: String,
    /// The row, where there is a table.
    pub row: Option<String>,
    /// Why it matters.
    pub why: Option<String>,
    /// Words to select by.
    pub tags: Vec<String>,
    /// The clauses that it rests on.
    pub conforms: Vec<String>,
    /// The agents that can play it; any when empty.
    pub agents: Vec<AgentName>,
    /// Where the scenario's line stands.
    pub place: Place,
    /// Its file.
    pub path: PathBuf,
    /// The app and its further instances; the first is `app`.
    pub apps: Vec<Instance>,
    /// The seed, with the apps in it.
    pub tenant: Value<Template>,
    /// Where the seed was changed, or stands.
    pub tenant_place: Place,
    /// The acts.
    pub steps: Vec<Step>,
    /// What is proved by it, where it is a trial.
    pub trial: Option<Box<Trial>>,
}

impl Case {
    /// The folder of its file below `scenarios/`, for grouping.
    pub fn group(&self) -> &str {
        self.id.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The name with the row.
    pub fn title(&self) -> String {
        match &self.row {
            Some(row) => format!("{} › {row}", self.name),
            None => self.name.clone(),
        }
    }

    /// Whether an agent can play it.
    pub fn suits(&self, agent: &str) -> bool {
        self.agents.is_empty() || self.agents.iter().any(|known| known.as_str() == agent)
    }
}

/// All cases of a scenario file.
pub(super) fn cases(file: &Parsed<ScenarioFile>, suite: &Suite) -> Result<Vec<Case>, Diagnostic> {
    match &file.file.each {
        None => Ok(vec![case(file, suite, None)?]),
        Some(rows) if rows.value.is_empty() => Err(Diagnostic::new("the table has no rows").at(
            &rows.place(&file.source),
            "the scenario would never be played",
        )),
        Some(rows) => rows
            .value
            .iter()
            .map(|row| case(file, suite, Some(&row.value)))
            .collect(),
    }
}

/// The seed's part about the apps themselves.
fn registered(apps: &[Instance]) -> Value<Template> {
    let apps = apps.iter();
    let apps = apps.map(|app| (app.name.clone(), app.application.clone()));
    Value::Map(vec![(
        "applications".to_owned(),
        Value::Map(apps.collect()),
    )])
}

fn case(
    file: &Parsed<ScenarioFile>,
    suite: &Suite,
    row: Option<&Pairs<At<String>>>,
) -> Result<Case, Diagnostic> {
    let parsed = file;
    let Parsed {
        source,
        id,
        path,
        file,
    } = parsed;
    let names = instances(parsed)?;
    let known = Known::with_apps(names.iter().copied());
    let mut scope = Scope::new(source);
    for (name, value) in row.iter().flat_map(|row| &row.0) {
        scope
            .bindings
            .insert(name.value.clone(), Binding::Written(value.clone()));
    }
    let apps: Vec<Instance> = names
        .iter()
        .map(|name| Instance::new(&suite.profile, name, &known))
        .collect::<Result<_, _>>()?;

    let base = tenant::merge(registered(&apps), &suite.tenant);
    let (tenant, tenant_place) = match &file.tenant {
        None => (base, Place::new(&suite.tenant_source, 0..0)),
        Some(change) => {
            let place = change.place(source);
            let change = scope.value(&change.value, &place, &known)?;
            // The scenario has the last word on the app too: `tenant: { applications: { app: … } }`.
            (tenant::merge(base, &change), place)
        }
    };

    let mut builder = Builder {
        suite,
        known,
        ways: std::collections::BTreeMap::new(),
        through: Vec::new(),
        steps: Vec::new(),
        missing: None,
    };
    for name in &names {
        builder.ways_of(name)?;
    }
    let steps = &file.steps.value;
    builder.add_all(
        steps.iter().map(|step| (&step.value, step.place(source))),
        &scope,
    )?;
    let trial = match apps.first() {
        Some(app) if is_trial(parsed) => Some(Box::new(builder.trial(parsed, app, &scope)?)),
        Some(_) | None => {
            if let Some(missing) = &builder.missing {
                return Err(Diagnostic::new(missing.clone())
                    .at(&file.steps.place(source), "a step of these goes it")
                    .help("write it into the profile, under `ways`"));
            }
            if let Some(At {
                value: Form::Long(expect),
                span,
            }) = &file.expect
            {
                let expect = At {
                    value: expect.clone(),
                    span: span.clone(),
                };
                let expectations = builder.expectations(&expect, Subject::Page, &scope)?;
                let within = expectations.within;
                builder.push(Verb::Expect(expectations), within, &expect.place(source));
            }
            None
        }
    };
    if builder.steps.is_empty() && builder.missing.is_none() {
        return Err(Diagnostic::new("the scenario has no steps").at(
            &file.steps.place(source),
            "it would pass without doing anything",
        ));
    }

    Ok(Case {
        id: id.clone(),
        name: file.scenario.value.clone(),
        row: row.map(row_name),
        why: file.why.clone(),
        tags: file.tags.iter().map(|tag| tag.value.clone()).collect(),
        conforms: file
            .conforms
            .iter()
            .map(|clause| clause.value.clone())
            .collect(),
        agents: file
            .agent
            .iter()
            .flat_map(At::each)
            .map(|(agent, _)| *agent)
            .collect(),
        place: file.scenario.place(source),
        path: path.clone(),
        apps,
        tenant,
        tenant_place,
        steps: builder.steps,
        trial,
    })
}

/// The names of the app's instances; the first is `app`.
fn instances(parsed: &Parsed<ScenarioFile>) -> Result<Vec<&str>, Diagnostic> {
    let mut names = vec!["app"];
    for app in &parsed.file.apps {
        let taken =
            names.contains(&app.value.as_str()) || super::BUILT_IN.contains(&app.value.as_str());
        if taken || app.value.is_empty() || !app.value.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(Diagnostic::new(format!(
                "an app instance cannot be called `{}`",
                app.value
            ))
            .at(
                &app.place(&parsed.source),
                "a new name of letters and digits belongs here",
            ));
        }
        names.push(&app.value);
    }
    Ok(names)
}

/// The `case` column, or all columns.
fn row_name(row: &Pairs<At<String>>) -> String {
    match row.get("case") {
        Some(name) => name.value.clone(),
        None => row
            .0
            .iter()
            .map(|(_, value)| value.value.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    }
}
