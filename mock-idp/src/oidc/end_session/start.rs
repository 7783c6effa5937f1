//! `/session/end`: who asks for the sign-out, and where to go afterwards.

use std::sync::Arc;

use http::{Method, StatusCode};

use crate::oidc::{
    authorize::client,
    client::Client,
    error::Error,
    exchange::{Body, Reply, Request},
    form_post::{self, escape},
    id_token_hint,
    params::Params,
    redirect_uri,
    session::{Current, PendingForm},
    tx::Tx,
};

/// Parameters, in the order in which repeated ones are named.
const PARAMETERS: [&str; 6] = [
    "id_token_hint",
    "post_logout_redirect_uri",
    "state",
    "ui_locales",
    "client_id",
    "logout_hint",
];

/// Answers with the page that posts the confirmation by itself.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request) -> Reply {
    super::with_session(tx, request, |tx, current| start(tx, request, current))
}

fn start(tx: &mut Tx<'_>, request: &Request, current: &mut Current) -> Result<Reply, Error> {
    let params = if request.method == Method::POST {
        &request.body
    } else {
        &request.query
    };
    params
        .reject_repeated(&PARAMETERS, &[])
        .map_err(|error| error.because("send each parameter once"))?;
    let client = find_client(tx, params)?;
    let after = params.get("post_logout_redirect_uri");
    if let (Some(client), Some(uri)) = (&client, after)
        && !redirect_uri::is_registered(&client.post_logout_redirect_uris, uri)
    {
        return Err(not_registered(client, uri));
    }
    let xsrf = tx.ids.hex(48);
    let action = format!("{}{}/session/end/confirm", request.origin, tx.profile.mount);
    let page = if current.account_id().is_some() {
        page(&action, &xsrf)
    } else {
        form_post::page(&action, &[("xsrf", &xsrf), ("logout", "yes")])
    };
    let mut reply = Reply::new(StatusCode::OK, Body::Html(page));
    reply.trace.client_id = client.as_ref().map(|client| client.id.to_string());
    reply.trace.user_id = current.account_id().map(ToString::to_string);
    current.change().form = Some(Box::new(PendingForm {
        xsrf,
        // Without a client nobody knows whether the address is a good one: it is left out.
        post_logout_redirect_uri: client.as_ref().and(after).map(str::to_owned),
        client_id: client.map(|client| client.id.clone()),
        state: params.get("state").map(str::to_owned),
    }));
    Ok(reply)
}

/// The client that the hint or `client_id` names.
fn find_client(tx: &Tx<'_>, params: &Params) -> Result<Option<Arc<Client>>, Error> {
    let named = params.get("client_id");
    let Some(hint) = params.get("id_token_hint") else {
        return named.map(|id| client::find(tx, id)).transpose();
    };
    let Some(audience) = id_token_hint::audience(hint) else {
        return Err(Error::invalid_request("could not decode id_token_hint")
            .because("the id_token_hint is no JWT"));
    };
    if named.is_some_and(|id| id != audience) {
        return Err(
            Error::invalid_request("client_id does not match the provided id_token_hint").because(
                format!(
                    "the id_token_hint is for `{audience}`: leave client_id out or send that one"
                ),
            ),
        );
    }
    let client = client::find(tx, &audience)?;
    id_token_hint::verify(tx, hint, &client.id).map_err(|reason| {
        Error::invalid_request("could not validate id_token_hint").because(reason)
    })?;
    Ok(Some(client))
}

fn not_registered(client: &Client, uri: &str) -> Error {
    let registered: Vec<String> = client
        .post_logout_redirect_uris
        .iter()
        .map(|uri| format!("`{uri}`"))
        .collect();
    Error::invalid_request("post_logout_redirect_uri not registered").because(format!(
        "post_logout_redirect_uri `{uri}` is not registered for `{}`; registered: {}",
        client.id,
        if registered.is_empty() {
            "none".to_owned()
        } else {
            registered.join(", ")
        }
    ))
}

/// The page of a browser with a session: its body submits the form as soon as it is loaded.
fn page(action: &str, xsrf: &str) -> String {
    let (action, xsrf) = (escape(action), escape(xsrf));
    format!(
        "<!-- The sign-out page of the provider: https://openid.net/specs/openid-connect-rpinitiated-1_0.html -->\n\
         <!DOCTYPE html>\n<html lang=\"en\">\n<head>\n  <title>Sign Out</title>\n</head>\n\
         <body onload=\"document.forms['op.logoutForm'].submit();\">\n  \
         <form id=\"op.logoutForm\" method=\"post\" action=\"{action}\">\
         <input type=\"hidden\" name=\"xsrf\" value=\"{xsrf}\"/></form>\n  \
         <input type=\"hidden\" form=\"op.logoutForm\" name=\"logout\" value=\"yes\"/>\n  \
         <noscript><button type=\"submit\" form=\"op.logoutForm\">Sign out</button></noscript>\n\
         </body>\n</html>\n"
    )
}
