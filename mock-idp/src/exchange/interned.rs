//! Texts and lists that most exchanges have in common, each kept once.

use std::hash::Hash;
use std::sync::Arc;

use arcstr::ArcStr;
use foldhash::HashSet;

use super::Sdk;

/// Texts, lists or SDKs that are kept to be shared: as many as a suite has origins, pages and programs. What comes after
/// them is not shared.
const MOST_SHARED: usize = 1_000;

/// What is shared.
#[derive(Debug, Default)]
pub(super) struct Interned {
    texts: HashSet<ArcStr>,
    events: HashSet<Arc<Vec<&'static str>>>,
    sdks: HashSet<Arc<Sdk>>,
}

impl Interned {
    /// Returns the text that is kept already, or keeps this one.
    pub(super) fn text(&mut self, text: &str) -> ArcStr {
        match self.texts.get(text) {
            Some(kept) => kept.clone(),
            None => keep(&mut self.texts, ArcStr::from(text)),
        }
    }

    /// Returns the list of events that is kept already, or keeps this one.
    pub(super) fn events(&mut self, events: Vec<&'static str>) -> Arc<Vec<&'static str>> {
        match self.events.get(&events) {
            Some(kept) => Arc::clone(kept),
            None => keep(&mut self.events, Arc::new(events)),
        }
    }

    /// Returns the SDK that is kept already, or keeps this one.
    pub(super) fn sdk(&mut self, sdk: Sdk) -> Arc<Sdk> {
        match self.sdks.get(&sdk) {
            Some(kept) => Arc::clone(kept),
            None => keep(&mut self.sdks, Arc::new(sdk)),
        }
    }
}

fn keep<T: Clone + Eq + Hash>(kept: &mut HashSet<T>, value: T) -> T {
    if kept.len() < MOST_SHARED {
        kept.insert(value.clone());
    }
    value
}
