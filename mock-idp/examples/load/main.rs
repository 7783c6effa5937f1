//! Signs in N times over real sockets, many at once, and prints rate, percentiles and cost.
//!
//! ```text
//! cargo run --release -p mock-idp --example load -- --mock target/release/mock-idp --sign-ins 20000 --parallel 64
//! cargo run --release -p mock-idp --example load -- --logto http://localhost:3001 --parallel 256
//! ```
//!
//! One sign-in is what Logto's own pages and an SDK do: nine requests, from the authorization request
//! over the Experience API and the consent hop to the tokens. With `--tokens` it asks for
//! `client_credentials` tokens instead. The load is bounded and stops by itself. It runs on one thread and
//! allocates little, since it takes its part of the same cores; every answer is looked at all the same.

mod connection;
mod journey;
mod process;

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Parser;
use tokio::task::JoinSet;

use connection::Connection;

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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let options = Options::parse();
    let (mock, logto) = match (&options.mock, &options.logto) {
        (Some(binary), _) => {
            let (mock, logto) = process::start(binary).await?;
            (Some(mock), logto)
        }
        (None, Some(logto)) => (None, logto.clone()),
        (None, None) => return Err("name a mock: --mock BINARY or --logto URL".into()),
    };
    let host = logto
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    if let Some(mock) = &mock {
        say(
            "resident memory at rest",
            &format!("{:.1} MB", mock.resident()?),
        );
    }
    let before = mock.as_ref().map(process::Mock::cpu).transpose()?;
    let own = process::cpu("self")?;
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
    let parallel = options.parallel;
    let seconds = took.as_secs_f64();
    say(
        what,
        &format!("{done} in {seconds:.2} s, {parallel} at a time"),
    );
    say("rate", &format!("{:.0} a second", rate(done, took)));
    for (name, percent) in [("p50", 50), ("p90", 90), ("p99", 99)] {
        let at = times.get(done.saturating_sub(1) * percent / 100);
        let at = at.copied().unwrap_or_default().as_secs_f64();
        say(name, &format!("{:.2} ms", at * 1e3));
    }
    if let (Some(mock), Some(before)) = (&mock, before) {
        let each = per(mock.cpu()?.saturating_sub(before), done);
        say("CPU of the mock", &format!("{each:.3} ms each"));
        say(
            "resident memory after",
            &format!("{:.1} MB", mock.resident()?),
        );
    }
    let each = per(process::cpu("self")?.saturating_sub(own), done);
    say("CPU of this load", &format!("{each:.3} ms each"));
    say("errors", &failures.len().to_string());
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
            journey::token(&mut connection).await
        } else {
            journey::sign_in(&mut connection).await
        };
        match result {
            Ok(()) => times.push(began.elapsed()),
            Err(error) => failures.push(error),
        }
    }
    (times, failures)
}

#[expect(clippy::disallowed_methods, reason = "a load generator measures time")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::print_stdout, reason = "figures are what it is for")]
fn say(what: &str, figure: &str) {
    println!("{what:<26}{figure}");
}
