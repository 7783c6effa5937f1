//! Sign-in experience, connectors, webhooks, texts, codes.

use mock_idp::logto::events::Event;

use super::world::Tenant;

#[tokio::test]
async fn a_sign_in_experience_must_fit_together() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            PATCH /sign-in-exp {"mfa": {"factors": ["Totp", "Totp"], "policy": "Mandatory"}}
            PATCH /sign-in-exp {"forgotPasswordMethods": ["PhoneVerificationCode"]}
            PATCH /sign-in-exp {"hideLogtoBranding": true}
            PATCH /sign-in-exp {"emailBlocklistPolicy": {"customBlocklist": ["nonsense", "@a.example", "x@", "b@c.example"]}}
            PATCH /sign-in-exp {"emailBlocklistPolicy": {"blockDisposableAddresses": true}}
            PATCH /sign-in-exp {"supportEmail": "nonsense"}
            PATCH /sign-in-exp {"color": {"primaryColor": "red", "isDarkModeEnabled": true, "darkPrimaryColor": "0"}}
            POST /connectors {"connectorId": "mock-email-service", "config": {"apiKey": "k", "fromEmail": "a@b.example", "fromName": "n", "templates": []}}
            PATCH /sign-in-exp {"signUp": {"identifiers": ["email"], "password": false, "verify": true}, "signIn": {"methods": [{"identifier": "email", "password": true, "verificationCode": false, "isPasswordPrimary": true}]}}
            PATCH /sign-in-exp {"mfa": {"factors": ["EmailVerificationCode"], "policy": "Mandatory"}, "signIn": {"methods": [{"identifier": "email", "password": true, "verificationCode": true, "isPasswordPrimary": true}]}}
            "#,
        )
        .await;
    insta::assert_snapshot!(shortened(&told));
}

#[tokio::test]
async fn policies_are_read_member_by_member() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            PATCH /sign-in-exp {"customContent": {"/a": 1}, "customUiAssets": {"id": 1}, "customUiCsp": {"scriptSrc": "x", "imgSrc": []}, "captchaPolicy": {"enabled": 1}, "sentinelPolicy": {"maxAttempts": "5", "lockoutDuration": null}}
            PATCH /sign-in-exp {"passwordPolicy": {"length": {"min": 0, "max": 1.5}, "characterTypes": {"min": 5}, "rejects": {"pwned": 1, "words": [1]}}}
            PATCH /sign-in-exp {"emailBlocklistPolicy": {"blockSubaddressing": 1, "customBlocklist": 1}, "passkeySignIn": {"enabled": 1}, "signUpProfileFields": [{}]}
            PATCH /sign-in-exp {"usernamePolicy": {"caseSensitive": true, "minLength": 0, "maxLength": 129, "allowedChars": {"lowercase": true}}}
            PATCH /sign-in-exp {"usernamePolicy": {"caseSensitive": true, "minLength": 9, "maxLength": 8, "allowedChars": {"lowercase": false, "uppercase": false, "numbers": true, "underscore": false}}}
            PATCH /sign-in-exp {"usernamePolicy": {"caseSensitive": true, "minLength": 200, "maxLength": 100, "allowedChars": {"lowercase": true, "uppercase": false, "numbers": true, "underscore": false}}}
            PATCH /sign-in-exp {"verificationCodePolicy": {"expirationDuration": 59, "maxRetryAttempts": 101}}
            PATCH /sign-in-exp {"passwordExpiration": {"enabled": true}}
            PATCH /sign-in-exp {"passwordExpiration": {"enabled": true, "validPeriodDays": 0}}
            PATCH /sign-in-exp {"passwordExpiration": {"enabled": true, "validPeriodDays": 1.5}}
            PATCH /sign-in-exp {"passwordExpiration": {"enabled": true, "validPeriodDays": 30}}
            PATCH /sign-in-exp {"passwordExpiration": {"enabled": true, "validPeriodDays": 30}, "forgotPasswordMethods": null}
            PATCH /sign-in-exp {"customUiCsp": {"scriptSrc": ["https://cdn.example", "'self'"]}}
            PATCH /sign-in-exp {"customUiCsp": {"scriptSrc": ["https://cdn.example"]}}
            "#,
        )
        .await;
    insta::assert_snapshot!(shortened(&told));
}

#[tokio::test]
async fn policies_keep_what_they_know() {
    let tenant = Tenant::new().await;
    for (said, kept) in [
        (
            r#"{"sentinelPolicy":{"maxAttempts":5,"x":1}}"#,
            r#"{"maxAttempts":5}"#,
        ),
        (r#"{"customUiCsp":{"scriptSrc":[]}}"#, "{}"),
        (
            r#"{"passwordExpiration":{"enabled":false,"validPeriodDays":3}}"#,
            r#"{"enabled":false}"#,
        ),
        (
            r#"{"verificationCodePolicy":{"expirationDuration":60}}"#,
            r#"{"expirationDuration":60}"#,
        ),
        (r#"{"signUpProfileFields":null}"#, "null"),
    ] {
        let (status, body) = tenant.call(&format!("PATCH /sign-in-exp {said}")).await;
        let name = said.split('"').nth(1).unwrap();
        assert_eq!(
            (status, body[name].to_string().as_str()),
            (200, kept),
            "{said}"
        );
    }
}

#[tokio::test]
async fn passwords_expire_from_when_that_was_switched_on() {
    let tenant = Tenant::new().await;
    tenant
        .tell(
            r#"
            POST /connectors {"connectorId": "mock-email-service", "config": {"apiKey": "k", "fromEmail": "a@b.example", "fromName": "n", "templates": []}}
            PATCH /sign-in-exp {"forgotPasswordMethods": ["EmailVerificationCode"]}
            "#,
        )
        .await;
    let days = |days: u32| {
        format!(
            r#"PATCH /sign-in-exp {{"passwordExpiration": {{"enabled": true, "validPeriodDays": {days}, "enabledAt": 5}}}}"#
        )
    };
    let (status, first) = tenant.call(&days(30)).await;
    let first = &first["passwordExpiration"];
    assert_eq!((status, &first["validPeriodDays"]), (200, &30.into()));
    assert!(first["enabledAt"].as_i64().unwrap() > 5, "{first}");
    let (_, second) = tenant.call(&days(60)).await;
    let second = &second["passwordExpiration"];
    assert_eq!(second["enabledAt"], first["enabledAt"]);
    assert_eq!(second["validPeriodDays"], 60);
}

/// Without what connectors say of themselves.
fn shortened(told: &str) -> String {
    let short = |line: &str| line.chars().take(400).collect::<String>();
    told.lines().map(short).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn connectors_call_themselves_by_their_own_names() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            POST /connectors {"connectorId": "huggingface-universal", "config": {"clientId": "a", "clientSecret": "b"}, "id": "hf"}
            POST /connectors {"connectorId": "huggingface-universal", "metadata": {"target": "x"}}
            POST /connectors {"connectorId": "huggingface-universal"}
            PATCH /connectors/hf {"metadata": {}}
            POST /connectors {"connectorId": "mock-email-service", "config": {"apiKey": "k", "fromEmail": "a@b.example", "fromName": "n", "templates": []}, "id": "mail"}
            PATCH /connectors/mail {"syncProfile": true}
            "#,
        )
        .await;
    insta::assert_snapshot!(shortened(&told));
}

#[tokio::test]
async fn webhooks_wait_for_events() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            hook = POST /hooks {"name": "h", "events": ["User.Created", "User.Created"], "config": {"url": "https://hook.example"}}
            POST /hooks {"config": {"url": "https://hook.example"}}
            POST /hooks {"events": [], "config": {"url": "nonsense"}}
            POST /hooks {"events": ["PostSignIn"]}
            PATCH /hooks/{hook} {"events": []}
            PATCH /hooks/none {"name": "x"}
            GET /hooks/none/recent-logs
            POST /hooks/{hook}/test {"events": ["PostSignIn"], "config": {"url": "http://127.0.0.1:1/"}}
            DELETE /hooks/none
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn texts_of_ones_own() {
    let tenant = Tenant::new().await;
    let told = tenant
        .tell(
            r#"
            GET /custom-phrases
            PUT /custom-phrases/en {"action": {"sign_in": "Come in", "nothing": ""}}
            GET /custom-phrases/en
            PUT /custom-phrases/en {"dance": {"sign_in": "x"}}
            PUT /custom-phrases/xx {}
            DELETE /custom-phrases/en
            GET /custom-phrases/fr
            DELETE /custom-phrases/fr
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
    let (_, texts) = tenant.call("GET /.well-known/phrases?lng=en").await;
    assert_eq!(texts["translation"]["action"]["sign_in"], "Come in");
}

#[tokio::test]
async fn codes_outside_of_interactions() {
    let tenant = Tenant::new().await;
    let told = tenant
        .tell(
            r#"
            POST /verification-codes {"email": "alice@mail.example"}
            POST /connectors {"connectorId": "mock-email-service", "config": {"apiKey": "k", "fromEmail": "a@b.example", "fromName": "n", "templates": [{"usageType": "Generic", "type": "text/plain", "subject": "s", "content": "c"}]}}
            POST /verification-codes {"email": "alice@mail.example"}
            POST /verification-codes {"phone": "447700900123"}
            POST /verification-codes {"email": "nonsense"}
            POST /verification-codes {}
            POST /verification-codes/verify {"email": "bob@mail.example", "verificationCode": "000000"}
            POST /verification-codes/verify {"email": "alice@mail.example", "verificationCode": "nodigits"}
            POST /verification-codes/verify {"email": "alice@mail.example"}
            "#,
        )
        .await;
    insta::assert_snapshot!(shortened(&told));
    let code = {
        let state = tenant.app.state();
        let message = state.inbox.last_to("alice@mail.example").unwrap();
        message.code.clone().unwrap()
    };
    let line = format!(
        r#"POST /verification-codes/verify {{"email": "alice@mail.example", "verificationCode": "{code}"}}"#
    );
    assert_eq!(tenant.call(&line).await.0, 204);
    let (status, body) = tenant.call(&line).await;
    assert_eq!(
        (status, body["code"].as_str()),
        (400, Some("verification_code.not_found"))
    );
}

#[tokio::test]
async fn adaptive_factors_need_a_strict_policy() {
    let tenant = Tenant::new().await;
    let told = tenant
        .tell(
            r#"
            PATCH /sign-in-exp {"adaptiveMfa": {"enabled": true}}
            PATCH /sign-in-exp {"adaptiveMfa": {"enabled": true}, "mfa": {"factors": ["Totp"], "policy": "Mandatory"}}
            PATCH /sign-in-exp {"mfa": {"factors": ["Totp"], "policy": "PromptOnlyAtSignInMandatory"}}
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
    for (call, enabled) in [
        (
            r#"PATCH /sign-in-exp {"adaptiveMfa": {"enabled": true}, "mfa": {"factors": ["Totp"], "policy": "PromptOnlyAtSignInMandatory"}}"#,
            true,
        ),
        (
            r#"PATCH /sign-in-exp {"mfa": {"factors": [], "policy": "NoPrompt"}}"#,
            false,
        ),
    ] {
        let (status, body) = tenant.call(call).await;
        assert_eq!(
            (status, &body["adaptiveMfa"]["enabled"]),
            (200, &enabled.into())
        );
    }
}

#[tokio::test]
async fn a_customizer_is_shown_as_it_was_said() {
    let tenant = Tenant::new().await;
    let path = "/configs/jwt-customizer/access-token";
    let said =
        r#"{"script":"s","environmentVariables":{"B":"2","A":"1"},"contextSample":{"x":[1]}}"#;
    let (status, body) = tenant.call(&format!("PUT {path} {said}")).await;
    assert_eq!((status, body.to_string().as_str()), (201, said));
    let changed = r#"{"environmentVariables":{"C":"3"}}"#;
    let (_, body) = tenant.call(&format!("PATCH {path} {changed}")).await;
    assert_eq!(body["environmentVariables"].to_string(), r#"{"C":"3"}"#);
    let (status, shown) = tenant.call(&format!("GET {path}")).await;
    assert_eq!((status, shown), (200, body));
}

#[tokio::test]
async fn all_mistakes_are_told_at_once() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            PATCH /sign-in-exp {"termsOfUseUrl": 1, "color": {"primaryColor": 1}, "signIn": {"methods": 1}, "mfa": 1, "customCss": 1, "signInMode": "x"}
            PATCH /account-center {"enabled": 1, "fields": {"name": "x", "avatar": 1}, "customCss": 1}
            PUT /configs/jwt-customizer/access-token {"environmentVariables": 1, "blockIssuanceOnError": 1}
            PATCH /configs/admin-console {"organizationCreated": 1, "checkedChargeNotification": {"token": "x", "apiResource": 1}}
            POST /sso-connectors {"domains": 1, "syncProfile": 1}
            PUT /applications/set-up-scripts/sign-in-experience {"color": 1, "termsOfUseUrl": "x", "displayName": 1}
            POST /one-time-tokens {"email": "", "context": {"jitOrganizationIds": 1, "interactionEvent": "x"}}
            PATCH /users/alice-id/logto-configs {"mfa": {"enabled": 1, "skipped": 1}}
            PATCH /users/alice-id {"username": 1, "avatar": {}}
            PATCH /sign-in-exp {"supportEmail": 1, "branding": {"logoUrl": "", "favicon": "x"}, "socialSignIn": {"automaticAccountLinking": 1}}
            POST /organizations {"name": "o", "color": {"primaryColor": "red"}, "branding": {"logoUrl": "x"}}
            POST /users {"username": 1, "primaryEmail": 1, "primaryPhone": 1, "avatar": 1, "password": 1}
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn events_tell_what_changed() {
    let tenant = Tenant::new().await;
    let told = tenant
        .tell(
            r#"
            api = POST /resources {"name": "Books", "indicator": "https://books.example"}
            read = POST /resources/{api}/scopes {"name": "read"}
            firm = POST /organizations {"name": "Firm"}
            edit = POST /organization-scopes {"name": "edit"}
            POST /hooks {"name": "h", "events": ["Role.Scopes.Updated", "OrganizationRole.Scopes.Updated", "Organization.Membership.Updated", "User.Deleted"], "config": {"url": "http://127.0.0.1:1/"}}
            POST /roles {"name": "reader", "description": "d", "scopeIds": ["{read}"]}
            POST /organization-roles {"name": "editor", "organizationScopeIds": ["{edit}"]}
            POST /organizations/{firm}/users {"userIds": ["alice-id"]}
            PUT /organizations/{firm}/users {"userIds": ["bob-id"]}
            DELETE /organizations/{firm}/users/bob-id
            POST /organizations/{firm}/applications {"applicationIds": ["set-up-scripts"]}
            DELETE /organizations/{firm}/applications/set-up-scripts
            DELETE /users/bob-id
            "#,
        )
        .await;
    assert!(!told.contains("\n  4"), "{told}");
    let hooks = tenant.app.state().events.take_hooks();
    let keys = |event: &Event| event.payload.keys().cloned().collect::<Vec<_>>().join(" ");
    let told = hooks
        .iter()
        .map(|event| format!("{}\n  {}", event.key, keys(event)));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn one_key_stays_and_one_is_announced() {
    let tenant = Tenant::new().await;
    let rotate = "POST /configs/oidc/private-keys/rotate";
    let announce =
        format!(r#"{rotate} {{"signingKeyAlgorithm": "EC", "rotationGracePeriod": 3600}}"#);
    let at_once = format!(r#"{rotate} {{"signingKeyAlgorithm": "EC"}}"#);
    for (call, status, code) in [
        (
            "DELETE /configs/oidc/cookie-keys/none",
            422,
            Some("oidc.key_required"),
        ),
        (&announce, 200, None),
        (&at_once, 422, Some("oidc.invalid_request")),
    ] {
        let (answered, body) = tenant.call(call).await;
        assert_eq!((answered, body["code"].as_str()), (status, code), "{call}");
    }
}

#[tokio::test]
async fn what_a_tenant_without_the_cloud_says() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            GET /domains/none
            DELETE /domains/none
            GET /systems/application
            GET /user-assets/service-status
            GET /configs/admin-console
            PATCH /configs/admin-console {"organizationCreated": true}
            GET /captcha-provider
            DELETE /captcha-provider
            GET /dashboard/users/active?date=today
            GET /dashboard/users/active?date=2023-13-41
            GET /logs?start_time=soon
            GET /logs?start_time=2&end_time=1
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}
