//! Who may call, and calls that there are not.

use super::world::Tenant;

#[tokio::test]
async fn calls_that_there_are_not() {
    let told = Tenant::new()
        .await
        .tell(
            "
            GET /no-such-route
            PUT /roles {}
            GET /users?page=0
            GET /users?search.shoe=42
            GET /one-time-tokens/none
            DELETE /one-time-tokens/none
            DELETE /sso-connectors/none
            DELETE /configs/jwt-customizer/access-token
            GET /email-templates
            PUT /captcha-provider {}
            ",
        )
        .await;
    insta::assert_snapshot!(told);
}
