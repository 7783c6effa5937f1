//! Signing: after the transaction, beside the thread that answers requests.
//!
//! A signature takes more time than all else that a request under the lock does. One thread makes them all,
//! so that a mock on one thread gets something out of a second processor.

use std::{
    sync::{LazyLock, mpsc},
    thread,
};

use tokio::sync::oneshot;

use crate::base::{jws::Unsigned, keys::KeyError};
use crate::oidc::{error::Error, exchange::Reply};

/// What is to be signed, and who waits for it.
type Job = (
    Vec<Unsigned>,
    oneshot::Sender<Result<Vec<Unsigned>, KeyError>>,
);

/// The way to the thread that signs. It starts with the first signature and ends with the process.
static SIGNER: LazyLock<mpsc::Sender<Job>> = LazyLock::new(|| {
    let (jobs, todo) = mpsc::channel::<Job>();
    let work = move || {
        for (tokens, done) in todo {
            // Whoever asked may be gone.
            let _ = done.send(all(tokens));
        }
    };
    // Without a thread nobody takes jobs, and they come back to whoever sends them.
    let _ = thread::Builder::new().name("signer".to_owned()).spawn(work);
    jobs
});

/// Signs what the reply's tokens lack.
pub async fn sign(reply: &mut Reply) {
    let unsigned = std::mem::take(&mut reply.unsigned);
    if unsigned.is_empty() {
        return;
    }
    let (done, signed) = oneshot::channel();
    let result = match SIGNER.send((unsigned, done)) {
        Ok(()) => signed.await.unwrap_or(Err(KeyError::Sign)),
        Err(mpsc::SendError((unsigned, _))) => all(unsigned),
    };
    match result {
        Ok(tokens) => tokens.iter().for_each(|token| reply.complete(token)),
        Err(error) => {
            let refusal = Reply::refusal(&Error::server_error(error.to_string()));
            (reply.status, reply.body) = (refusal.status, refusal.body);
            reply.trace.error = refusal.trace.error;
            reply.trace.issued.clear();
        }
    }
}

fn all(mut tokens: Vec<Unsigned>) -> Result<Vec<Unsigned>, KeyError> {
    tokens.iter_mut().try_for_each(Unsigned::sign)?;
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::{
        base::{
            clock::Moment,
            journal::Issued,
            jws::{Draft, verify},
            keys::Keys,
        },
        oidc::exchange::Body,
    };

    #[tokio::test]
    async fn tokens_are_completed_in_the_answer_and_in_what_is_told_of_it() {
        let keys = Keys::generate("a", Moment(0)).unwrap();
        let unsigned = Unsigned::new(
            &Draft::new(keys.current(), None, Map::new()),
            keys.current().clone(),
        );
        let text = unsigned.text().to_owned();
        let mut reply = Reply::json(json!({ "id_token": text, "token_type": "Bearer" }));
        reply.trace.issued.push(Issued {
            kind: "id-token".into(),
            value: text,
            claims: None,
        });
        reply.unsigned.push(unsigned);
        sign(&mut reply).await;
        let token = reply.trace.issued[0].value.clone();
        assert!(verify(&token, &keys).is_ok(), "{token}");
        assert_eq!(
            reply.body,
            Body::Json(json!({ "id_token": token, "token_type": "Bearer" }))
        );
    }
}
