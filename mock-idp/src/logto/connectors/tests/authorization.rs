use serde_json::json;

use super::provider::connector;
use crate::{
    base::ids::Ids,
    logto::{
        connectors::{authorization::Request, authorization_uri},
        model::{Connector, Data},
        phrases::Language,
    },
};

fn ask(connector: Connector, request: &Request<'_>) -> String {
    let mut data = Data::default();
    data.connectors.insert(connector.id.clone(), connector);
    match authorization_uri(&data, &mut Ids::seeded(1), request) {
        Ok(sent) => format!("{} {}", sent.uri, sent.session),
        Err(error) => format!(
            "{} {}",
            error.status.as_u16(),
            error.to_json(Language::ENGLISH)
        ),
    }
}

const ASK: Request<'static> = Request {
    connector_id: "c1",
    state: "st/te",
    redirect_uri: "http://localhost:3001/callback/c1",
    scope: None,
    huggingface_origin: "https://huggingface.co",
};

#[test]
fn the_order_and_encoding_of_parameters() {
    let hf = |config| connector("huggingface-universal", config);
    let plain = json!({ "clientId": "id&1", "clientSecret": "s" });
    insta::assert_snapshot!(ask(hf(plain), &ASK), @r#"https://huggingface.co/oauth/authorize?response_type=code&client_id=id%261&scope=profile&redirect_uri=http%3A%2F%2Flocalhost%3A3001%2Fcallback%2Fc1&state=st%2Fte {"redirectUri":"http://localhost:3001/callback/c1"}"#);
    let scoped = json!({ "clientId": "id", "clientSecret": "s", "scope": "openid profile" });
    insta::assert_snapshot!(ask(hf(scoped), &ASK), @r#"https://huggingface.co/oauth/authorize?response_type=code&client_id=id&scope=openid+profile&redirect_uri=http%3A%2F%2Flocalhost%3A3001%2Fcallback%2Fc1&state=st%2Fte {"redirectUri":"http://localhost:3001/callback/c1"}"#);
    insta::assert_snapshot!(ask(connector("mock-social-connector", json!({})), &ASK), @r#"http://mock-social/?state=st%2Fte&redirect_uri=http%3A%2F%2Flocalhost%3A3001%2Fcallback%2Fc1&scope=email+profile {"state":"st/te","redirectUri":"http://localhost:3001/callback/c1","connectorId":"c1"}"#);
    let oauth2 = json!({
        "authorizationEndpoint": "https://as.example/a", "tokenEndpoint": "https://as.example/t",
        "userInfoEndpoint": "https://as.example/u", "clientId": "id", "clientSecret": "s",
        "scope": "read", "customConfig": { "accessType": "offline" },
    });
    insta::assert_snapshot!(ask(connector("oauth2", oauth2), &ASK), @r#"https://as.example/a?response_type=code&client_id=id&scope=read&redirect_uri=http%3A%2F%2Flocalhost%3A3001%2Fcallback%2Fc1&state=st%2Fte&access_type=offline {"redirectUri":"http://localhost:3001/callback/c1"}"#);
    let oidc = json!({
        "authorizationEndpoint": "https://op.example/a", "tokenEndpoint": "https://op.example/t",
        "clientId": "id", "clientSecret": "s", "scope": "email",
        "idTokenVerificationConfig": { "jwksUri": "https://op.example/k" },
        "authRequestOptionalConfig": { "prompt": "login", "maxAge": "60" },
    });
    insta::assert_snapshot!(ask(connector("oidc", oidc), &ASK), @r#"https://op.example/a?response_type=code&client_id=id&scope=email+openid&redirect_uri=http%3A%2F%2Flocalhost%3A3001%2Fcallback%2Fc1&state=st%2Fte&nonce=uhi1yazt04de6o21d9du2&prompt=login&max_age=60 {"nonce":"uhi1yazt04de6o21d9du2","redirectUri":"http://localhost:3001/callback/c1"}"#);
}

#[test]
fn refusals() {
    let good = json!({ "clientId": "id", "clientSecret": "s" });
    let hf = || connector("huggingface-universal", good.clone());
    let told = [
        ask(hf(), &Request { state: "", ..ASK }),
        ask(
            hf(),
            &Request {
                redirect_uri: "",
                ..ASK
            },
        ),
        ask(
            hf(),
            &Request {
                connector_id: "no",
                ..ASK
            },
        ),
        ask(connector("mock-email-service", json!({})), &ASK),
        ask(
            connector("huggingface-universal", json!({ "clientId": 1 })),
            &ASK,
        ),
        ask(connector("github-universal", json!({})), &ASK),
    ];
    insta::assert_snapshot!(told.join("\n"));
}
