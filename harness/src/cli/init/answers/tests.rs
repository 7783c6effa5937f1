//! Answers in, checked answers or the way out.

use super::*;

fn why<T: std::fmt::Debug>(answer: Result<T, Wrong>) -> String {
    let Wrong { what, help } = answer.unwrap_err();
    format!("{what} → {}", help.unwrap_or_default())
}

#[test]
fn a_callback_is_a_path_or_an_address_of_this_machine() {
    let good = |answer, path: &str, port| {
        let expected = Callback {
            path: path.to_owned(),
            port,
        };
        assert_eq!(callback(answer), Ok(expected), "{answer}");
    };
    good("/callback", "/callback", None);
    good("auth/done", "/auth/done", None);
    good("http://127.0.0.1:5000/cb", "/cb", Some(5000));
    good("http://localhost/cb", "/cb", Some(80));
    let wrong = [
        "/callback?next=/",
        "",
        "https://127.0.0.1:1/cb",
        "http://shop.example:3000/cb",
        "http://127.0.0.1:70000/cb",
        "http://127.0.0.1:0/cb",
    ];
    let all: Vec<_> = wrong.iter().map(|answer| why(callback(answer))).collect();
    insta::assert_snapshot!(all.join("\n"), @"
    `/callback?next=/` is no path for a callback → write a path without a query, such as /callback
    `` is no path for a callback → write a path without a query, such as /callback
    https://127.0.0.1:1/cb is not plain HTTP → an app under test listens without TLS, on 127.0.0.1
    http://shop.example:3000/cb is not on this machine → the harness starts the app here, on 127.0.0.1
    `http://127.0.0.1:70000/cb` is no address: invalid port number → write such as http://127.0.0.1:3000/callback, with a port from 1 to 65535
    http://127.0.0.1:0/cb names port 0 → leave the port away, or write the one it listens on
    ");
}

#[test]
fn a_start_command_names_a_program_that_is_there() {
    let bin = tempfile::tempdir().unwrap();
    for program in ["node", "python3"] {
        std::fs::write(bin.path().join(program), "").unwrap();
    }
    let path = bin.path().as_os_str();
    let tried = |line| start(line, bin.path(), Some(path));
    assert_eq!(tried("node server.js").unwrap(), ["node", "server.js"]);
    assert_eq!(tried("./node a").unwrap(), ["./node", "a"]);
    assert_eq!(
        tried("PORT=1 node a && true").unwrap(),
        ["sh", "-c", "PORT=1 node a && true"]
    );
    assert_eq!(
        why(tried("noed server.js")),
        "there is no program `noed` on the PATH → did you mean `node`?"
    );
    assert!(why(tried("http://localhost:3000")).contains("give the command that starts it"));
    assert!(why(tried(" ")).contains("the start command is empty"));
    assert!(why(tried("./missing")).contains("there is no program ./missing"));
}

#[test]
fn a_port_that_stands_in_the_command_becomes_the_variable() {
    let mut notes = Vec::new();
    let words = [
        "serve",
        "--port=3000",
        "--listen",
        "127.0.0.1:3000",
        "13000",
    ];
    let command = words.map(str::to_owned).to_vec();
    let command = with_free_port(command, 3000, &mut notes);
    assert_eq!(
        command,
        [
            "serve",
            "--port=${port}",
            "--listen",
            "127.0.0.1:${port}",
            "13000"
        ]
    );
    assert_eq!(notes.len(), 1);
}

#[test]
fn names_and_what_is_seen() {
    assert_eq!(as_name("My Shop (v2)"), "my-shop-v2");
    assert_eq!(as_name("…"), "my-app");
    assert_eq!(name("my-shop").as_deref(), Ok("my-shop"));
    assert!(why(name("my shop")).ends_with("did you mean `my-shop`?"));
    assert_eq!(
        signed_in(" My account ", "Sign in").as_deref(),
        Ok("My account")
    );
    assert!(why(signed_in("sign in", "Sign in")).contains("not signed in"));
    assert!(why(signed_in("", "Sign in")).contains("must see something"));
}
