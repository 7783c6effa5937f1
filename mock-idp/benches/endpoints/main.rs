//! What one answer costs, through the router and without a socket, next to the floor: one ES384
//! signature and one round trip over loopback.
//!
//! `cargo bench -p mock-idp`. Then the binary: its start to the first answer, and what memory it holds.
//! Rates over real sockets are printed by the example `load`.

mod binary;

use axum::body::Body;
use http::{Request, header};
use http_body_util::BodyExt;
use mock_idp::{
    Seed,
    base::{clock::Clock, ids::Ids, journal::Journal, keys::Keys},
    logto,
    oidc::transport::Answering,
};
use serde_json::{Value, json};
use tower::ServiceExt;

const ORIGIN: &str = "http://localhost:3001";

fn main() {
    divan::main();
    binary::say_memory();
}

/// A Logto with the built-in seed, and a thread's runtime to ask it on.
struct Bench {
    routes: Answering,
    runtime: tokio::runtime::Runtime,
}

struct Answer {
    location: String,
    cookies: Vec<String>,
    body: Value,
}

impl Bench {
    fn new() -> Self {
        let (clock, mut ids) = (Clock::system(), Ids::random());
        let built = Seed::built_in()
            .build(ORIGIN, clock.now(), &mut ids)
            .expect("the built-in seed");
        let keys = Keys::generate("key", clock.now()).expect("a key");
        let profile = logto::profile::profile(ORIGIN, ids.secret());
        let huggingface = "http://localhost:3003".to_owned();
        let app = logto::App::new(
            built.logto,
            keys,
            ids,
            clock,
            Journal::default(),
            profile,
            huggingface,
        );
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Self {
            routes: logto::router(app),
            runtime,
        }
    }

    fn ask(&self, request: http::request::Builder, body: String) -> Answer {
        let request: Request<Body> = request
            .header(header::HOST, "localhost:3001")
            .body(body.into())
            .expect("a request");
        self.runtime.block_on(async {
            let response = self
                .routes
                .clone()
                .oneshot(request)
                .await
                .expect("an answer");
            assert!(response.status().as_u16() < 400, "{}", response.status());
            let (head, body) = response.into_parts();
            let text = |value: &http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
            let bytes = body.collect().await.expect("a body").to_bytes();
            Answer {
                location: head
                    .headers
                    .get(header::LOCATION)
                    .map(text)
                    .unwrap_or_default(),
                cookies: head
                    .headers
                    .get_all(header::SET_COOKIE)
                    .iter()
                    .map(text)
                    .collect(),
                body: serde_json::from_slice(&bytes).unwrap_or_default(),
            }
        })
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path), String::new())
    }

    fn token(&self, form: &str) -> Value {
        let request = Request::post("/oidc/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(
                header::AUTHORIZATION,
                "Basic Ym9va3N0b3JlOmJvb2tzdG9yZS1zZWNyZXQ=",
            );
        self.ask(request, form.to_owned()).body
    }

    /// Signs alice in through the Experience API, up to the code.
    fn code(&self, scope: &str) -> String {
        let mut jar: Vec<(String, String)> = Vec::new();
        let path = format!(
            "/oidc/auth?client_id=bookstore&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&response_type=code&prompt=consent&scope={scope}"
        );
        keep(&mut jar, &self.get(&path));
        let call = |jar: &[(String, String)], method: &str, path: &str, body: Value| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::COOKIE, line(jar))
                .header(header::CONTENT_TYPE, "application/json");
            self.ask(request, body.to_string()).body
        };
        call(
            &jar,
            "PUT",
            "/api/experience",
            json!({"interactionEvent": "SignIn"}),
        );
        let who = json!({"identifier": {"type": "username", "value": "alice"}, "password": "wonderland-42"});
        let verified = call(&jar, "POST", "/api/experience/verification/password", who);
        let id = json!({"verificationId": verified["verificationId"]});
        call(&jar, "POST", "/api/experience/identification", id);
        let submitted = call(&jar, "POST", "/api/experience/submit", json!({}));
        let mut next = submitted["redirectTo"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        while !next.starts_with("http://localhost:3000/") {
            let path = next.trim_start_matches(ORIGIN).to_owned();
            let hop = self.ask(
                Request::get(path).header(header::COOKIE, line(&jar)),
                String::new(),
            );
            keep(&mut jar, &hop);
            next = hop.location;
        }
        let (_, rest) = next.split_once("code=").expect("a code");
        rest.split('&').next().unwrap_or_default().to_owned()
    }

    fn exchange(&self, code: &str) -> Value {
        self.token(&format!("grant_type=authorization_code&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&code={code}"))
    }
}

fn keep(jar: &mut Vec<(String, String)>, answer: &Answer) {
    for cookie in &answer.cookies {
        let pair = cookie.split(';').next().unwrap_or_default();
        if let Some((name, value)) = pair.split_once('=') {
            jar.retain(|(known, _)| known != name);
            jar.push((name.to_owned(), value.to_owned()));
        }
    }
}

fn line(jar: &[(String, String)]) -> String {
    let pairs: Vec<String> = jar
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("; ")
}

#[divan::bench]
fn floor_one_es384_signature(bencher: divan::Bencher<'_, '_>) {
    let keys = Keys::generate("key", Clock::system().now()).expect("a key");
    bencher.bench(|| keys.current().sign(b"header.payload").expect("a signature"));
}

#[divan::bench]
fn floor_one_loopback_round_trip(bencher: divan::Bencher<'_, '_>) {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let echo = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("a connection");
        let mut byte = [0];
        while socket.read_exact(&mut byte).is_ok() {
            socket.write_all(&byte).expect("an echo");
        }
    });
    let mut socket = std::net::TcpStream::connect(address).expect("a connection");
    socket.set_nodelay(true).expect("no delay");
    bencher.bench_local(|| {
        let mut byte = [0];
        socket.write_all(&[1]).expect("a byte");
        socket.read_exact(&mut byte).expect("its echo");
    });
    drop(socket);
    echo.join().expect("the echo's thread");
}

#[divan::bench]
fn discovery(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::new();
    bencher.bench_local(|| bench.get("/oidc/.well-known/openid-configuration"));
}

#[divan::bench]
fn client_credentials(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::new();
    let form =
        "grant_type=client_credentials&resource=https%3A%2F%2Fdefault.logto.app%2Fapi&scope=all";
    bencher.bench_local(|| {
        let request = Request::post("/oidc/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(
                header::AUTHORIZATION,
                "Basic bWFuYWdlbWVudDptYW5hZ2VtZW50LXNlY3JldA==",
            );
        bench.ask(request, form.to_owned()).body
    });
}

#[divan::bench]
fn code_exchange(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::new();
    bencher
        .with_inputs(|| bench.code("openid%20profile"))
        .bench_local_values(|code| bench.exchange(&code));
}

#[divan::bench]
fn refresh(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::new();
    let tokens = bench.exchange(&bench.code("openid%20offline_access"));
    let form = format!(
        "grant_type=refresh_token&refresh_token={}",
        tokens["refresh_token"].as_str().expect("a refresh token")
    );
    bencher.bench_local(|| bench.token(&form));
}

#[divan::bench]
fn userinfo(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::new();
    let tokens = bench.exchange(&bench.code("openid%20profile"));
    let bearer = format!(
        "Bearer {}",
        tokens["access_token"].as_str().expect("an access token")
    );
    bencher.bench_local(|| {
        bench.ask(
            Request::get("/oidc/me").header(header::AUTHORIZATION, &bearer),
            String::new(),
        )
    });
}

#[divan::bench]
fn whole_sign_in_through_the_experience_api(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::new();
    bencher.bench_local(|| bench.exchange(&bench.code("openid%20profile")));
}
