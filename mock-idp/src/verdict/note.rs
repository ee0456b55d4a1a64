//! What a test says of itself, so that a finding can say in which test it was made.

use std::sync::Arc;

use crate::wire::printable;

/// Longest text of a note, in characters: the name of a test has less.
pub(crate) const LONGEST_NOTE: usize = 200;

/// Most notes of an environment, from its beginning or its last reset: as many as the journal keeps entries. A suite
/// takes one a test.
pub const MOST_NOTES: usize = 10_000;

/// Most findings that one note expects: there are no more practices that the fake can judge.
const MOST_EXPECTED: usize = 64;

/// What a test says of itself. It holds until the next one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Note {
    /// The text, such as the name of the test.
    pub(crate) text: Option<Arc<str>>,
    /// The practices that the clients of this test do not follow on purpose.
    pub(crate) expect: Vec<&'static str>,
}

/// Why a note is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// The text is longer than a note may be.
    #[error("the text of a note has {LONGEST_NOTE} characters at most, and this one has {0}")]
    TooLong(usize),
    /// There is neither a text nor an expectation.
    #[error("the note is empty: it needs a text, or the findings that it expects")]
    Empty,
    /// More findings are expected than there can be.
    #[error("a note expects {MOST_EXPECTED} findings at most, and this one {0}")]
    TooMany(usize),
    /// There were as many notes as there may be.
    #[error("{MOST_NOTES} notes were taken, and an environment takes no more before it is reset")]
    TooManyNotes,
    /// No finding is called that.
    #[error("no finding is called `{slug}`;{meant} `mock-idp explain` lists them", meant = meant(.nearest.as_deref()))]
    NoSuchFinding {
        /// The name.
        slug: String,
        /// The name that was perhaps meant.
        nearest: Option<&'static str>,
    },
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!(" did you mean `{nearest}`?"))
}

impl Note {
    /// Checks a note. Its text becomes one line.
    pub(crate) fn new(text: Option<&str>, expect: &[impl AsRef<str>]) -> Result<Self, NoteError> {
        let text = text.map(one_line).filter(|text| !text.is_empty());
        let length = text.as_deref().map_or(0, |text| text.chars().count());
        if length > LONGEST_NOTE {
            return Err(NoteError::TooLong(length));
        }
        if text.is_none() && expect.is_empty() {
            return Err(NoteError::Empty);
        }
        if expect.len() > MOST_EXPECTED {
            return Err(NoteError::TooMany(expect.len()));
        }
        let expect = expect.iter().map(|slug| Self::expected(slug.as_ref()));
        Ok(Self { text: text.map(Arc::from), expect: expect.collect::<Result<_, _>>()? })
    }

    /// Returns the name of the practice that is called `slug`.
    pub(crate) fn expected(slug: &str) -> Result<&'static str, NoteError> {
        practices::by_slug(slug).map(|practice| practice.slug).ok_or_else(|| {
            NoteError::NoSuchFinding {
                slug: crate::wire::Redacted::of(slug).to_string(),
                nearest: practices::nearest(slug).map(|practice| practice.slug),
            }
        })
    }
}

/// Returns a text with a space for all white space between its words, and nothing that steers what shows it.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    printable(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str, expect: &[&str]) -> Result<Note, String> {
        Note::new(Some(text), expect).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_no_note_is_refused_in_a_sentence() {
        let refused = [
            note(&"x".repeat(LONGEST_NOTE + 1), &[]),
            note(" \n ", &[]),
            note("a test", &["pkce"; MOST_EXPECTED + 1]),
            note("a test", &["logout-by-navigatoin"]),
        ];

        let refused = refused.map(|refused| refused.unwrap_err());
        insta::assert_snapshot!(refused.join("\n"), @"
        the text of a note has 200 characters at most, and this one has 201
        the note is empty: it needs a text, or the findings that it expects
        a note expects 64 findings at most, and this one 65
        no finding is called `logout-by-navigatoin`; did you mean `logout-by-navigation`? `mock-idp explain` lists them
        ");
    }

    #[test]
    fn the_text_of_a_note_is_one_line() {
        let text = note("whoever signs out\n\tis out \u{1b}[31m", &[]).unwrap().text;

        assert_eq!(text.as_deref(), Some("whoever signs out is out \u{fffd}[31m"));
    }
}
