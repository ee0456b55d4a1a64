//! What the console remembers between two pages: what was done, and what an application was refused last.

use std::collections::VecDeque;

use crate::rules::control::redirects::Purpose;

/// Most sentences that are kept: each is shown once, on the page after its form.
const MOST_SENTENCES: usize = 64;

/// Most refused URIs that are kept: an application is tried with a few, until its settings are right.
const MOST_REFUSED: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The last sentences about what was done, each with its number.
    done: VecDeque<(u64, String)>,
    numbered: u64,
    /// The last redirects that were refused, each once.
    refused: VecDeque<UnregisteredUri>,
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
        self.refused.retain(|known| *known != uri);
        self.refused.push_back(uri);
        if self.refused.len() > MOST_REFUSED {
            self.refused.pop_front();
        }
    }

    /// Returns the redirect that was refused last.
    pub(super) fn refused(&self) -> Option<UnregisteredUri> {
        self.refused.back().cloned()
    }

    /// Returns the URIs for this purpose that were refused to the client with this id.
    pub(super) fn refused_to(&self, client: &str, purpose: Purpose) -> Vec<UnregisteredUri> {
        let of = |uri: &&UnregisteredUri| uri.client == client && uri.purpose == purpose;
        self.refused.iter().filter(of).cloned().collect()
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

    #[test]
    fn the_last_refused_uris_are_kept_each_once() {
        let uri = |number: usize| UnregisteredUri {
            client: "skc_1".to_owned(),
            purpose: Purpose::SignIn,
            uri: format!("http://localhost:{number}/"),
        };
        let mut memory = Memory::default();

        for number in (0..MOST_REFUSED).chain([0]) {
            memory.refuse(uri(number));
        }
        let all = memory.refused_to("skc_1", Purpose::SignIn);
        memory.refuse(uri(MOST_REFUSED));

        assert_eq!((all.len(), all.last()), (MOST_REFUSED, Some(&uri(0))));
        assert_eq!(memory.refused_to("skc_1", Purpose::SignIn).first(), Some(&uri(2)));
        assert!(memory.refused_to("skc_2", Purpose::SignIn).is_empty());
        assert!(memory.refused_to("skc_1", Purpose::Logout).is_empty());
    }
}
