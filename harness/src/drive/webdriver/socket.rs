//! Commands and their answers over one WebSocket, as WebDriver BiDi and the Chrome DevTools Protocol both have
//! them. Events are not subscribed to; those that come all the same are passed over.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::clock::{self, Deadline};

type Stream = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;
type Answer = Result<Value, String>;

/// A connection. Dropping it closes the socket, not the session.
#[derive(Debug)]
pub(super) struct Socket {
    commands: mpsc::UnboundedSender<Command>,
    last_id: AtomicU64,
}

#[derive(Debug)]
struct Command {
    id: u64,
    text: String,
    answer: Option<oneshot::Sender<Answer>>,
}

impl Socket {
    /// Connects. No `Origin` header is sent: geckodriver and Chrome refuse one.
    pub(super) async fn connect(url: &str, deadline: Deadline) -> Result<Self, String> {
        let connected = clock::by(deadline, connect_async(url)).await;
        let (socket, _) = connected
            .ok_or_else(|| format!("{url} does not answer"))?
            .map_err(|cause| format!("cannot connect to {url}: {cause}"))?;
        let (commands, incoming) = mpsc::unbounded_channel();
        tokio::spawn(converse(socket, incoming));
        Ok(Self {
            commands,
            last_id: AtomicU64::new(0),
        })
    }

    /// Sends a command and waits for its answer.
    pub(super) async fn call(&self, method: &str, params: Value, deadline: Deadline) -> Answer {
        let (sender, receiver) = oneshot::channel();
        self.send(method, &params, Some(sender))?;
        match clock::by(deadline, receiver).await {
            Some(Ok(answer)) => answer,
            Some(Err(_)) => Err(format!("{method}: the connection to the browser ended")),
            None => Err(format!(
                "{method}: no answer within {:?}",
                deadline.within()
            )),
        }
    }

    /// Sends a command whose answer nobody waits for: the way of destructors.
    pub(super) fn tell(&self, method: &str, params: &Value) {
        // When the connection is gone, so is what the command was about.
        let _ = self.send(method, params, None);
    }

    fn send(
        &self,
        method: &str,
        params: &Value,
        answer: Option<oneshot::Sender<Answer>>,
    ) -> Result<(), String> {
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        let text = json!({ "id": id, "method": method, "params": params }).to_string();
        self.commands
            .send(Command { id, text, answer })
            .map_err(|_| format!("{method}: the connection to the browser has ended"))
    }
}

/// Carries commands out and answers in, until either side ends.
async fn converse(mut socket: Stream, mut commands: mpsc::UnboundedReceiver<Command>) {
    let mut waiting: HashMap<u64, oneshot::Sender<Answer>> = HashMap::new();
    loop {
        tokio::select! {
            command = commands.recv() => {
                let Some(Command { id, text, answer }) = command else { break };
                if let Some(answer) = answer {
                    waiting.insert(id, answer);
                }
                if socket.send(Message::text(text)).await.is_err() {
                    break;
                }
            }
            message = socket.next() => {
                let Some(Ok(message)) = message else { break };
                let Ok(text) = message.to_text() else { continue };
                if let Some((id, answer)) = answer(text)
                    && let Some(sender) = waiting.remove(&id)
                {
                    // Whoever waited may have given up.
                    let _ = sender.send(answer);
                }
            }
        }
    }
    let _ = socket.close(None).await;
}

/// The answer that a message is, if it is one. An error is a word beside its message in BiDi, an object that holds
/// its message in the DevTools protocol.
fn answer(text: &str) -> Option<(u64, Answer)> {
    let message: Value = serde_json::from_str(text).ok()?;
    let id = message.get("id")?.as_u64()?;
    let text = |of: &Value| of.get("message").and_then(Value::as_str).map(str::to_owned);
    let answer = match message.get("error") {
        None => Ok(message.get("result").cloned().unwrap_or_default()),
        Some(Value::String(word)) => Err(format!("{word}: {}", text(&message).unwrap_or_default())),
        Some(error) => Err(text(error).unwrap_or_else(|| error.to_string())),
    };
    Some((id, answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        for (text, expected) in [
            (
                r#"{"type":"success","id":1,"result":{"a":1}}"#,
                Some((1, Ok(json!({ "a": 1 })))),
            ),
            (
                r#"{"type":"error","id":2,"error":"unknown command","message":"browser.x"}"#,
                Some((2, Err("unknown command: browser.x".to_owned()))),
            ),
            (
                r#"{"id":3,"result":{"targetId":"T"}}"#,
                Some((3, Ok(json!({ "targetId": "T" })))),
            ),
            (
                r#"{"id":4,"error":{"code":-32601,"message":"'X.y' wasn't found"}}"#,
                Some((4, Err("'X.y' wasn't found".to_owned()))),
            ),
            (
                r#"{"type":"event","method":"log.entryAdded","params":{}}"#,
                None,
            ),
            ("not JSON", None),
        ] {
            assert_eq!(answer(text), expected, "{text}");
        }
    }
}
