use std::fmt::Write as _;

use super::kit::{Site, WEB};

#[tokio::test]
async fn claims_follow_the_scopes() {
    let mut told = String::new();
    for scope in [
        "openid",
        "profile",
        "email",
        "profile+read-memberships",
        "read-memberships",
    ] {
        let mut site = Site::signed_in("alice-hf").await;
        let address = WEB.replace("openid+profile+email", scope);
        let tokens = site.tokens(&address).await;
        let token = tokens["access_token"].as_str().unwrap();
        let answer = site.get_as("/oauth/userinfo", token).await;
        writeln!(told, "{scope}: {}", answer.text).unwrap();
    }
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn details_are_of_the_organizations_that_were_picked() {
    let mut site = Site::signed_in("alice-hf").await;
    let address = WEB.replace("openid+profile+email", "read-memberships");
    let page = site.get(&address).await.text;
    let (_, rest) = page.split_once("name=\"orgIds\" value=\"").unwrap();
    let form = [("decision", "authorize"), ("orgIds", &rest[..24])];
    site.post(&address, &form).await.sent_to("code");
    let tokens = site.tokens(&address).await;
    let token = tokens["access_token"].as_str().unwrap();
    let answer = site.get_as("/oauth/userinfo", token).await;
    insta::assert_snapshot!(answer.text, @r#"{"sub":"d35c8c32639ee330125b94e9","orgs":[{"sub":"f5bda347d54ded065b3d4a98","name":"Acme","preferred_username":"acme","picture":"http://localhost:3003/avatars/acme.svg","plan":"enterprise","roleInOrg":"admin"}]}"#);
}

#[tokio::test]
async fn whoami() {
    let mut site = Site::signed_in("alice-hf").await;
    let tokens = site.tokens(&WEB.replace("openid+", "")).await;
    let token = tokens["access_token"].as_str().unwrap();
    insta::assert_json_snapshot!(site.get_as("/api/whoami-v2", token).await.json());
    insta::assert_snapshot!(site.get_as("/api/whoami-v2", "hf_x").await.short(), @r#"401 {"error":"Invalid username or password."}"#);
}

#[tokio::test]
async fn tokens_end_after_eight_hours() {
    let mut site = Site::signed_in("alice-hf").await;
    let tokens = site.tokens(&WEB.replace("openid+", "")).await;
    let token = tokens["access_token"].as_str().unwrap();
    site.clock.advance(std::time::Duration::from_secs(28_799));
    assert_eq!(site.get_as("/oauth/userinfo", token).await.status, 200);
    site.clock.advance(std::time::Duration::from_secs(1));
    insta::assert_snapshot!(site.get_as("/oauth/userinfo", token).await.short(), @r#"401 {"error":"invalid_token","error_description":"The access token is invalid or expired"}"#);
}
