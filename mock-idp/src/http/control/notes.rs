//! `/_mock/notes`: what a test says of itself.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;

use super::body::Body;
use super::operation::Operation;
use super::refusal::{ApiError, JournalledError};
use super::reply::{Done, Reply};
use crate::http::here::Here;
use crate::verdict::{Note, NoteError};

pub(super) fn operations() -> [Operation; 1] {
    [Operation::post("/notes", "takeNote", "Say which test begins now", take)
        .description(
            "Findings carry the note, and its text stands in the journal. It holds until the next note, or a reset.",
        )
        .replies("The note is taken.")
        .refuses(
            StatusCode::BAD_REQUEST,
            "The note is empty or longer than 200 characters, or no finding is called that.",
        )
        .refuses(StatusCode::TOO_MANY_REQUESTS, "There were 10000 notes since the beginning, or since a reset.")]
}

/// A note of a test.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewNote {
    /// Such as the name of the test.
    #[schemars(length(max = 200))]
    text: Option<String>,
    /// The findings that the test makes on purpose, by their slugs: they accuse nobody.
    #[serde(default)]
    #[schemars(length(max = 64), example = ["logout-by-navigation"])]
    expect: Vec<String>,
}

async fn take(Here(idp): Here, Body(note): Body<NewNote>) -> Result<Reply<Done>, JournalledError> {
    let taken = Note::new(note.text.as_deref(), &note.expect).and_then(|note| idp.take_note(note));
    taken.map(|()| Reply(Done {})).map_err(|error| ApiError::from(error).noted(&idp))
}

impl From<NoteError> for ApiError {
    fn from(error: NoteError) -> Self {
        let reason = error.to_string();
        match error {
            NoteError::TooManyNotes => Self::TooMany(reason),
            _ => Self::Malformed(reason),
        }
    }
}
