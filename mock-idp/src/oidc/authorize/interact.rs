//! Starting an interaction: the request is put aside and the browser sent to the provider's pages.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value};

use super::{Asked, decide::Stage, policy::Needed};
use crate::oidc::{
    cookies::{Attributes, Cookies},
    error::Error,
    exchange::{Reply, Request},
    interaction::{Interaction, resume_path},
    session::Current,
    tx::Tx,
};

/// The member of the interaction cookie that names the last interaction of all.
pub(crate) const LAST: &str = "_legacy";

/// What stays as it is in the interaction cookie: as JavaScript's `encodeURIComponent` has it.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Puts the request aside and sends the browser to be asked.
pub(crate) fn start(
    tx: &mut Tx<'_>,
    request: &Request,
    cookies: &mut Cookies<'_>,
    current: &Current,
    asked: &Asked,
    needed: Needed,
    stage: Stage,
) -> Result<Reply, Error> {
    let client = asked.client()?.clone();
    let account_id = current.account_id().cloned();
    // Each stop has an id of its own, the second one of a request too.
    let uid = tx.ids.opaque();
    let held = current.session().authorizations.get(&client.id);
    let interaction = Interaction {
        client_id: client.id.clone(),
        params: asked.params.clone(),
        prompt: needed.prompt,
        reasons: needed.reasons,
        missing_scopes: needed.missing_scopes,
        missing_resource_scopes: needed.missing_resource_scopes,
        session_uid: account_id.as_ref().map(|_| current.session().uid.clone()),
        account_id,
        grant_id: stage
            .grant_id
            .or_else(|| held.and_then(|held| held.grant_id.clone())),
        device_code: stage.device_code,
        outcome: stage.outcome.unwrap_or_default(),
    };
    let expires = tx.now.plus_seconds(tx.profile.lifetimes.interaction);
    let destination = (tx.profile.interaction_url)(&interaction, &interaction.params);
    (tx.profile.interaction_cookies)(&interaction, cookies);
    let names = tx.profile.cookie_names;
    let attributes = Attributes::until(expires);
    let map = with_interaction(cookies.read(request, names.interaction), &client.id, &uid);
    cookies.set(names.interaction, &map, &attributes);
    let path = resume_path(tx.profile, &uid, &interaction);
    cookies.set(names.resume, &uid, &attributes.at(path));
    let mut reply = Reply::see_other(destination);
    reply.trace.client_id = Some(client.id.to_string());
    reply.trace.user_id = interaction.account_id.as_deref().map(str::to_owned);
    tx.store
        .interactions
        .insert(&uid, interaction, expires, tx.now);
    Ok(reply)
}

/// The interaction cookie with one more interaction: a JSON object of `uid`s by client.
fn with_interaction(cookie: Option<&str>, client_id: &str, uid: &str) -> String {
    let mut map = cookie.and_then(interactions).unwrap_or_default();
    map.insert(client_id.to_owned(), uid.into());
    map.insert(LAST.to_owned(), uid.into());
    utf8_percent_encode(&Value::Object(map).to_string(), COMPONENT).to_string()
}

/// The interactions that the cookie names.
pub(crate) fn interactions(cookie: &str) -> Option<Map<String, Value>> {
    let text = percent_decode_str(cookie).decode_utf8().ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_appended_behind_the_last_one() {
        let first = with_interaction(None, "a", "uid-1");
        assert_eq!(
            first,
            "%7B%22a%22%3A%22uid-1%22%2C%22_legacy%22%3A%22uid-1%22%7D"
        );
        let second = with_interaction(Some(&first), "b", "uid-2");
        let map = Value::Object(interactions(&second).unwrap());
        insta::assert_snapshot!(map, @r#"{"a":"uid-1","_legacy":"uid-2","b":"uid-2"}"#);
        let garbage = with_interaction(Some("%7Bnonsense"), "b", "uid-2");
        let map = Value::Object(interactions(&garbage).unwrap());
        insta::assert_snapshot!(map, @r#"{"b":"uid-2","_legacy":"uid-2"}"#);
    }
}
