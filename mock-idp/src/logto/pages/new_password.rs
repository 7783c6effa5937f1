//! Pages where people choose a password: `/register/password`, `/continue/password`,
//! `/forgot-password/reset`.

use askama::Template;
use serde_json::Value;

use super::{
    error_page,
    field::Field,
    flow,
    frame::Frame,
    paths, sign_up,
    texts::{Texts, conjunction, fill},
    visit::Visit,
};
use crate::{
    logto::{
        ApiError,
        experience::{self, InteractionEvent, profile::Told},
    },
    oidc::exchange::Reply,
};

#[derive(Debug, Template)]
#[template(path = "logto/new_password.html")]
struct NewPasswordPage {
    frame: Frame,
    t: &'static Texts,
    title: &'static str,
    description: String,
    username: Option<String>,
    password: Field,
    /// The second field: asked for where a forgotten password cannot be reset.
    confirm: Option<Field>,
}

/// What was typed and what is wrong with it.
#[derive(Debug, Default)]
struct Attempt<'a> {
    password: &'a str,
    confirm: &'a str,
    password_error: Option<String>,
    confirm_error: Option<String>,
}

/// `GET` of each of the pages.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    match expected(visit) {
        Some(uid) => page(visit, &uid, Attempt::default()),
        None => error_page::out_of_turn(visit),
    }
}

/// `POST` of each of the pages.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    let t = visit.t;
    let Some(uid) = expected(visit) else {
        return error_page::out_of_turn(visit);
    };
    let mut attempt = Attempt {
        password: visit.raw_field("newPassword"),
        confirm: visit.raw_field("confirmPassword"),
        ..Attempt::default()
    };
    if attempt.password.is_empty() {
        attempt.password_error = Some(t.password_required.to_owned());
    } else if !sign_up::password_can_be_reset(visit) && attempt.password != attempt.confirm {
        attempt.confirm_error = Some(t.passwords_differ.to_owned());
    }
    if attempt.password_error.is_some() || attempt.confirm_error.is_some() {
        return page(visit, &uid, attempt);
    }
    choose(visit, &uid, attempt.password).unwrap_or_else(|error| {
        if let Some(elsewhere) = flow::diverted(visit, &error, None) {
            return elsewhere;
        }
        match &*error.code {
            "password.rejected" => attempt.password_error = Some(reasons(&error, t)),
            "user.same_password" => attempt.password_error = Some(visit.says(&error)),
            _ => visit.show_toast(visit.says(&error)),
        }
        page(visit, &uid, attempt)
    })
}

fn choose(visit: &mut Visit<'_>, uid: &str, password: &str) -> Result<Reply, ApiError> {
    let now = visit.now;
    if flow::event(visit, uid)? == InteractionEvent::ForgotPassword {
        experience::reset_password(visit.state, uid, password, now)?;
        return flow::finish(visit, uid);
    }
    let told = Told::Password(password.to_owned());
    experience::set_profile(visit.state, uid, told, now)?;
    flow::proceed(visit, uid)
}

/// The interaction, if its experience has come so far that a password is chosen.
fn expected(visit: &mut Visit<'_>) -> Option<String> {
    let uid = flow::uid(visit).ok()?;
    let experience = experience::record::of(visit.state, &uid, visit.now).ok()?;
    let fits = match experience.event {
        InteractionEvent::SignIn => visit.request.path.starts_with(paths::CONTINUE),
        InteractionEvent::Register => visit.request.path != paths::FORGOT_PASSWORD_RESET,
        InteractionEvent::ForgotPassword => {
            visit.request.path == paths::FORGOT_PASSWORD_RESET && experience.user_id.is_some()
        }
    };
    fits.then_some(uid)
}

fn page(visit: &mut Visit<'_>, uid: &str, attempt: Attempt<'_>) -> Reply {
    let t = visit.t;
    let with_confirmation = !sign_up::password_can_be_reset(visit);
    let (title, back) = match &*visit.request.path {
        paths::REGISTER_PASSWORD => (t.new_password, paths::REGISTER),
        paths::FORGOT_PASSWORD_RESET => (t.new_password, paths::FORGOT_PASSWORD),
        _ => (t.set_password, paths::SIGN_IN),
    };
    let username = experience::record::of(visit.state, uid, visit.now)
        .ok()
        .and_then(|experience| experience.profile.username.clone());
    let policy = &visit.state.data.sign_in_experience.password_policy;
    let page = NewPasswordPage {
        t,
        title,
        description: requirements(policy, t),
        username,
        password: Field {
            // The box "Show password" takes the eye's place where it is shown.
            eye: !with_confirmation,
            ..Field::password("newPassword", "new-password", t.password)
                .filled(attempt.password)
                .focused(attempt.confirm_error.is_none())
                .refused(attempt.password_error)
        },
        confirm: with_confirmation.then(|| Field {
            eye: false,
            calm: true,
            ..Field::password("confirmPassword", "new-password", t.confirm_password)
                .filled(attempt.confirm)
                .refused(attempt.confirm_error)
        }),
        frame: visit.frame(back),
    };
    visit.page(&page)
}

/// "Password requires a minimum of 8 characters."
fn requirements(policy: &Value, t: &Texts) -> String {
    let length = policy["length"]["min"].as_u64().unwrap_or(8);
    let kinds = policy["characterTypes"]["min"].as_u64().unwrap_or(1);
    let mut needs = vec![fill(t.password_needs_length, "count", &length.to_string())];
    if kinds > 1 {
        needs.push(fill(
            t.password_needs_characters,
            "count",
            &kinds.to_string(),
        ));
    }
    let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
    fill(t.password_needs, "items", &conjunction(&needs))
}

/// Why the policy is against a password. Of several reasons the first is told; those about runs of
/// characters are told together.
fn reasons(error: &ApiError, t: &Texts) -> String {
    let issues = error.data.as_deref().and_then(Value::as_array);
    let mut overused = Vec::new();
    for issue in issues.into_iter().flatten() {
        let code = issue["code"].as_str().unwrap_or_default();
        let number = |name: &str| issue["interpolation"][name].to_string();
        match code.strip_prefix("password_rejected.").unwrap_or(code) {
            "too_short" => return fill(t.password_too_short, "min", &number("min")),
            "too_long" => return fill(t.password_too_long, "max", &number("max")),
            "character_types" => return fill(t.password_character_types, "min", &number("min")),
            "unsupported_characters" => return t.password_unsupported.to_owned(),
            "pwned" => return t.password_pwned.to_owned(),
            "restricted.repetition" => overused.push(t.password_repetition),
            "restricted.sequence" => overused.push(t.password_sequence),
            "restricted.user_info" => overused.push(t.password_user_info),
            "restricted.words" => overused.push(t.password_words),
            other => return other.to_owned(),
        }
    }
    fill(t.password_restricted, "list", &conjunction(&overused))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::logto::pages::texts::EN;

    #[test]
    fn what_a_policy_asks_for() {
        assert_eq!(
            requirements(&json!({}), &EN),
            "Password requires a minimum of 8 characters."
        );
        let strict = json!({"length": {"min": 12}, "characterTypes": {"min": 3}});
        assert_eq!(
            requirements(&strict, &EN),
            "Password requires a minimum of 12 characters and should contain at least 3 types of \
             uppercase letters, lowercase letters, numbers, and symbols."
        );
    }

    #[test]
    fn why_a_password_is_refused() {
        let told = |codes: Value| {
            let error = ApiError::unprocessable("password.rejected").with_data(codes);
            reasons(&error, &EN)
        };
        assert_eq!(
            told(json!([{"code": "password_rejected.too_short", "interpolation": {"min": 8}}])),
            "Minimum length is 8."
        );
        assert_eq!(
            told(json!([
                {"code": "password_rejected.restricted.repetition"},
                {"code": "password_rejected.restricted.user_info"},
            ])),
            "Avoid overusing repeated characters and your personal information."
        );
    }
}
