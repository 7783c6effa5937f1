//! Forms that go out to other parties before an answer (OpenID Connect Back-Channel Logout 2.5).

use std::{sync::LazyLock, time::Duration};

use crate::oidc::exchange::Post;

/// How long another party may take.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// Made when it is first needed. Redirects are not followed.
static CLIENT: LazyLock<reqwest::Result<reqwest::Client>> = LazyLock::new(|| {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
});

/// Sends the forms side by side and waits for the answers. A failure is written to the log and
/// changes nothing.
pub async fn send(posts: Vec<Post>) {
    let sent: Vec<_> = posts
        .into_iter()
        .map(|post| tokio::spawn(one(post)))
        .collect();
    for task in sent {
        if let Err(error) = task.await {
            tracing::warn!(%error, "a post to another party did not finish");
        }
    }
}

async fn one(post: Post) {
    let client = match &*CLIENT {
        Ok(client) => client,
        Err(error) => return tracing::warn!(%error, "no HTTP client for posts to other parties"),
    };
    let request = client
        .post(&post.url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(post.form);
    match request.send().await {
        Ok(answer) if matches!(answer.status().as_u16(), 200 | 204) => {}
        Ok(answer) => {
            tracing::warn!(url = post.url, status = %answer.status(), "another party refused a post");
        }
        Err(error) => tracing::warn!(url = post.url, %error, "another party could not be reached"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::{Router, extract::State, http::HeaderMap, routing::post};

    use super::*;

    type Seen = Arc<Mutex<Vec<(String, String)>>>;

    #[tokio::test]
    async fn all_are_sent_and_one_that_fails_changes_nothing() {
        let seen = Seen::default();
        let receive = async |State(seen): State<Seen>, headers: HeaderMap, body: String| {
            let kind = headers["content-type"].to_str().unwrap().to_owned();
            seen.lock().unwrap().push((kind, body));
        };
        let router = Router::new()
            .route("/logout", post(receive))
            .with_state(seen.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let post = |url: String| Post {
            url,
            form: "logout_token=x".into(),
        };
        send(vec![
            post("http://127.0.0.1:1/closed".into()),
            post("no address".into()),
            post(format!("http://{address}/missing")),
            post(format!("http://{address}/logout")),
        ])
        .await;
        server.abort();
        assert_eq!(
            *seen.lock().unwrap(),
            [(
                "application/x-www-form-urlencoded".to_owned(),
                "logout_token=x".to_owned()
            )]
        );
    }
}
