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
    session::{Current, PendingForm},
    tokens::DeviceState,
    tx::Tx,
};

/// `GET /device/:uid`.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request, uid: &str) -> Reply {
    let mut cookies = Cookies::new(tx.profile.cookie_key.as_deref(), &request.origin, tx.now);
    let mut current = Current::load(tx, request, &mut cookies);
    let reply = match take_up(tx, request, &mut cookies, &mut current, uid) {
        Err(error) => Ok(page::broken(&error)),
        Ok(Resumed::AccountSwitch(reply)) => Ok(reply),
        Ok(Resumed::Request(mut asked, stage)) => {
            let open = stage
                .device_code
                .as_deref()
                .and_then(|code| tx.store.device_codes.get(code, tx.now))
                .ok_or(Problem::NotFound)
                .and_then(|row| code::still_open(tx, row, true));
            open.and_then(|()| proceed(tx, request, &mut cookies, &mut current, &mut asked, stage))
        }
    };
    let mut reply = match reply {
        Ok(reply) => {
            current.save(tx, &mut cookies);
            reply
        }
        Err(problem) => {
            let xsrf = tx.ids.hex(48);
            current.change().form = Some(Box::new(PendingForm {
                xsrf: xsrf.clone(),
                ..PendingForm::default()
            }));
            current.save(tx, &mut cookies);
            page::show_problem(tx, &mut cookies, &xsrf, problem, None)
        }
    };
    cookies.write_to(&mut reply.headers);
    reply
}

/// Asks the user, or grants the device what it asked for. An error ends the device's wait.
pub(super) fn proceed(
    tx: &mut Tx<'_>,
    request: &Request,
    cookies: &mut Cookies<'_>,
    current: &mut Current,
    asked: &mut Asked,
    stage: Stage,
) -> Result<Reply, Problem> {
    let device_code = stage.device_code.clone().unwrap_or_default();
    decided(tx, request, cookies, current, asked, stage).map_err(|_| {
        if let Some(row) = tx.store.device_codes.get_mut(&device_code, tx.now) {
            row.state = DeviceState::Denied;
        }
        Problem::Aborted
    })
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
        row.state = DeviceState::Granted(Box::new(origin));
    }
    let mut reply = page::show_success(tx, cookies);
    reply.trace.client_id = Some(asked.client()?.id.to_string());
    reply.trace.user_id = Some(user_id);
    Ok(reply)
}
