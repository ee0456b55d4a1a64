//! Entries with their sentences, as they travel.

use serde::Serialize;

use super::{Entry, Happening, Journal, StoryLine};
use crate::environment::Environment;

/// An entry with its sentence, as it travels. Code words stay where they are, in `why` and `error`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Described {
    #[serde(flatten)]
    pub(crate) entry: Entry,
    /// The sentence of the journal's text, unless the entry carries a `reason` itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The entry's line in the journal's text.
    #[serde(skip)]
    pub(crate) line: StoryLine,
}

impl Journal {
    /// Adds the sentence to an entry, with the names that users, clients and so on have now.
    pub(crate) fn described(&self, entry: &Entry, environment: &Environment) -> Described {
        let line = self.line(entry, environment);
        let reason = match &entry.happening {
            Happening::Refused(_) | Happening::Note(_) | Happening::Finding(_) => None,
            Happening::Event(_) | Happening::Fault(_) | Happening::Sdk(_) => {
                Some(line.sentence.clone())
            }
        };
        let reason = reason.filter(|sentence| !sentence.is_empty());
        Described { entry: entry.clone(), reason, line }
    }
}

/// Selects described entries by a text, in any case: a name, an id, a word of the sentence.
#[derive(Clone, Debug)]
pub(crate) struct TextFilter {
    /// In lower case.
    text: String,
    /// The same, escaped as in JSON.
    escaped: String,
}

impl TextFilter {
    pub(crate) fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        let json = serde_json::to_string(&text).unwrap_or_default();
        let escaped = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
        Self { escaped: escaped.unwrap_or(&json).to_owned(), text }
    }

    /// Whether the text is in the entry's JSON, in its line, or in the name of whom it is about.
    pub(crate) fn matches(&self, described: &Described) -> bool {
        let line = &described.line;
        let who = line.who.as_deref().unwrap_or_default();
        let json = serde_json::to_string(described).unwrap_or_default();
        format!("{who} {line}").to_lowercase().contains(&self.text)
            || json.to_lowercase().contains(&self.escaped)
    }
}
