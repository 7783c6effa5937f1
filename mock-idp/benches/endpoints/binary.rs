//! The binary as people start it: how long until it answers, how much memory it holds then.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

/// A running mock, ended with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the binary and waits for its first answer on discovery.
fn start() -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mock-idp"))
        .args(["--logto-port", "0", "--control-port", "0"])
        .args(["--huggingface-port", "0", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary");
    let out = child.stdout.take().expect("its output");
    let running = Running(child);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("a line");
    let addresses: Value = serde_json::from_str(&line).expect("addresses");
    let logto = addresses["logto"].as_str().expect("an address");
    let mut socket = TcpStream::connect(logto.trim_start_matches("http://")).expect("a connection");
    socket
        .write_all(b"GET /oidc/.well-known/openid-configuration HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .expect("a request");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    running
}

#[divan::bench(sample_count = 30, sample_size = 1)]
fn start_to_first_answer(bencher: divan::Bencher<'_, '_>) {
    // The process is ended outside of the measured time.
    bencher.bench_local(start);
}

/// Prints the resident memory of the binary after its first answer.
#[expect(clippy::print_stdout, reason = "figures are what it is for")]
pub(super) fn say_memory() {
    let running = start();
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id()));
    let status = status.unwrap_or_default();
    if let Some(line) = status.lines().find(|line| line.starts_with("VmRSS:")) {
        println!(
            "resident memory of the binary at rest: {}",
            line[6..].trim()
        );
    }
}
