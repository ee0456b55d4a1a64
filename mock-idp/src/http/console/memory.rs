//! What the console remembers between two pages: what was done, and what an application was refused last.

use std::collections::VecDeque;

use crate::rules::control::redirects::Purpose;

/// Most sentences that are kept: each is shown once, on the page after its form.
const MOST_SENTENCES: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The last sentences about what was done, each with its number.
    done: VecDeque<(u64, String)>,
    numbered: u64,
    refused: Option<UnregisteredUri>,
}

/// A redirect that was refused, because it is not registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnregisteredUri {
    /// The id of the client.
    pub(super) client: String,
    pub(super) purpose: Purpose,
    pub(super) uri: String,
}

impl Memory {
    pub(super) fn say(&mut self, sentence: String) -> u64 {
        self.numbered += 1;
        self.done.push_back((self.numbered, sentence));
        if self.done.len() > MOST_SENTENCES {
            self.done.pop_front();
        }
        self.numbered
    }

    pub(super) fn sentence(&self, number: u64) -> Option<String> {
        let kept = self.done.iter().find(|(kept, _)| *kept == number);
        kept.map(|(_, sentence)| sentence.clone())
    }

    pub(super) fn refuse(&mut self, uri: UnregisteredUri) {
        self.refused = Some(uri);
    }

    pub(super) fn refused(&self) -> Option<UnregisteredUri> {
        self.refused.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_by_its_number_until_many_came_after_it() {
        let mut memory = Memory::default();
        let first = memory.say("the first".to_owned());

        assert_eq!(memory.sentence(first).as_deref(), Some("the first"));
        for _ in 0..MOST_SENTENCES {
            memory.say("another".to_owned());
        }
        assert_eq!(memory.sentence(first), None);
        assert_eq!(memory.sentence(first + 1).as_deref(), Some("another"));
    }
}
