use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

async fn start(command: &[&str], ready: &Ready, within: Duration) -> Result<App, AppError> {
    let launch = Launch {
        command: command.iter().map(ToString::to_string).collect(),
        env: vec![("GREETING".into(), "hello".into())],
        directory: Some("/".into()),
    };
    App::start(
        &launch,
        ready,
        within,
        &Wire::new().unwrap(),
        &Reaper::new(),
    )
    .await
}

const LONG: Duration = Duration::from_mins(1);

#[tokio::test]
async fn an_app_is_ready_when_it_says_so() {
    let script = "echo $GREETING from $PWD; echo ready >&2; sleep 300";
    let app = start(&["sh", "-c", script], &Ready::Log("ready".into()), LONG)
        .await
        .unwrap();
    app.stop(LONG).await.unwrap();
}

#[tokio::test]
async fn an_app_is_ready_when_it_answers() {
    // The test stands in for what the app would serve; the app only has to live.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for status in ["503 Service Unavailable", "404 Not Found", "404 Not Found"] {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let read = socket.read(&mut request).await.unwrap();
            assert!(read == 0 || request.starts_with(b"GET / "));
            let head =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            // Who only connects does not read.
            let _ = socket.write_all(head.as_bytes()).await;
        }
    });
    for ready in [
        Ready::Http(format!("http://127.0.0.1:{port}/").parse().unwrap()),
        Ready::Port(port),
    ] {
        let mut app = start(&["sleep", "300"], &ready, LONG).await.unwrap();
        assert_eq!(app.exited().unwrap(), None);
        app.stop(LONG).await.unwrap();
    }
}

#[tokio::test]
async fn an_app_that_ends_early_is_told_with_its_last_words() {
    let script = "echo cannot find the database; exit 3";
    let error = start(&["sh", "-c", script], &Ready::Port(1), LONG)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`echo cannot find the database; exit 3` ended (exit status: 3) before there was a listener \
         on port 1. Its last lines:\n  cannot find the database"
    );
}

#[tokio::test]
async fn an_app_that_never_gets_ready_is_told_with_what_is_there_instead() {
    let error = start(
        &["sleep", "300"],
        &Ready::Log("ready".into()),
        Duration::ZERO,
    )
    .await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "`sleep 300` was not ready within 0ns (waiting for a line with \"ready\"): no such line yet. Its last \
         lines:\n  (it printed nothing)"
    );
}

#[tokio::test]
async fn a_program_that_is_not_there() {
    let error = start(&["/no/such/program", "x"], &Ready::Port(1), LONG)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot run `/no/such/program x`: no such file or directory (os error 2)"
    );
    let error = start(&[], &Ready::Port(1), LONG).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the start command is empty: name a program"
    );
}
