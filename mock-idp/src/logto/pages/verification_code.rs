//! `/{flow}/verification-code`: the code that was sent by e-mail or SMS.
//!
//! The six digits are six fields. A code that is right leads on; where the account turns out not to exist
//! (or to exist already), the page asks whether to register (or sign in) instead.

use askama::Template;

use super::{
    error_page, flow,
    frame::Frame,
    identifier,
    memory::{Memory, Sent},
    paths, sign_in,
    texts::{Texts, fill},
    visit::Visit,
};
use crate::{
    logto::{
        ApiError,
        experience::{self, Identifier, InteractionEvent, code, profile::Told},
        model::sign_in_experience::IdentifierType,
    },
    oidc::exchange::Reply,
};

/// Seconds until a code can be sent again.
const RESEND_AFTER: i64 = 59;

#[derive(Debug, Template)]
#[template(path = "logto/verification_code.html")]
struct CodePage {
    frame: Frame,
    t: &'static Texts,
    title: &'static str,
    description: String,
    error: Option<String>,
    seconds: i64,
    with_password: Option<String>,
    /// The question whether to go on with the other event.
    ask: Option<String>,
}

/// What the code is for, by the first part of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    SignIn,
    Register,
    ForgotPassword,
    Continue,
}

impl Purpose {
    fn of(path: &str) -> Self {
        match path {
            paths::REGISTER_CODE => Self::Register,
            paths::FORGOT_PASSWORD_CODE => Self::ForgotPassword,
            paths::CONTINUE_CODE => Self::Continue,
            _ => Self::SignIn,
        }
    }

    /// The page before.
    fn back(self) -> &'static str {
        match self {
            Self::SignIn | Self::Continue => paths::SIGN_IN,
            Self::Register => paths::REGISTER,
            Self::ForgotPassword => paths::FORGOT_PASSWORD,
        }
    }

    /// What else the person may have come for.
    fn other(self) -> Option<InteractionEvent> {
        match self {
            Self::SignIn => Some(InteractionEvent::Register),
            Self::Register => Some(InteractionEvent::SignIn),
            Self::ForgotPassword | Self::Continue => None,
        }
    }
}

/// One code on its way back.
struct Pending {
    uid: String,
    identifier: Identifier,
    sent: Sent,
}

/// `GET /{flow}/verification-code`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    match pending(visit) {
        Some(pending) => page(visit, &pending, None, None),
        None => error_page::out_of_turn(visit),
    }
}

/// `POST /{flow}/verification-code`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    let Some(mut pending) = pending(visit) else {
        return error_page::out_of_turn(visit);
    };
    let purpose = Purpose::of(&visit.request.path);
    let result = match visit.field("action") {
        "cancel" => return page(visit, &pending, None, None),
        "resend" => match resend(visit, &mut pending) {
            Ok(()) => {
                visit.show_toast(visit.t.code_resent);
                return page(visit, &pending, None, None);
            }
            Err(error) => Err(error),
        },
        "switch" => switch(visit, &pending, purpose),
        _ => {
            let code = typed(visit);
            if code.len() < 6 {
                let invalid = visit.t.code_invalid.to_owned();
                return page(visit, &pending, Some(invalid), None);
            }
            take_back(visit, &pending, purpose, &code)
        }
    };
    result.unwrap_or_else(|error| refuse(visit, &pending, purpose, &error))
}

fn pending(visit: &mut Visit<'_>) -> Option<Pending> {
    let uid = flow::uid(visit).ok()?;
    let memory = flow::memory(visit, &uid)?;
    let (identifier, sent) = (memory.identifier.clone(), memory.sent.clone()?);
    experience::record::of(visit.state, &uid, visit.now).ok()?;
    Some(Pending {
        uid,
        identifier,
        sent,
    })
}

/// What stands in the six fields; a code that was pasted into one of them counts, too.
fn typed(visit: &Visit<'_>) -> String {
    (0..6)
        .map(|at| visit.field(&format!("passcode_{at}")))
        .collect()
}

fn resend(visit: &mut Visit<'_>, pending: &mut Pending) -> Result<(), ApiError> {
    let (uid, now) = (&pending.uid, visit.now);
    let event = flow::event(visit, uid)?;
    let verification_id = code::send_code(visit.state, uid, &pending.identifier, event, now)?;
    pending.sent = Sent {
        verification_id,
        at: now,
    };
    let memory = Memory {
        identifier: pending.identifier.clone(),
        sent: Some(pending.sent.clone()),
    };
    flow::remember(visit, &pending.uid, memory);
    Ok(())
}

fn take_back(
    visit: &mut Visit<'_>,
    pending: &Pending,
    purpose: Purpose,
    code: &str,
) -> Result<Reply, ApiError> {
    let (uid, now) = (&*pending.uid, visit.now);
    let id = &*pending.sent.verification_id;
    code::verify_code(visit.state, uid, &pending.identifier, id, code, now)?;
    if purpose != Purpose::Continue {
        return flow::enter(visit, uid, Some(id));
    }
    let told = match pending.identifier.kind {
        IdentifierType::Phone => Told::Phone(id.to_owned()),
        IdentifierType::Email | IdentifierType::Username => Told::Email(id.to_owned()),
    };
    experience::set_profile(visit.state, uid, told, now)?;
    flow::proceed(visit, uid)
}

/// Goes on with the other event and the same code.
fn switch(visit: &mut Visit<'_>, pending: &Pending, purpose: Purpose) -> Result<Reply, ApiError> {
    let (uid, now) = (&*pending.uid, visit.now);
    if let Some(event) = purpose.other() {
        experience::change_event(visit.state, uid, event, now)?;
    }
    flow::enter(visit, uid, Some(&pending.sent.verification_id))
}

fn refuse(visit: &mut Visit<'_>, pending: &Pending, purpose: Purpose, error: &ApiError) -> Reply {
    if let Some(elsewhere) = flow::diverted(visit, error, None) {
        return elsewhere;
    }
    let t = visit.t;
    let value = identifier::shown(&pending.identifier);
    let (inline, ask) = match (&*error.code, purpose) {
        ("user.user_not_exist", Purpose::SignIn) => {
            (None, Some(fill(t.account_missing, "value", &value)))
        }
        ("user.email_already_in_use" | "user.phone_already_in_use", Purpose::Register) => {
            (None, Some(fill(t.account_exists, "value", &value)))
        }
        ("user.user_not_exist", _) => {
            let kind = identifier::within(&[pending.identifier.kind], t).concat();
            let text = fill(t.account_of_kind_missing, "type", &kind);
            (Some(fill(&text, "value", &value)), None)
        }
        (code, _) if code.starts_with("verification_code.") => (Some(visit.says(error)), None),
        _ => {
            visit.show_toast(visit.says(error));
            (None, None)
        }
    };
    page(visit, pending, inline, ask)
}

fn page(
    visit: &mut Visit<'_>,
    pending: &Pending,
    error: Option<String>,
    ask: Option<String>,
) -> Reply {
    let t = visit.t;
    let purpose = Purpose::of(&visit.request.path);
    let kind = pending.identifier.kind;
    let address = identifier::within(&[kind], t).concat();
    let description = fill(t.code_sent, "address", &address);
    let elapsed = (visit.now.millis() - pending.sent.at.millis()) / 1000;
    let by_password = purpose == Purpose::SignIn
        && sign_in::method(visit, kind).is_some_and(|method| method.password);
    let page = CodePage {
        t,
        title: match kind {
            IdentifierType::Phone => t.verify_phone,
            IdentifierType::Email | IdentifierType::Username => t.verify_email,
        },
        description: fill(
            &description,
            "target",
            &identifier::shown(&pending.identifier),
        ),
        error,
        seconds: (RESEND_AFTER - elapsed).clamp(0, RESEND_AFTER),
        with_password: by_password.then(|| visit.link(paths::SIGN_IN_PASSWORD)),
        ask,
        frame: visit.frame(purpose.back()),
    };
    visit.page(&page)
}
