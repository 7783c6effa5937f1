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
