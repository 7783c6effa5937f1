//! Signs in N times over real sockets, many at once, and prints rate, percentiles and cost.
//!
//! ```text
//! cargo run --release -p mock-idp --example load -- --mock target/release/mock-idp --sign-ins 20000 --parallel 64
//! cargo run --release -p mock-idp --example load -- --logto http://localhost:3001 --parallel 256
//! ```
//!
//! One sign-in is what Logto's own pages and an SDK do: nine requests, from the authorization request
//! over the Experience API and the consent hop to the tokens. With `--tokens` it asks for
//! `client_credentials` tokens instead. The load is bounded and stops by itself.

use std::{
    error::Error,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Parser;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Signs in N times and prints what it took.
#[derive(Clone, Debug, Parser)]
struct Options {
    /// The mock to start and measure (CPU and memory are read from /proc).
    #[arg(long, conflicts_with = "logto")]
    mock: Option<String>,
    /// A mock that runs already; it must have the built-in seed.
    #[arg(long)]
    logto: Option<String>,
    /// How many sign-ins.
    #[arg(long, default_value_t = 10_000)]
    sign_ins: usize,
    /// How many at a time.
    #[arg(long, default_value_t = 64)]
    parallel: usize,
    /// Ask for `client_credentials` tokens instead of signing in.
    #[arg(long)]
    tokens: bool,
}

/// A mock of our own, ended with this value.
struct Mock(Child);

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One connection, kept open.
struct Connection {
    socket: TcpStream,
    host: String,
    buffer: Vec<u8>,
}

struct Answer {
    status: u16,
    location: Option<String>,
    cookies: Vec<String>,
    body: Vec<u8>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let options = Options::parse();
    let (_mock, pid, logto) = match (&options.mock, &options.logto) {
        (Some(binary), _) => start(binary).await?,
        (None, Some(logto)) => (None, None, logto.clone()),
        (None, None) => return Err("name a mock: --mock BINARY or --logto URL".into()),
    };
    let host = logto
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    if let Some(pid) = pid {
        say(&format!(
            "resident memory at rest   {:.1} MB",
            resident(pid)?
        ));
    }
    let before = pid.map(cpu).transpose()?;
    let (began, left) = (now(), Arc::new(AtomicUsize::new(options.sign_ins)));
    let mut workers = JoinSet::new();
    for _ in 0..options.parallel {
        workers.spawn(work(host.clone(), options.tokens, Arc::clone(&left)));
    }
    let (mut times, mut failures) = (Vec::new(), Vec::new());
    while let Some(result) = workers.join_next().await {
        let (mine, errors) = result?;
        times.extend(mine);
        failures.extend(errors);
    }
    let took = began.elapsed();
    times.sort_unstable();
    let done = times.len();
    let what = if options.tokens {
        "client_credentials tokens"
    } else {
        "sign-ins"
    };
    say(&format!(
        "{what:<25} {done} in {:.2} s, {} at a time",
        took.as_secs_f64(),
        options.parallel
    ));
    say(&format!(
        "rate                      {:.0} a second",
        rate(done, took)
    ));
    for (name, percent) in [("p50", 50), ("p90", 90), ("p99", 99)] {
        let at = times
            .get(done.saturating_sub(1) * percent / 100)
            .copied()
            .unwrap_or_default();
        say(&format!(
            "{name}                       {:.2} ms",
            at.as_secs_f64() * 1e3
        ));
    }
    if let (Some(pid), Some(before)) = (pid, before) {
        let spent = cpu(pid)?.saturating_sub(before);
        say(&format!(
            "CPU of the mock           {:.3} ms each",
            per(spent, done)
        ));
        say(&format!(
            "resident memory after     {:.1} MB",
            resident(pid)?
        ));
    }
    say(&format!("errors                    {}", failures.len()));
    match failures.into_iter().next() {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn rate(done: usize, took: Duration) -> f64 {
    done as f64 / took.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn per(spent: Duration, done: usize) -> f64 {
    spent.as_secs_f64() * 1e3 / done.max(1) as f64
}

/// Starts the binary and waits for its first answer on discovery.
async fn start(binary: &str) -> Outcome<(Option<Mock>, Option<u32>, String)> {
    let began = now();
    let mut child = Command::new(binary)
        .args([
            "--logto-port",
            "0",
            "--control-port",
            "0",
            "--huggingface-port",
            "0",
            "--json",
        ])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    let out = child.stdout.as_mut().ok_or("no standard output")?;
    BufReader::new(out).read_line(&mut line)?;
    let mock = Mock(child);
    let addresses: Value = serde_json::from_str(&line)?;
    let logto = addresses["logto"].as_str().ok_or("no address")?.to_owned();
    let mut connection = Connection::open(logto.trim_start_matches("http://")).await?;
    let answer = connection
        .send("GET", "/oidc/.well-known/openid-configuration", &[], "")
        .await?;
    say(&format!(
        "start to first {}        {:.1} ms",
        answer.status,
        began.elapsed().as_secs_f64() * 1e3
    ));
    let pid = mock.0.id();
    Ok((Some(mock), Some(pid), logto))
}

type Times = Vec<Duration>;

async fn work(
    host: String,
    tokens: bool,
    left: Arc<AtomicUsize>,
) -> (Times, Vec<Box<dyn Error + Send + Sync>>) {
    let (mut times, mut failures) = (Vec::new(), Vec::new());
    let mut connection = match Connection::open(&host).await {
        Ok(connection) => connection,
        Err(error) => return (times, vec![error]),
    };
    let take = |left: usize| left.checked_sub(1);
    while left
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
        .is_ok()
    {
        let began = now();
        let result = if tokens {
            token(&mut connection).await
        } else {
            sign_in(&mut connection).await
        };
        match result {
            Ok(()) => times.push(began.elapsed()),
            Err(error) => failures.push(error),
        }
    }
    (times, failures)
}

async fn token(connection: &mut Connection) -> Outcome<()> {
    let form = "grant_type=client_credentials&client_id=management&client_secret=management-secret&resource=https%3A%2F%2Fdefault.logto.app%2Fapi&scope=all";
    connection.post_form("/oidc/token", form).await.map(drop)
}

/// The nine requests of one sign-in.
async fn sign_in(connection: &mut Connection) -> Outcome<()> {
    let mut jar: Vec<(String, String)> = Vec::new();
    let first = connection
        .visit(&mut jar, "GET", "/oidc/auth?client_id=bookstore&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&response_type=code&scope=openid%20profile&state=x", None)
        .await?;
    expect(first.status == 303, &first)?;
    let api = "/api/experience";
    let visit = connection
        .visit(
            &mut jar,
            "PUT",
            api,
            Some(json!({"interactionEvent": "SignIn"})),
        )
        .await?;
    expect(visit.status == 204, &visit)?;
    let password =
        json!({"identifier": {"type": "username", "value": "alice"}, "password": "wonderland-42"});
    let verified = connection
        .visit(
            &mut jar,
            "POST",
            "/api/experience/verification/password",
            Some(password),
        )
        .await?;
    let verified: Value = serde_json::from_slice(&verified.body)?;
    let identified = connection
        .visit(
            &mut jar,
            "POST",
            "/api/experience/identification",
            Some(json!({"verificationId": verified["verificationId"]})),
        )
        .await?;
    expect(identified.status == 204, &identified)?;
    let submitted = connection
        .visit(&mut jar, "POST", "/api/experience/submit", None)
        .await?;
    let submitted: Value = serde_json::from_slice(&submitted.body)?;
    let mut next = submitted["redirectTo"]
        .as_str()
        .ok_or("no redirectTo")?
        .to_owned();
    while !next.starts_with("http://localhost:3000/") {
        let path = match next.split_once("://") {
            Some((_, rest)) => rest
                .split_once('/')
                .map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}")),
            None => next.clone(),
        };
        let hop = connection.visit(&mut jar, "GET", &path, None).await?;
        next = hop.location.ok_or("a hop led nowhere")?;
    }
    let code = next
        .split_once("code=")
        .map(|(_, rest)| rest.split('&').next().unwrap_or_default())
        .ok_or("no code")?;
    let form = format!(
        "grant_type=authorization_code&client_id=bookstore&client_secret=bookstore-secret&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&code={code}"
    );
    connection.post_form("/oidc/token", &form).await.map(drop)
}

fn expect(holds: bool, answer: &Answer) -> Outcome<()> {
    if holds {
        return Ok(());
    }
    Err(format!(
        "unexpected {}: {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    )
    .into())
}

impl Connection {
    async fn open(host: &str) -> Outcome<Self> {
        let socket = TcpStream::connect(host).await?;
        socket.set_nodelay(true)?;
        Ok(Self {
            socket,
            host: host.to_owned(),
            buffer: Vec::new(),
        })
    }

    async fn visit(
        &mut self,
        jar: &mut Vec<(String, String)>,
        method: &str,
        path: &str,
        json: Option<Value>,
    ) -> Outcome<Answer> {
        let cookies: Vec<String> = jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut headers = vec![format!("cookie: {}", cookies.join("; "))];
        let body = json.map(|json| json.to_string()).unwrap_or_default();
        if !body.is_empty() {
            headers.push("content-type: application/json".to_owned());
        }
        let answer = self.send(method, path, &headers, &body).await?;
        for line in &answer.cookies {
            let pair = line.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                jar.retain(|(known, _)| known != name);
                if !value.is_empty() {
                    jar.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        Ok(answer)
    }

    async fn post_form(&mut self, path: &str, form: &str) -> Outcome<Answer> {
        let kind = ["content-type: application/x-www-form-urlencoded".to_owned()];
        let answer = self.send("POST", path, &kind, form).await?;
        expect(answer.status == 200, &answer)?;
        Ok(answer)
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[String],
        body: &str,
    ) -> Outcome<Answer> {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n",
            self.host,
            body.len()
        );
        for header in headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.socket.write_all(request.as_bytes()).await?;
        self.receive().await
    }

    /// Reads one answer. The mock states the length of everything that is not compressed.
    async fn receive(&mut self) -> Outcome<Answer> {
        self.buffer.clear();
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                return Err("the connection was closed".into());
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).into_owned();
        let header = |wanted: &'static str| {
            text.lines().filter_map(move |line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case(wanted).then(|| value.to_owned())
            })
        };
        let length: usize = header("content-length")
            .next()
            .and_then(|n| n.parse().ok())
            .unwrap_or(0);
        while self.buffer.len() < head + length {
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                return Err("the connection was closed within a body".into());
            }
        }
        let status = text
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        Ok(Answer {
            status,
            location: header("location").next(),
            cookies: header("set-cookie").collect(),
            body: self.buffer[head..head + length].to_vec(),
        })
    }
}

/// Resident memory in MB.
fn resident(pid: u32) -> Outcome<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .ok_or("no VmRSS")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
    Ok(kilobytes / 1_024.0)
}

/// User and system time of a process. The kernel counts in hundredths of a second.
fn cpu(pid: u32) -> Outcome<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("no fields")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(Duration::from_millis(ticks * 10))
}

#[expect(clippy::disallowed_methods, reason = "a load generator measures time")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::print_stdout, reason = "figures are what it is for")]
fn say(line: &str) {
    println!("{line}");
}
