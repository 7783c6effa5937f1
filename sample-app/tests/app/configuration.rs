//! The binary: what it says when it cannot start, and how it stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};

fn sample_app(variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sample-app"))
        .env_clear()
        .envs(variables.to_vec())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn missing_settings_are_named_at_once() {
    let output = sample_app(&[("LOGTO_APP_SECRET", "  ")]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(said(&output), @r#"
    sample-app cannot start: 3 settings to mend

      LOGTO_ENDPOINT (or --logto-endpoint) is missing
        Logto Console -> Applications -> your application -> Endpoints & Credentials -> "Logto endpoint"

      LOGTO_APP_ID (or --logto-app-id) is missing
        Logto Console -> Applications -> your application -> Endpoints & Credentials -> "App ID"

      LOGTO_APP_SECRET (or --logto-app-secret) is missing
        Logto Console -> Applications -> your application -> Endpoints & Credentials -> "App secrets"

    `sample-app --help` lists all settings.
    "#);
}

#[test]
fn wrong_settings_are_named_at_once() {
    let output = sample_app(&[
        ("LOGTO_ENDPOINT", "https://tenant.logto.app/oidc"),
        ("LOGTO_APP_ID", "bookstore"),
        ("LOGTO_APP_SECRET", "bookstore-secret"),
        ("LOGTO_RESOURCES", "https://api.example books"),
        ("BASE_URL", "localhost:3000"),
        ("PORT", "many"),
    ]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(said(&output), @r#"
    sample-app cannot start: 4 settings to mend

      LOGTO_ENDPOINT (or --logto-endpoint) must end before /oidc (it is https://tenant.logto.app/oidc)
        Logto Console -> Applications -> your application -> Endpoints & Credentials -> "Logto endpoint"

      LOGTO_RESOURCES (or --logto-resources) holds books, which is not an absolute URI
        Logto Console -> API resources -> your API -> "API identifier"; several are separated by spaces

      PORT (or --port) is not a port number: many
        a number from 0 to 65535; 0 takes any free port and needs BASE_URL

      BASE_URL (or --base-url) must start with http:// or https:// (it is localhost:3000)
        the origin that people type into the browser, such as http://localhost:3000

    `sample-app --help` lists all settings.
    "#);
}

#[test]
fn a_port_in_use_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = sample_app(&[
        ("LOGTO_ENDPOINT", "https://tenant.logto.app"),
        ("LOGTO_APP_ID", "bookstore"),
        ("LOGTO_APP_SECRET", "bookstore-secret"),
        ("PORT", &port),
    ]);
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output).replace(&port, "[port]");
    insta::assert_snapshot!(said, @"sample-app: port [port] is in use; stop the program that has it, or choose another with PORT (or --port) and a BASE_URL to match");
}

#[cfg(unix)]
#[test]
fn it_says_when_it_listens_and_stops_when_told() {
    for signal in ["-TERM", "-INT"] {
        let mut app = Command::new(env!("CARGO_BIN_EXE_sample-app"))
            .env_clear()
            .env("LOGTO_ENDPOINT", "https://tenant.logto.app/")
            .env("LOGTO_APP_ID", "bookstore")
            .env("LOGTO_APP_SECRET", "bookstore-secret")
            .env("BASE_URL", "http://localhost:3000/")
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(app.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .split(' ')
            .find_map(|word| word.strip_prefix("http://"))
            .unwrap();
        assert_eq!(
            line.replace(address, "[address]"),
            "sample-app listens on http://[address] (as http://localhost:3000), signs in with \
             https://tenant.logto.app\n"
        );
        assert!(address.starts_with("127.0.0.1:"), "{address}");
        // A connection that stays open does not keep it from stopping.
        let mut idle = TcpStream::connect(address).unwrap();
        idle.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
        let mut status = [0; 15];
        idle.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 200 OK");

        let told = Command::new("kill")
            .args([signal, &app.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        assert_eq!(app.wait().unwrap().code(), Some(0), "{signal}");
    }
}
