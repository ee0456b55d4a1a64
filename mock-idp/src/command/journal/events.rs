//! The events that a fake sends: one connection, read as far as it goes.

use std::time::Duration;

use mock_idp::Secret;
use reqwest::Response;
use serde_json::Value;
use tokio::time::timeout;

use super::super::address::{Address, reason};
use super::JournalError;

/// The path of the events at a fake.
const EVENTS: &str = "/_mock/journal/events";

/// How long a fake may take for the head of its answer: on loopback it is an age.
const SLOWEST_HEAD: Duration = Duration::from_secs(10);

/// Longest event, in bytes: an entry is a kilobyte or two, and twice that with its line.
const LONGEST_EVENT: usize = 1024 * 1024;

/// The header with the number of the last entry when the answer began.
const LAST_SEQ: &str = "mock-idp-last-seq";

/// The answer of a fake, event by event.
pub(super) struct Events {
    answer: Response,
    origin: String,
    /// What was read, and is no whole event yet.
    unread: Vec<u8>,
}

/// An event of the server.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ServerEvent {
    /// `message` of an entry, `gone` or `reset`.
    pub(super) name: String,
    pub(super) id: u64,
    pub(super) data: Value,
}

impl Events {
    /// Begins to read.
    pub(super) async fn open(
        address: &Address,
        token: Option<&Secret>,
    ) -> Result<Self, JournalError> {
        let origin = address.origin();
        let unreachable = |why: String| JournalError::Unreachable { origin: address.origin(), why };
        let client = address.client().map_err(|error| unreachable(reason(&error)))?;
        let mut request = client.get(address.url(EVENTS));
        if let Some(token) = token.filter(|token| !token.reveal().is_empty()) {
            request = request.bearer_auth(token.reveal());
        }
        let answer = timeout(SLOWEST_HEAD, request.send()).await;
        let answer = answer.map_err(|_| unreachable("it did not answer in time".to_owned()))?;
        let answer = answer.map_err(|error| unreachable(reason(&error)))?;
        if !answer.status().is_success() {
            return Err(refusal(origin, answer).await);
        }
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
            return Err(JournalError::NoJournal(origin));
        }
        Ok(Self { answer, origin, unread: Vec::new() })
    }

    /// Returns the number of the journal's last entry when the answer began; 0 if it had none.
    pub(super) fn last_seq(&self) -> u64 {
        let last = self.answer.headers().get(LAST_SEQ).and_then(|last| last.to_str().ok());
        last.and_then(|last| last.parse().ok()).unwrap_or_default()
    }

    /// Returns the next event: at once, or when it comes.
    pub(super) async fn next(&mut self) -> Result<ServerEvent, JournalError> {
        let ended = || JournalError::Ended(self.origin.clone());
        loop {
            while let Some(block) = take(&mut self.unread) {
                if let Some(event) = parse(&block) {
                    return Ok(event);
                }
            }
            if self.unread.len() > LONGEST_EVENT {
                return Err(JournalError::NoJournal(self.origin.clone()));
            }
            let more = self.answer.chunk().await.map_err(|_| ended())?;
            self.unread.extend_from_slice(&more.ok_or_else(ended)?);
        }
    }
}

/// Returns why a fake refuses, in its own words.
async fn refusal(origin: String, answer: Response) -> JournalError {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap_or_default();
    let why = body["error_description"].as_str().map(|why| format!(": {why}"));
    JournalError::Refused { origin, status, why: why.unwrap_or_default() }
}

/// Takes the bytes to the next empty line, which ends an event.
fn take(unread: &mut Vec<u8>) -> Option<String> {
    let end = unread.windows(2).position(|pair| pair == b"\n\n")?;
    let block: Vec<u8> = unread.drain(..end + 2).collect();
    Some(String::from_utf8_lossy(&block).into_owned())
}

/// Reads an event; `None` if it is a comment.
fn parse(block: &str) -> Option<ServerEvent> {
    let field = |name: &str| {
        block.lines().find_map(|line| {
            let value = line.strip_prefix(name)?.strip_prefix(':')?;
            Some(value.strip_prefix(' ').unwrap_or(value))
        })
    };
    Some(ServerEvent {
        data: serde_json::from_str(field("data")?).ok()?,
        name: field("event").unwrap_or("message").to_owned(),
        id: field("id")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_read_whole_and_comments_are_passed_over() {
        let mut unread =
            b":\n\nid: 3\ndata: {\"seq\":3}\n\nevent: reset\nid: 0\ndata: {}\n\nid: 4".to_vec();

        let mut events = Vec::new();
        while let Some(block) = take(&mut unread) {
            events.extend(parse(&block));
        }

        let event = |name: &str, id, data| ServerEvent { name: name.to_owned(), id, data };
        let entry = event("message", 3, json!({ "seq": 3 }));
        assert_eq!(events, [entry, event("reset", 0, json!({}))]);
        assert_eq!(unread, b"id: 4");
    }
}
