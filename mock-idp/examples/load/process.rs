//! The mock as a process: start to first answer, memory, processor time.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use super::{
    Outcome,
    connection::{Connection, Payload},
    now, say,
};

/// A mock of our own, ended with this value.
pub(super) struct Mock(Child);

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Mock {
    /// Resident memory in MB.
    pub(super) fn resident(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .ok_or("no VmRSS")?;
        let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
        Ok(kilobytes / 1_024.0)
    }

    /// User and system time so far.
    pub(super) fn cpu(&self) -> Outcome<Duration> {
        cpu(&self.0.id().to_string())
    }
}

/// User and system time of a process. The kernel counts in hundredths of a second.
pub(super) fn cpu(pid: &str) -> Outcome<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("no fields")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(Duration::from_millis(ticks * 10))
}

/// Starts the binary and waits for its first answer on discovery; the mock and Logto's address.
pub(super) async fn start(binary: &str) -> Outcome<(Mock, String)> {
    let began = now();
    let mut child = Command::new(binary)
        .args(["--logto-port", "0", "--control-port", "0"])
        .args(["--huggingface-port", "0", "--json"])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    let out = child.stdout.as_mut().ok_or("no standard output")?;
    BufReader::new(out).read_line(&mut line)?;
    let mock = Mock(child);
    let addresses: Value = serde_json::from_str(&line)?;
    let logto = addresses["logto"].as_str().ok_or("no address")?.to_owned();
    let mut connection = Connection::open(logto.trim_start_matches("http://")).await?;
    let discovery = "/oidc/.well-known/openid-configuration";
    connection.ask("GET", discovery, Payload::None, 200).await?;
    let took = began.elapsed().as_secs_f64();
    say("start to first 200", &format!("{:.1} ms", took * 1e3));
    Ok((mock, logto))
}
