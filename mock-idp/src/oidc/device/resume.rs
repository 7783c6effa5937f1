//! From the user's yes to what the device may collect: interaction, back again, granted.

use super::{
    code::{self, Problem},
    page,
};
use crate::oidc::{
    authorize::{
        Asked, code as issue, decide,
        decide::{Decision, Stage},
        interact,
        resume::{Resumed, check, take_up},
    },
    cookies::Cookies,
    error::Error,
    exchange::{Reply, Request},
    session::Current,
    tokens::DeviceState,
    tx::Tx,
};

/// `GET /device/:uid`.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request, uid: &str) -> Reply {
    let mut cookies = Cookies::new(tx.profile.cookie_key.as_ref(), &request.origin, tx.now);
    let mut current = Current::load(tx, request, &mut cookies);
    let mut reply = take_up(tx, request, &mut cookies, &mut current, uid)
        .and_then(|resumed| match resumed {
            Resumed::AccountSwitch(reply) => Ok(reply),
            Resumed::Request(mut asked, stage) => {
                is_open(tx, &stage)?;
                proceed(tx, request, &mut cookies, &mut current, &mut asked, stage)
            }
        })
        .unwrap_or_else(|error| page::broken(&error));
    current.save(tx, &mut cookies);
    cookies.write_to(&mut reply.headers);
    reply
}

/// Whether the device still waits for an answer.
fn is_open(tx: &Tx<'_>, stage: &Stage) -> Result<(), Error> {
    stage
        .device_code
        .as_ref()
        .and_then(|code| tx.store.device_codes.get(code, tx.now))
        .ok_or(Problem::NotFound)
        .and_then(|row| code::still_open(tx, row, true))
        .map_err(|problem| {
            Error::invalid_request(problem.name())
                .because("the device no longer waits: its code has expired or was answered")
        })
}

/// Asks the user, or grants the device what it asked for. An error ends the device's wait.
pub(super) fn proceed(
    tx: &mut Tx<'_>,
    request: &Request,
    cookies: &mut Cookies<'_>,
    current: &mut Current,
    asked: &mut Asked,
    stage: Stage,
) -> Result<Reply, Error> {
    let device_code = stage.device_code.clone().unwrap_or_default();
    let result = decided(tx, request, cookies, current, asked, stage);
    if result.is_err()
        && let Some(row) = tx.store.device_codes.get_mut(&device_code, tx.now)
    {
        row.state = DeviceState::Denied;
    }
    result
}

fn decided(
    tx: &mut Tx<'_>,
    request: &Request,
    cookies: &mut Cookies<'_>,
    current: &mut Current,
    asked: &mut Asked,
    stage: Stage,
) -> Result<Reply, Error> {
    check(tx, asked, &stage)?;
    let accepted = match decide::decide(tx, asked, current, &stage)? {
        Decision::Ask(needed) => {
            return interact::start(tx, request, cookies, current, asked, needed, stage);
        }
        Decision::Accept(accepted) => accepted,
    };
    let user_id = accepted.account_id.to_string();
    let origin = issue::origin(tx, asked, current, accepted)?;
    let device_code = stage.device_code.unwrap_or_default();
    if let Some(row) = tx.store.device_codes.get_mut(&device_code, tx.now) {
        row.state = DeviceState::Granted(origin.into());
    }
    let mut reply = page::show_success(tx, cookies);
    reply.trace.client_id = Some(asked.client()?.id.to_string());
    reply.trace.user_id = Some(user_id);
    Ok(reply)
}
