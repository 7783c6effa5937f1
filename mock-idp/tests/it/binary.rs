//! The real binary: what it prints, what it answers, how it ends.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, ExitStatus, Stdio},
};

use serde_json::Value;

struct Running {
    child: Child,
    addresses: Value,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = mock_idp()
            .args([
                "--logto-port",
                "0",
                "--control-port",
                "0",
                "--huggingface-port",
                "0",
                "--json",
            ])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let addresses = serde_json::from_str(&line).expect("one line of JSON");
        Self { child, addresses }
    }

    fn get(&self, origin: &str, path: &str) -> (u16, String) {
        let host = self.addresses[origin]
            .as_str()
            .unwrap()
            .trim_start_matches("http://");
        let mut socket = TcpStream::connect(host).unwrap();
        write!(
            socket,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        (status, body.to_owned())
    }

    fn terminate(mut self) -> ExitStatus {
        Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        self.child.wait().unwrap()
    }
}

fn mock_idp() -> Command {
    Command::new(env!("CARGO_BIN_EXE_mock-idp"))
}

fn complaint(arguments: &[&str]) -> (Option<i32>, String) {
    let output = mock_idp().args(arguments).output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn it_prints_its_addresses_answers_and_ends_cleanly() {
    let idp = Running::start(&[]);
    let logto = idp.addresses["logto"].as_str().unwrap();
    let (status, body) = idp.get("logto", "/oidc/.well-known/openid-configuration");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 200);
    assert_eq!(body["issuer"], format!("{logto}/oidc"));
    let (status, body) = idp.get("logto", "/oidc/nowhere");
    assert_eq!(status, 404);
    assert!(
        body.contains("unrecognized route or not allowed method (GET on /nowhere)"),
        "{body}"
    );
    let (status, _) = idp.get("huggingface", "/.well-known/openid-configuration");
    assert_eq!(status, 200);
    let (status, body) = idp.get("control", "/api/status");
    assert_eq!(status, 200, "{body}");
    let (_, journal) = idp.get("control", "/api/tenants/default/journal");
    let journal: Vec<Value> = serde_json::from_str(&journal).unwrap();
    let endpoints: Vec<&str> = journal
        .iter()
        .map(|entry| entry["endpoint"].as_str().unwrap())
        .collect();
    assert_eq!(endpoints, ["discovery", "", "discovery"]);
    assert_eq!(idp.terminate().code(), Some(0));
}

#[test]
fn a_malformed_request_does_not_bring_it_down() {
    let idp = Running::start(&[]);
    let host = idp.addresses["logto"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://");
    for noise in [
        &b"\x00\xff\xfe garbage\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /oidc/token HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    ] {
        let mut socket = TcpStream::connect(host).unwrap();
        socket.write_all(noise).unwrap();
        let mut answer = Vec::new();
        // An answer or a closed connection: both are fine, hanging is not.
        socket
            .set_read_timeout(Some(std::time::Duration::from_secs(10)))
            .unwrap();
        let _ = socket.read_to_end(&mut answer);
    }
    assert_eq!(idp.get("logto", "/oidc/jwks").0, 200);
    assert_eq!(idp.terminate().code(), Some(0));
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let mut child = mock_idp()
        .arg("schema")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn another_hugging_face_is_an_http_origin() {
    for (address, said) in [
        ("ftp://x", "`ftp` is not http or https"),
        (
            "https://huggingface.co/oauth",
            "only scheme, host and port belong here",
        ),
        ("nowhere", "write https://host[:port]"),
    ] {
        let (code, text) = complaint(&["--huggingface-origin", address]);
        assert_eq!(code, Some(2), "{address}");
        assert!(text.contains(said), "{address}: {text}");
    }
}

#[test]
fn a_port_in_use_is_one_clear_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, text) = complaint(&[
        "--logto-port",
        &port,
        "--control-port",
        "0",
        "--huggingface-port",
        "0",
    ]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text.replace(&port, "[port]"));
}

#[test]
fn an_open_address_must_be_meant() {
    let (code, text) = complaint(&["--host", "0.0.0.0"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text);
}

#[test]
fn a_wrong_seed_is_one_clear_error() {
    let path =
        std::env::temp_dir().join(format!("mock-idp-wrong-seed-{}.yaml", std::process::id()));
    std::fs::write(&path, "user:\n  alice: {}\n").unwrap();
    let (code, text) = complaint(&["--seed", path.to_str().unwrap()]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text.replace(path.to_str().unwrap(), "seed.yaml"));
}

#[test]
fn the_committed_schema_is_the_present_one() {
    let output = mock_idp().arg("schema").output().unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/schema/seed.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == String::from_utf8(output.stdout).unwrap(),
        "scenarios/schema/seed.json is out of date: mock-idp schema > scenarios/schema/seed.json"
    );
}
