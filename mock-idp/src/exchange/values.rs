//! Whether a value was seen before: by a hash that is salted for this process, never leaves it, and dies with it.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, Hash};

use foldhash::HashMap;
use foldhash::quality::RandomState;

use super::Ordinal;

/// Values that are remembered before the oldest give way: those of the exchanges that are kept, of which each has two or
/// three that can come again.
const MOST_VALUES: usize = 20_000;

/// Values by their hash, and where each was seen.
#[derive(Debug, Default)]
pub(super) struct Values {
    salt: RandomState,
    seen: HashMap<u64, Seen>,
    in_order: VecDeque<u64>,
}

/// The exchanges that had a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// The first that gave it.
    pub(super) given_in: Option<Ordinal>,
    /// The last that showed it.
    pub(super) shown_in: Option<Ordinal>,
}

impl Values {
    /// Notes that `exchange` shows a value, and returns where it was seen before. Values of different kinds are
    /// never the same.
    pub(super) fn show(&mut self, kind: impl Hash, value: &str, exchange: u64) -> Seen {
        let seen = self.entry(kind, value);
        let before = *seen;
        seen.shown_in = Ordinal::of(exchange);
        before
    }

    /// Notes that `exchange` gives a value to the client.
    pub(super) fn give(&mut self, kind: impl Hash, value: &str, exchange: u64) {
        let seen = self.entry(kind, value);
        seen.given_in = seen.given_in.or(Ordinal::of(exchange));
    }

    fn entry(&mut self, kind: impl Hash, value: &str) -> &mut Seen {
        let hash = self.salt.hash_one((kind, value));
        if !self.seen.contains_key(&hash) {
            if self.in_order.len() == MOST_VALUES
                && let Some(oldest) = self.in_order.pop_front()
            {
                self.seen.remove(&oldest);
            }
            self.in_order.push_back(hash);
        }
        self.seen.entry(hash).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_known_by_where_it_was_given_and_shown() {
        let mut values = Values::default();

        values.give("refresh_token", "rt_1", 1);
        let first = values.show("refresh_token", "rt_1", 2);
        let second = values.show("refresh_token", "rt_1", 5);
        let other = values.show("state", "rt_1", 6);

        assert_eq!((first.given_in, first.shown_in), (Ordinal::of(1), None));
        assert_eq!((second.given_in, second.shown_in), (Ordinal::of(1), Ordinal::of(2)));
        assert_eq!((other.given_in, other.shown_in), (None, None));
    }

    #[test]
    fn the_oldest_value_gives_way() {
        let mut values = Values::default();

        for number in 0..=MOST_VALUES as u64 {
            values.show("state", &number.to_string(), number);
        }

        assert_eq!(values.seen.len(), MOST_VALUES);
        assert!(values.show("state", "0", 1).shown_in.is_none());
    }
}
