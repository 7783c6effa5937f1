use serde_json::{Value, json};

use super::kit::{BASIC, Site, WEB};
use crate::base::jws;

fn exchange(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "https://app.example/cb"),
    ]
}

#[tokio::test]
async fn the_answer() {
    let mut site = Site::signed_in("alice-hf").await;
    let mut answer = site.tokens(WEB).await;
    let jwt = jws::decode(answer["id_token"].as_str().unwrap()).unwrap();
    let keys = site.get("/oauth/jwks").await.json();
    assert_eq!(jwt.header["kid"], keys["keys"][0]["kid"]);
    assert_eq!(jwt.header["alg"], "RS256");
    answer["id_token"] = Value::Object(jwt.claims);
    insta::assert_json_snapshot!(answer);
}

#[tokio::test]
async fn without_openid_there_is_no_id_token() {
    let mut site = Site::signed_in("alice-hf").await;
    let answer = site.tokens(&WEB.replace("openid+", "")).await;
    insta::assert_json_snapshot!(answer);
}

#[tokio::test]
async fn each_way_to_authenticate() {
    let mut site = Site::signed_in("alice-hf").await;
    let mut told = Vec::new();
    for (basic, more) in [
        (Some(BASIC), vec![]),
        (
            None,
            vec![("client_id", "web"), ("client_secret", "s3cret")],
        ),
        (None, vec![("client_id", "web"), ("client_secret", "wrong")]),
        (None, vec![("client_id", "web")]),
        (None, vec![]),
        (Some("Basic d2ViOndyb25n"), vec![]),
        (Some("Basic ???"), vec![]),
        (Some(BASIC), vec![("client_secret", "s3cret")]),
        (None, vec![("client_id", "nobody")]),
        (None, vec![("client_id", "cli")]),
    ] {
        let code = site.code(WEB).await;
        let form = [exchange(&code), more.clone()].concat();
        let answer = site.post_as("/oauth/token", basic, &form).await;
        let body = answer.json();
        let challenge = answer.headers.get("www-authenticate");
        told.push(
            json!([
                basic,
                more,
                answer.status.as_u16(),
                body["error"],
                body["error_description"],
                challenge.map(|c| c.to_str().unwrap())
            ])
            .to_string(),
        );
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_public_app_proves_itself_with_pkce_alone() {
    // RFC 7636 appendix B.
    let address = "/oauth/authorize?client_id=cli&redirect_uri=http%3A%2F%2Flocalhost%3A8123%2Fcb&response_type=code\
                   &scope=profile&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    let mut site = Site::signed_in("bob-hf").await;
    for (verifier, status) in [
        (None, 400),
        (Some("wrong"), 400),
        (Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), 200),
    ] {
        let code = site.code(address).await;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "http://localhost:8123/cb"),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let answer = site.post("/oauth/token", &form).await;
        assert_eq!(answer.status, status, "{verifier:?} {}", answer.text);
    }
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_its_own_address() {
    let mut site = Site::signed_in("alice-hf").await;
    let code = site.code(WEB).await;
    let mut other = exchange(&code);
    other[2].1 = "https://app.example/other";
    let answer = site.post_as("/oauth/token", Some(BASIC), &other).await;
    insta::assert_snapshot!(answer.short(), @r#"400 {"error":"invalid_grant","error_description":"Invalid code"}"#);

    let first = site
        .post_as("/oauth/token", Some(BASIC), &exchange(&code))
        .await
        .json();
    let token = first["access_token"].as_str().unwrap();
    assert_eq!(site.get_as("/oauth/userinfo", token).await.status, 200);
    let second = site
        .post_as("/oauth/token", Some(BASIC), &exchange(&code))
        .await;
    assert_eq!(second.status, 400);
    assert_eq!(
        second.trace.error.unwrap().reason,
        "the code was used before; its tokens are revoked"
    );
    assert_eq!(site.get_as("/oauth/userinfo", token).await.status, 401);

    let late = site.code(WEB).await;
    site.clock.advance(std::time::Duration::from_mins(10));
    let answer = site
        .post_as("/oauth/token", Some(BASIC), &exchange(&late))
        .await;
    assert_eq!(answer.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn refresh_tokens_rotate() {
    let mut site = Site::signed_in("alice-hf").await;
    let first = site.tokens(&WEB.replace("openid+", "")).await;
    let refresh = |token: &Value| token["refresh_token"].as_str().unwrap().to_owned();
    let old = refresh(&first);
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", old.as_str()),
    ];
    let second = site.post_as("/oauth/token", Some(BASIC), &form).await;
    assert_eq!(second.status, 200);
    let second = second.json();
    assert_ne!(first["access_token"], second["access_token"]);
    let again = site.post_as("/oauth/token", Some(BASIC), &form).await;
    insta::assert_snapshot!(again.short(), @r#"400 {"error":"invalid_grant","error_description":"Invalid refresh token"}"#);

    let new = refresh(&second);
    let form = |scope| {
        [
            ("grant_type", "refresh_token"),
            ("refresh_token", new.as_str()),
            ("scope", scope),
        ]
    };
    let wider = site
        .post_as("/oauth/token", Some(BASIC), &form("read-repos"))
        .await;
    assert_eq!(wider.json()["error"], "invalid_scope");
    let fewer = site
        .post_as("/oauth/token", Some(BASIC), &form("email"))
        .await;
    assert_eq!(fewer.json()["scope"], "email");
}

#[tokio::test]
async fn an_organizations_app_exchanges_a_members_address() {
    let mut site = Site::new();
    let form = |email| {
        [
            (
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ),
            ("subject_token", email),
            (
                "subject_token_type",
                "urn:huggingface:token-type:user-email",
            ),
        ]
    };
    let answer = site
        .post_as("/oauth/token", Some(BASIC), &form("alice@example.com"))
        .await;
    insta::assert_json_snapshot!(answer.json());
    let stranger = site
        .post_as("/oauth/token", Some(BASIC), &form("bob@example.com"))
        .await;
    insta::assert_snapshot!(stranger.short(), @r#"400 {"error":"invalid_grant","error_description":"Invalid subject token"}"#);
}

#[tokio::test]
async fn what_is_no_grant() {
    let mut site = Site::new();
    let mut told = Vec::new();
    for form in [
        vec![],
        vec![("grant_type", "password")],
        vec![("grant_type", "authorization_code")],
        vec![
            ("grant_type", "authorization_code"),
            ("code", "x"),
            ("redirect_uri", "y"),
        ],
        vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", "hf_oauth__refresh_x"),
        ],
    ] {
        told.push(site.post("/oauth/token", &form).await.short());
    }
    insta::assert_snapshot!(told.join("\n"));
}
