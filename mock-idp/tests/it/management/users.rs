//! Users: sessions with their last submission, tokens that stand for them.

use serde_json::json;

use super::world::Tenant;

#[tokio::test]
async fn a_subject_token_stands_for_a_user() {
    let tenant = Tenant::new().await;
    let told = tenant
        .tell(
            r#"
            POST /subject-tokens {"userId": "nobody"}
            POST /subject-tokens {}
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
    let (status, body) = tenant
        .call(r#"POST /subject-tokens {"userId": "alice-id"}"#)
        .await;
    assert_eq!((status, &body["expiresIn"]), (201, &json!(600)));
}

#[tokio::test]
async fn tokens_of_a_user_are_renamed_where_they_are() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            POST /users/alice-id/personal-access-tokens {"name": "one"}
            PATCH /users/alice-id/personal-access-tokens/one {"name": "two"}
            PATCH /users/alice-id/personal-access-tokens/one {"name": "three"}
            DELETE /users/alice-id/personal-access-tokens/one
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn texts_fit_their_columns() {
    let tenant = Tenant::new().await;
    let (long, url) = ("n".repeat(129), "u".repeat(2048));
    let told = tenant
        .tell(&format!(
            r#"
            POST /users {{"name": "{long}"}}
            POST /users {{"name": null}}
            PATCH /users/alice-id {{"name": "{long}"}}
            PATCH /users/alice-id {{"avatar": "https://{url}"}}
            POST /users/alice-id/mfa-verifications {{"type": "Totp", "secret": "JBSWY3DP"}}
            "#
        ))
        .await;
    insta::assert_snapshot!(told.replace(&long, "<long>").replace(&url, "<url>"));
}

#[tokio::test]
async fn searches_say_what_is_wrong_with_them() {
    let told = Tenant::new()
        .await
        .tell(
            r"
            GET /users?search.username=
            GET /users?search.username=%25lic%25&mode.username=like
            GET /users?search.nothing=x
            GET /users?search.username=a&mode.username=similar_to
            GET /users?search.primaryEmail=a&mode.primaryEmail=none
            GET /users?search.username.more=a
            GET /users?search=(&mode=posix
            GET /users?search=%25LIC%25&isCaseSensitive=yes
            GET /users?page=0
            ",
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn what_a_user_has_is_asked_for_without_the_user() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            GET /users/nobody/sessions
            GET /users/nobody/sessions/none
            GET /users/nobody/grants
            DELETE /users/alice-id/grants/none
            POST /users/alice-id/roles {"roleIds": [""]}
            GET /users/alice-id/roles?search=%25admin%25
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}
