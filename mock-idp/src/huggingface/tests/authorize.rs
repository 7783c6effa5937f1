use super::kit::{Site, WEB};

#[tokio::test]
async fn who_is_not_signed_in_signs_in_first() {
    let mut site = Site::new();
    let answer = site.get(WEB).await;
    insta::assert_snapshot!(answer.location(), @"/login?next=%2Foauth%2Fauthorize%3Fclient_id%3Dweb%26redirect_uri%3Dhttps%253A%252F%252Fapp.example%252Fcb%26response_type%3Dcode%26scope%3Dopenid%2Bprofile%2Bemail%26state%3Dst4te%26nonce%3Dn0nce");
    let login = answer.location().to_owned();
    insta::assert_snapshot!(site.get(&login).await.page());

    let wrong = site
        .post(&login, &[("username", "alice-hf"), ("password", "x")])
        .await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.page().contains("Invalid username or password"));
    assert_eq!(
        wrong.trace.error.unwrap().reason,
        "wrong password for `alice-hf`"
    );

    let right = [
        ("username", "ALICE@example.com"),
        ("password", "wonderland"),
    ];
    let right = site.post(&login, &right).await;
    assert_eq!(
        (right.status.as_u16(), right.location()),
        (303, WEB.replace("%20", "+").as_str())
    );
    insta::assert_snapshot!(right.headers["set-cookie"].to_str().unwrap().split_once(';').unwrap().1, @" Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
}

#[tokio::test]
async fn who_has_no_password_may_type_anything() {
    let mut site = Site::new();
    let answer = site
        .post("/login?next=//evil.example", &[("username", "bob-hf")])
        .await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn the_page_tells_what_is_asked_for() {
    let mut site = Site::signed_in("alice-hf").await;
    let wide = WEB.replace("scope=openid+profile+email", "scope=profile+read-repos");
    insta::assert_snapshot!(site.get(&wide).await.page());
}

#[tokio::test]
async fn agreeing_is_remembered_and_refusing_is_not() {
    let mut site = Site::signed_in("alice-hf").await;
    let refusal = site.post(WEB, &[("decision", "cancel")]).await;
    insta::assert_snapshot!(refusal.location(), @"https://app.example/cb?error=access_denied&error_description=The+user+denied+the+request&state=st4te");
    assert_eq!(
        (refusal.status.as_u16(), refusal.trace.endpoint),
        (303, "consent")
    );
    assert_eq!(site.get(WEB).await.status, 200);

    // Without a form, as huggingface.js' own tests do it.
    let yes = site.post(WEB, &[]).await;
    insta::assert_snapshot!(yes.location(), @"https://app.example/cb?code=OXfgeeTB0IZieZxAFaCM5xU0l9Hw52GU&state=st4te");
    let again = site.get(WEB).await;
    insta::assert_snapshot!(again.location(), @"https://app.example/cb?code=CkAeWcCQQytGYE0Nm6UeV6KhkIjQFfTi&state=st4te");

    assert_eq!(site.get(&format!("{WEB}&prompt=consent")).await.status, 200);
    assert_eq!(
        site.get(&WEB.replace("email", "read-repos")).await.status,
        200
    );
    site.post("/settings/connected-applications", &[("client_id", "web")])
        .await
        .location();
    assert_eq!(site.get(WEB).await.status, 200);
}

#[tokio::test]
async fn prompts() {
    let mut site = Site::new();
    let none = format!("{WEB}&prompt=none");
    assert_eq!(site.get(&none).await.sent_to("error"), "login_required");
    let mut site = Site::signed_in("alice-hf").await;
    assert_eq!(site.get(&none).await.sent_to("error"), "consent_required");
    site.code(WEB).await;
    assert_eq!(site.get(&none).await.sent_to("state"), "st4te");
    let login = site.get(&format!("{WEB}&prompt=login")).await;
    assert!(login.location().starts_with("/login?next="));
    assert!(!login.location().contains("prompt"));
}

#[tokio::test]
async fn refusals() {
    let mut site = Site::signed_in("alice-hf").await;
    let mut told = Vec::new();
    for (from, to) in [
        ("client_id=web", "client_id=wob"),
        ("%2Fcb", "%2Fcb%2F"),
        (
            "client_id=web&redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
            "client_id=hf-client&redirect_uri=http%3A%2F%2Flocalhost%3A3009%2Fcallback%2Fx",
        ),
        ("response_type=code&", ""),
        ("response_type=code", "response_type=token"),
        ("scope=openid", "scope=jobs"),
        ("state=st4te", "state=a&state=b"),
        (
            "nonce=n0nce",
            "code_challenge=x&code_challenge_method=plain",
        ),
        (
            "client_id=web&redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
            "client_id=cli&redirect_uri=http%3A%2F%2Flocalhost%3A41%2Fcb",
        ),
    ] {
        let answer = site.get(&WEB.replace(from, to)).await;
        told.push(match answer.status.as_u16() {
            303 => format!("303 {}", answer.location()),
            status => format!("{status} {}", answer.page()),
        });
    }
    insta::assert_snapshot!(told.join("\n\n"));
}

#[tokio::test]
async fn an_app_without_addresses_sends_back_to_the_tenants_logto() {
    let mut site = Site::signed_in("alice-hf").await;
    let address = "/oauth/authorize?response_type=code&client_id=hf-client&scope=profile+email\
                   &redirect_uri=http%3A%2F%2Flocalhost%3A3001%2Fcallback%2Fhf&state=s";
    let answer = site.post(address, &[("decision", "authorize")]).await;
    assert!(
        answer
            .location()
            .starts_with("http://localhost:3001/callback/hf?code=")
    );
}

#[tokio::test]
async fn signing_out() {
    let mut site = Site::signed_in("alice-hf").await;
    assert!(
        site.get("/settings/connected-applications")
            .await
            .page()
            .contains("Alice Liddell")
    );
    let answer = site.post("/logout?next=%2Flogin", &[]).await;
    assert_eq!(answer.location(), "/login");
    assert_eq!(
        site.get("/settings/connected-applications").await.status,
        303
    );
}
