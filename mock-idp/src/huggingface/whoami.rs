//! `GET /api/whoami-v2`: who an access token belongs to, as Hugging Face's own API tells it.

use http::StatusCode;
use serde_json::{Value, json};

use super::{app::Tx, avatar, model::Org, scope, userinfo};
use crate::base::journal::Problem;
use crate::oidc::exchange::{Body, Reply, Request};

/// The endpoint. The e-mail address is told with the scope `email` only.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let Some((token, user)) = userinfo::bearer(tx, request) else {
        let error = "Invalid username or password.";
        let mut reply = Reply::new(
            StatusCode::UNAUTHORIZED,
            Body::Json(json!({ "error": error })),
        )
        .traced("whoami");
        reply.trace.error = Some(Problem {
            error: error.to_owned(),
            description: String::new(),
            reason: "no living access token has this value".to_owned(),
        });
        return reply;
    };
    let mut body = json!({
        "id": user.sub,
        "type": "user",
        "name": user.username,
        "fullname": user.fullname,
    });
    if token.scopes().contains(&scope::EMAIL) {
        body["email"] = json!(user.email);
        body["emailVerified"] = json!(user.email_verified);
    }
    body["isPro"] = json!(user.is_pro);
    body["canPay"] = json!(user.can_pay);
    body["avatarUrl"] = avatar::of_user(user, tx.issuer).into();
    body["periodEnd"] = json!(user.period_end);
    body["billingMode"] = json!(user.billing_mode);
    let orgs = user.orgs.iter().map(|org| org_body(org, tx.issuer));
    body["orgs"] = orgs.collect();
    body["auth"] = json!({ "type": "oauth" });
    let mut reply = Reply::json(body).traced("whoami");
    reply.trace.client_id = Some(token.grant.client_id.to_string());
    reply.trace.user_id = Some(user.username.clone());
    reply
}

fn org_body(org: &Org, issuer: &str) -> Value {
    json!({
        "id": org.sub,
        "type": "org",
        "name": org.name,
        "fullname": org.fullname,
        "email": org.email,
        "canPay": org.can_pay,
        "avatarUrl": avatar::of_org(org, issuer),
        "periodEnd": org.period_end,
    })
}
