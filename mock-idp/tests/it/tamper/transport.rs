//! Faults of the transport, seen by a client that shows every byte.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::Instant,
};

use super::party::Party;

/// What a socket got until it was closed: head, body, how long it took, and in how many reads.
struct Raw {
    head: String,
    body: Vec<u8>,
    took: Duration,
    reads: usize,
}

impl Raw {
    fn has(&self, line: &str) -> bool {
        self.head.to_lowercase().contains(&format!("\r\n{line}"))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test measures how long an answer takes"
)]
async fn raw(tampers: &str) -> (Party, Raw) {
    let party = Party::start(tampers).await;
    let host = party.logto("").trim_start_matches("http://").to_owned();
    let mut socket = TcpStream::connect(&host).await.unwrap();
    let started = Instant::now();
    let request = format!("GET /oidc/jwks HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let (mut all, mut reads) = (Vec::new(), 0);
    // A connection that breaks off ends the reading like one that is closed.
    while let Ok(count @ 1..) = socket.read_buf(&mut all).await {
        reads += usize::from(count > 0);
    }
    let at = all.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = all.split_at(at.map_or(all.len(), |at| at + 4));
    let raw = Raw {
        head: String::from_utf8(head.to_vec()).unwrap(),
        body: body.to_vec(),
        took: started.elapsed(),
        reads,
    };
    (party, raw)
}

/// The right body's length.
async fn right_length(party: &Party) -> usize {
    party.mock.tampers().clear();
    party.get(&party.logto("/oidc/jwks")).await.body.len()
}

#[tokio::test]
async fn status_body_and_headers() {
    let (party, raw) = raw(
        "{ jwks: { respond: { status: 503, body: <h1>Sorry</h1>, content-type: text/html, headers: { retry-after: '7', cache-control: null } } } }",
    )
    .await;
    assert!(raw.head.starts_with("HTTP/1.1 503 "));
    assert!(raw.has("content-type: text/html\r\n"));
    assert!(raw.has("retry-after: 7\r\n"));
    assert!(raw.has("content-length: 14\r\n"));
    assert!(!raw.has("cache-control") && !raw.has("etag"));
    assert_eq!(raw.body, b"<h1>Sorry</h1>");
    assert_eq!(party.entry("jwks").status, 503);
    let fields: Vec<_> = party
        .entry("jwks")
        .tampered
        .into_iter()
        .map(|mark| mark.field)
        .collect();
    assert_eq!(
        fields,
        [
            "respond.status",
            "respond.body",
            "respond.content-type",
            "respond.headers.retry-after",
            "respond.headers.cache-control",
        ]
    );
}

#[tokio::test]
async fn a_closed_connection_has_no_answer() {
    let (party, raw) = raw("{ jwks: { respond: { close: true } } }").await;
    assert_eq!((raw.head.as_str(), raw.body.len()), ("", 0));
    assert_eq!(party.entry("jwks").tampered[0].field, "respond.close");
}

#[tokio::test]
async fn a_truncated_body_breaks_its_promise() {
    let (party, raw) = raw("{ jwks: { respond: { truncate: 20 } } }").await;
    assert_eq!(raw.body.len(), 20);
    let length = right_length(&party).await;
    assert!(
        raw.has(&format!("content-length: {length}\r\n")),
        "{}",
        raw.head
    );
}

#[tokio::test]
async fn a_huge_body_is_still_json() {
    let (party, raw) = raw("{ jwks: { respond: { huge: 2MB } } }").await;
    assert_eq!(raw.body.len(), 2_000_000);
    assert!(raw.has("content-length: 2000000\r\n"));
    let value: serde_json::Value = serde_json::from_slice(&raw.body).unwrap();
    assert!(value["keys"].is_array());
    assert_eq!(party.entry("jwks").tampered.len(), 1);
}

#[tokio::test]
async fn a_body_that_drips() {
    let (party, raw) = raw("{ jwks: { respond: { drip: 1ms } } }").await;
    let length = right_length(&party).await;
    assert_eq!(raw.body.len(), length);
    assert!(raw.reads > 20, "{} reads of {length} bytes", raw.reads);
    assert!(
        raw.took >= Duration::from_millis(length as u64),
        "{:?}",
        raw.took
    );
}

#[tokio::test]
async fn an_answer_that_is_late() {
    let (_, raw) = raw("{ jwks: { respond: { delay: 300ms } } }").await;
    assert!(raw.took >= Duration::from_millis(300));
    assert!(raw.head.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn the_journal_does_not_wait_for_a_late_answer() {
    let party = Party::start("{ jwks: { respond: { delay: 1m } } }").await;
    let host = party.logto("").trim_start_matches("http://").to_owned();
    let mut socket = TcpStream::connect(&host).await.unwrap();
    let request = format!("GET /oidc/jwks HTTP/1.1\r\nhost: {host}\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let written = async {
        while party.mock.journal().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), written)
        .await
        .unwrap();
    assert_eq!(party.entry("jwks").tampered[0].field, "respond.delay");
    let early = socket.try_read(&mut [0; 1]);
    assert_eq!(early.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn faults_reach_clients_that_take_compression() {
    let party = Party::start("{ discovery: { respond: { truncate: 100 } } }").await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = party.logto("/oidc/.well-known/openid-configuration");
    let mut answer = client
        .get(url)
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert!(answer.headers().get("content-encoding").is_none());
    let mut got = 0;
    while let Ok(Some(piece)) = answer.chunk().await {
        got += piece.len();
    }
    assert_eq!(got, 100);
}

#[tokio::test]
async fn other_answers_are_left_alone() {
    let party = Party::start("{ token-response: { respond: { status: 500 } } }").await;
    assert_eq!(party.get(&party.logto("/oidc/jwks")).await.status, 200);
    let token = party.logto("/oidc/token");
    assert_eq!(party.post(&token, "web", &[]).await.status, 500);
}
