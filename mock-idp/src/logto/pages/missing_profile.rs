//! `/continue/{what}`: what an account still lacks before somebody can sign in with it.

use askama::Template;
use serde_json::{Map, Value};

use super::{
    error_page,
    field::Field,
    flow,
    frame::Frame,
    identifier::{self, Autocomplete},
    memory::{Memory, Sent},
    new_password, paths,
    texts::Texts,
    visit::Visit,
};
use crate::{
    logto::{
        ApiError,
        experience::{self, Identifier, code, profile::Told},
        model::sign_in_experience::IdentifierType,
    },
    oidc::exchange::Reply,
};

/// A step with fields and one button.
#[derive(Debug, Template)]
#[template(path = "logto/identifier.html")]
pub(super) struct StepPage {
    pub frame: Frame,
    pub t: &'static Texts,
    pub title: &'static str,
    pub description: String,
    pub fields: Vec<Field>,
    pub error: Option<String>,
    pub button: &'static str,
}

/// `GET /continue/{what}`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    answer(visit, new_password::show, |visit, _, step| {
        page(visit, step, "", None)
    })
}

/// `POST /continue/{what}`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    answer(visit, new_password::submit, tell)
}

/// What is asked for.
enum Step {
    Identifier(Vec<IdentifierType>),
    ExtraProfile(Vec<String>),
}

fn answer(
    visit: &mut Visit<'_>,
    password: fn(&mut Visit<'_>) -> Reply,
    step: fn(&mut Visit<'_>, &str, &Step) -> Reply,
) -> Reply {
    let kinds = match &*visit.path_after(paths::CONTINUE) {
        "password" => return password(visit),
        "username" => vec![IdentifierType::Username],
        "email" => vec![IdentifierType::Email],
        "phone" => vec![IdentifierType::Phone],
        "emailOrPhone" => vec![IdentifierType::Email, IdentifierType::Phone],
        "extra-profile" => Vec::new(),
        _ => return error_page::not_found(visit),
    };
    let Ok(uid) = flow::uid(visit) else {
        return error_page::out_of_turn(visit);
    };
    if flow::event(visit, &uid).is_err() {
        return error_page::out_of_turn(visit);
    }
    let asked = if kinds.is_empty() {
        Step::ExtraProfile(extra_fields(visit))
    } else {
        Step::Identifier(kinds)
    };
    step(visit, &uid, &asked)
}

fn tell(visit: &mut Visit<'_>, uid: &str, step: &Step) -> Reply {
    let t = visit.t;
    let typed = visit.field("identifier");
    let result = match step {
        Step::ExtraProfile(names) => {
            let told: Map<String, Value> = names
                .iter()
                .map(|name| (name.clone(), visit.field(name).into()))
                .filter(|(_, value): &(String, Value)| value.as_str() != Some(""))
                .collect();
            tell_and_proceed(visit, uid, Told::ExtraProfile(told))
        }
        Step::Identifier(kinds) => {
            let Some(read) = identifier::read(typed, kinds).filter(|read| !read.value.is_empty())
            else {
                let missing = identifier::required(kinds, t);
                return page(visit, step, typed, Some(missing));
            };
            if let Some(wrong) = identifier::new_is_wrong(&read, t) {
                return page(visit, step, typed, Some(wrong));
            }
            if read.kind == IdentifierType::Username {
                tell_and_proceed(visit, uid, Told::Username(read.value))
            } else {
                send_code(visit, uid, read)
            }
        }
    };
    result.unwrap_or_else(|error| {
        let social = visit.request.query.get("link_social");
        if let Some(elsewhere) = flow::diverted(visit, &error, social) {
            return elsewhere;
        }
        let message = visit.says(&error);
        if error.code.starts_with("user.") {
            page(visit, step, typed, Some(message))
        } else {
            visit.show_toast(message);
            page(visit, step, typed, None)
        }
    })
}

fn tell_and_proceed(visit: &mut Visit<'_>, uid: &str, told: Told) -> Result<Reply, ApiError> {
    let now = visit.now;
    experience::set_profile(visit.state, uid, told, now)?;
    flow::proceed(visit, uid)
}

fn send_code(visit: &mut Visit<'_>, uid: &str, identifier: Identifier) -> Result<Reply, ApiError> {
    let (event, now) = (flow::event(visit, uid)?, visit.now);
    let verification_id = code::send_code(visit.state, uid, &identifier, event, now)?;
    let sent = Some(Sent {
        verification_id,
        at: now,
    });
    flow::remember(visit, uid, Memory { identifier, sent });
    Ok(visit.go(paths::CONTINUE_CODE))
}

/// The custom profile fields that the tenant asks new users for.
fn extra_fields(visit: &Visit<'_>) -> Vec<String> {
    let fields = &visit.state.data.sign_in_experience.sign_up_profile_fields;
    let named = fields.as_array().into_iter().flatten();
    named
        .filter_map(|field| field["name"].as_str().map(str::to_owned))
        .collect()
}

fn page(visit: &mut Visit<'_>, step: &Step, typed: &str, error: Option<String>) -> Reply {
    let t = visit.t;
    let (title, description) = match step {
        Step::ExtraProfile(_) => (t.about_yourself, ""),
        Step::Identifier(kinds) => match kinds.as_slice() {
            [IdentifierType::Username] => (t.set_username, t.set_username_description),
            [IdentifierType::Email] => (t.link_email, t.link_email_description),
            [IdentifierType::Phone] => (t.link_phone, t.link_phone_description),
            _ => (t.link_either, t.link_either_description),
        },
    };
    let (fields, error) = match step {
        Step::ExtraProfile(names) => {
            let fields = names.iter().enumerate().map(|(at, name)| Field {
                name: name.clone().into(),
                kind: "text",
                label: name.clone(),
                value: visit.field(name).to_owned(),
                focused: at == 0,
                ..Field::default()
            });
            (fields.collect(), error)
        }
        Step::Identifier(kinds) => {
            let field = identifier::field(kinds, Autocomplete::Off, t)
                .filled(typed)
                .focused(true)
                .refused(error);
            (vec![field], None)
        }
    };
    let page = StepPage {
        t,
        title,
        description: description.to_owned(),
        fields,
        error,
        button: t.proceed,
        frame: visit.frame(paths::SIGN_IN),
    };
    visit.page(&page)
}
