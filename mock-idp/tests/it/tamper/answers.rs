//! Whole answers: JSON documents, redirects, forms that post themselves.

use serde_json::json;

use super::party::{APP, Party};

#[tokio::test]
async fn discovery_keeps_its_order_and_tells_its_own_tag() {
    let party = Party::start(
        "{ discovery: { issuer: { append: INVALID }, jwks_uri: { duplicate: true } } }",
    )
    .await;
    let url = party.logto("/oidc/.well-known/openid-configuration");
    let answer = party.get(&url).await;
    assert_eq!(
        answer.json()["issuer"],
        format!("{}INVALID", party.logto("/oidc"))
    );
    assert_eq!(answer.body.matches("\"jwks_uri\"").count(), 2);
    let members =
        answer.body.find("\"issuer\"").unwrap()..answer.body.find("\"jwks_uri\"").unwrap();
    assert!(members.start < members.end);
    assert_eq!(
        answer.header("content-length"),
        answer.body.len().to_string()
    );
    // The tag is that of what was sent: who has it is told so; who has the right document gets the wrong one.
    let tag = answer.header("etag").to_owned();
    assert!(
        tag.starts_with(&format!("\"{:x}-", answer.body.len())),
        "{tag}"
    );
    assert_eq!(
        party.get_with(&url, "if-none-match", &tag).await.status,
        304
    );
    party.mock.tampers().clear();
    let right = party.get(&url).await;
    assert_ne!(right.header("etag"), tag);
    assert_eq!(
        party.get_with(&url, "if-none-match", &tag).await.status,
        200
    );
}

#[tokio::test]
async fn a_client_that_has_the_right_document_still_gets_the_wrong_one() {
    let party = Party::start("{}").await;
    let url = party.logto("/oidc/.well-known/openid-configuration");
    let tag = party.get(&url).await.header("etag").to_owned();
    assert_eq!(
        party.get_with(&url, "if-none-match", &tag).await.status,
        304
    );
    let plan = "discovery: { issuer: { append: x } }".parse().unwrap();
    party.mock.tampers().arm_all(plan);
    let answer = party.get_with(&url, "if-none-match", &tag).await;
    assert_eq!(
        (answer.status, answer.json()["issuer"].clone()),
        (200, json!(party.logto("/oidcx")))
    );
}

#[tokio::test]
async fn what_is_changed_is_compressed_like_anything_else() {
    let party = Party::start("{ discovery: { issuer: { append: x } } }").await;
    let url = party.logto("/oidc/.well-known/openid-configuration");
    let answer = party.get_with(&url, "accept-encoding", "identity").await;
    assert_eq!(answer.header("content-encoding"), "");
    let packed = reqwest::Client::builder().no_proxy().build().unwrap();
    let packed = packed
        .get(&url)
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let mut text = String::new();
    let bytes = packed.bytes().await.unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*bytes), &mut text).unwrap();
    assert_eq!(text, answer.body);
}

#[tokio::test]
async fn a_key_set_without_names_and_with_a_key_more() {
    let party = Party::start(
        "{ jwks: { 'keys': { prepend: { kty: RSA, e: AQAB, n: AA } }, 'keys[*].kid': { remove: true } } }",
    )
    .await;
    let keys = party.get(&party.logto("/oidc/jwks")).await.json();
    let keys = keys["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0]["kty"], "RSA");
    assert!(keys.iter().all(|key| key.get("kid").is_none()));
    insta::assert_snapshot!(party.marks().len(), @"2");
}

#[tokio::test]
async fn the_query_of_an_authorization_response() {
    let mut party = Party::start(
        "{ authorization-response: [ { state: { append: '1' }, iss: { remove: true } }, { code: { duplicate: evil } } ] }",
    )
    .await;
    let arrival = party.sign_in(&[]).await;
    assert_eq!(arrival.names(), ["code", "code", "state"]);
    assert_eq!(arrival.get("state"), "st 4te1");
    let code = arrival.get("code");
    let entry = party.entry("resume");
    assert_eq!(entry.location.as_deref(), Some(arrival.url.as_str()));
    assert_eq!(entry.tampered.len(), 3);
    assert_eq!(entry.tampered[2].before, Some(json!(code)));
    // The code itself is good.
    assert_eq!(party.redeem(&arrival).await.status, 200);
}

#[tokio::test]
async fn a_code_that_was_changed_is_the_one_that_was_issued() {
    let mut party = Party::start("{ authorization-response: { code: { set: forged } } }").await;
    let arrival = party.sign_in(&[]).await;
    assert_eq!(arrival.get("code"), "forged");
    let issued = party.entry("resume").issued;
    assert_eq!(issued[0].value, "forged");
    assert_eq!(party.redeem(&arrival).await.status, 400);
}

#[tokio::test]
async fn an_error_in_place_of_a_code() {
    let mut party = Party::start(
        "{ authorization-response: { code: { remove: true }, error: { set: access_denied }, error_description: { set: '<script>' } } }",
    )
    .await;
    let arrival = party.sign_in(&[]).await;
    assert_eq!(
        arrival.names(),
        ["state", "iss", "error", "error_description"]
    );
    assert_eq!(arrival.get("error_description"), "<script>");
}

#[tokio::test]
async fn the_fragment_and_the_form_of_an_authorization_response() {
    let mut party = Party::start("{ authorization-response: { state: { append: '\"1' } } }").await;
    let arrival = party.sign_in(&[("response_mode", "fragment")]).await;
    assert!(arrival.url.query().is_none());
    assert_eq!(arrival.get("state"), "st 4te\"1");
    party.other_browser();
    let arrival = party.sign_in(&[("response_mode", "form_post")]).await;
    assert!(arrival.page.contains(&format!("action=\"{APP}/callback\"")));
    assert_eq!(arrival.names(), ["code", "state", "iss"]);
    assert_eq!(arrival.get("state"), "st 4te\"1");
}

#[tokio::test]
async fn the_token_response() {
    let mut party = Party::start(
        "{ token-response: { expires_in: { retype: string }, token_type: { set: bEARER }, scope: { remove: true }, access_token: { append: x } } }",
    )
    .await;
    let arrival = party.sign_in(&[]).await;
    let answer = party.redeem(&arrival).await;
    let body = answer.json();
    assert_eq!(
        (&body["expires_in"], &body["token_type"]),
        (&json!("3600"), &json!("bEARER"))
    );
    assert!(body.get("scope").is_none());
    let entry = party.entry("token");
    let access = entry
        .issued
        .iter()
        .find(|issued| issued.kind == "access-token")
        .unwrap();
    assert_eq!(access.value, body["access_token"]);
    assert!(access.value.ends_with('x'));
    // What nobody issued is no access token.
    let userinfo = party
        .get_with(
            &party.logto("/oidc/me"),
            "authorization",
            &format!("Bearer {}", access.value),
        )
        .await;
    assert_eq!(userinfo.status, 401);
}

#[tokio::test]
async fn an_id_token_that_another_takes_the_place_of() {
    let mut party = Party::start("{}").await;
    let other = party.id_token().await;
    let plan = format!(
        "token-response: {{ id_token: {{ set: {other} }}, token_type: {{ set: bearer }} }}"
    );
    party.mock.tampers().arm_all(plan.parse().unwrap());
    party.other_browser();
    let arrival = party.sign_in_as("bob", "web", &[]).await;
    assert_eq!(party.redeem(&arrival).await.json()["id_token"], other);
    let issued = party.entry("token").issued;
    let token = issued
        .iter()
        .find(|issued| issued.kind == "id-token")
        .unwrap();
    assert_eq!(token.value, other);
    assert_eq!(token.claims.as_ref().unwrap()["sub"], "alice");
}

#[tokio::test]
async fn userinfo_and_introspection() {
    let mut party = Party::start(
        "{ userinfo: { sub: { append: invalid } }, introspection: { active: { set: false } } }",
    )
    .await;
    let arrival = party.sign_in(&[]).await;
    let access = party.redeem(&arrival).await.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let bearer = format!("Bearer {access}");
    let userinfo = party
        .get_with(&party.logto("/oidc/me"), "authorization", &bearer)
        .await
        .json();
    assert_eq!(userinfo["sub"], "aliceinvalid");
    let url = party.logto("/oidc/token/introspection");
    let answer = party.post(&url, "web", &[("token", &access)]).await.json();
    assert_eq!(answer["active"], false);
    assert_eq!(
        party.marks(),
        [
            r#"userinfo: userinfo sub append "alice" -> "aliceinvalid""#,
            r"introspection: introspection active set true -> false",
        ]
    );
}

#[tokio::test]
async fn the_way_back_from_a_sign_out() {
    let mut party = Party::start("{ end-session-return: { state: { append: _INVALID } } }").await;
    let token = party.id_token().await;
    let arrival = party.sign_out(&token).await;
    assert_eq!(
        arrival.url.as_str(),
        format!("{APP}/bye?state=leaving_INVALID")
    );
    party.mock.tampers().clear();
    let plan = "end-session-return: { state: { remove: true } }"
        .parse()
        .unwrap();
    party.mock.tampers().arm_all(plan);
    let token = party.id_token().await;
    assert!(party.sign_out(&token).await.parameters().is_empty());
}
