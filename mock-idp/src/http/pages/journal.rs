//! What happened, for people.

use askama::Template;
use jiff::Timestamp;

use super::Moment;
use crate::journal::StoryLine;

/// The entries of the journal, the newest first.
#[derive(Default, Template)]
#[template(path = "journal.html")]
pub(crate) struct JournalPage {
    /// The environment URL.
    pub(crate) environment: String,
    /// The address of the newest entries with this filter.
    pub(crate) address: String,
    /// The filter by name, as it was typed.
    pub(crate) event: String,
    /// The filter by text, as it was typed.
    pub(crate) text: String,
    /// What is wrong with the filter.
    pub(crate) error: Option<String>,
    /// The names that an entry can have.
    pub(crate) names: Vec<String>,
    /// The entries.
    pub(crate) rows: Vec<JournalRow>,
    /// Where those before them are, if there are some.
    pub(crate) earlier: Option<String>,
    /// Whether there may be newer ones.
    pub(crate) is_earlier: bool,
    /// Where those come from that are written from now on, if they belong here.
    pub(crate) events: Option<String>,
}

/// An entry.
pub(crate) struct JournalRow {
    /// Its line of text.
    pub(crate) line: StoryLine,
    /// When.
    pub(crate) at: Moment,
    /// The whole of it.
    pub(crate) json: String,
}

impl JournalPage {
    fn is_filtered(&self) -> bool {
        !self.event.is_empty() || !self.text.is_empty()
    }

    /// Returns the entry whose markup the script fills for each that comes.
    fn blank() -> JournalRow {
        JournalRow {
            line: StoryLine {
                seq: 0,
                elapsed: String::new(),
                who: None,
                event: String::new(),
                sentence: String::new(),
                weight: None,
            },
            at: Moment { at: Timestamp::UNIX_EPOCH, elapsed: String::new() },
            json: String::new(),
        }
    }
}
