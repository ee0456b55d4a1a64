//! The ages of issued access tokens. A JWT's claims cannot be changed, so the environment remembers when it aged, and
//! not each token.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use crate::environment::{Environment, TokenId};

/// Most ageings that are kept, more than any test has and some hundreds of kilobytes. Beyond that the oldest two
/// count as one, also for tokens that were issued between them.
const MOST_AGEINGS: usize = 10_000;

/// Most tokens that are kept by their id, more than any test uses after an ageing and some two megabytes. Beyond
/// that, where a clock stands still, the first ones are forgotten, and then count as aged.
const MOST_TOKENS: usize = 10_000;

/// Each time that the environment aged, the oldest first.
#[derive(Clone, Debug, Default)]
pub(in crate::environment) struct Ageings {
    done: VecDeque<Ageing>,
    /// The number of older ageings, which were merged.
    forgotten: u64,
    /// The sum of all ageings.
    total: SignedDuration,
    /// For tokens that were issued in the same second as an ageing and after it, the number of that ageing. The age
    /// of other tokens follows from their `iat`.
    since: BTreeMap<TokenId, u64>,
    since_by_age: VecDeque<TokenId>,
}

/// One ageing of the environment.
#[derive(Clone, Debug)]
struct Ageing {
    /// The second of the clock in which it was.
    at: i64,
    /// The sum of the ageings before it.
    before: SignedDuration,
}

impl Ageings {
    /// Ages the tokens that were issued until now, in the second `at`.
    fn add(&mut self, at: i64, seconds: u32) {
        if self.done.len() == MOST_AGEINGS
            && let Some(oldest) = self.done.pop_front()
            && let Some(next) = self.done.front_mut()
        {
            next.before = oldest.before;
            self.forgotten += 1;
        }
        self.done.push_back(Ageing { at, before: self.total });
        self.total = self.total.saturating_add(SignedDuration::from_secs(seconds.into()));
    }

    /// Notes that a token is issued in the second `now`.
    fn note(&mut self, token: &TokenId, now: i64) {
        if self.done.back().is_none_or(|last| last.at != now) {
            return;
        }
        if self.since_by_age.len() == MOST_TOKENS
            && let Some(oldest) = self.since_by_age.pop_front()
        {
            self.since.remove(&oldest);
        }
        self.since.insert(token.clone(), self.forgotten + self.done.len() as u64);
        self.since_by_age.push_back(token.clone());
    }

    /// Returns by how much a token is older than its claims say.
    fn age_of(&self, token: &TokenId, iat: i64) -> SignedDuration {
        let first_after = match self.since.get(token) {
            Some(number) => usize::try_from(number.saturating_sub(self.forgotten)).unwrap_or(0),
            None => self.done.partition_point(|ageing| ageing.at < iat),
        };
        let before = self.done.get(first_after).map_or(self.total, |ageing| ageing.before);
        self.total.saturating_sub(before)
    }
}

impl Environment {
    /// Returns by how much a token of this environment is older than its `iat` says.
    pub(crate) fn token_age(&self, token: &TokenId, iat: i64) -> SignedDuration {
        self.ageings.age_of(token, iat)
    }

    /// Returns when a token expires whose claims say `exp`.
    pub(crate) fn token_end(&self, token: &TokenId, iat: i64, exp: Timestamp) -> Timestamp {
        exp.saturating_sub(self.token_age(token, iat)).unwrap_or(Timestamp::MIN)
    }

    pub(in crate::environment) fn note_issued(&mut self, token: &TokenId) {
        self.ageings.note(token, self.now.as_second());
    }

    /// Ages the access tokens that were issued until now.
    pub(in crate::environment) fn age_tokens(&mut self, seconds: u32) {
        // The environment's time is the beginning of the ageing; its end is the present.
        let now = self.now.as_second().saturating_add(seconds.into());
        self.ageings.add(now, seconds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Id as _;

    fn id(number: u64) -> TokenId {
        TokenId::numbered(number)
    }

    fn seconds(ageings: &Ageings, token: u64, iat: i64) -> i64 {
        ageings.age_of(&id(token), iat).as_secs()
    }

    #[test]
    fn a_token_ages_with_what_comes_after_it() {
        let mut ageings = Ageings::default();
        ageings.note(&id(1), 100);
        ageings.add(100, 60);
        ageings.note(&id(2), 100);
        ageings.add(100, 7);
        ageings.note(&id(3), 100);
        ageings.note(&id(4), 105);
        ageings.add(110, 1);

        let ages = [(1, 100), (2, 100), (3, 100), (4, 105)];
        let ages = ages.map(|(token, iat)| seconds(&ageings, token, iat));

        assert_eq!(ages, [68, 8, 1, 1]);
        assert_eq!(seconds(&ageings, 5, 111), 0);
        assert_eq!(ageings.since.len(), 2, "others are told by their iat");
    }

    #[test]
    fn what_is_remembered_of_it_is_bounded() {
        let mut ageings = Ageings::default();
        let many = MOST_AGEINGS as u64 + 5;
        for number in 0..many {
            ageings.add(100, 1);
            ageings.note(&id(number), 100);
        }

        assert_eq!(ageings.done.len(), MOST_AGEINGS);
        assert_eq!(ageings.since.len(), MOST_TOKENS);
        let many = i64::try_from(many).unwrap();
        assert_eq!(seconds(&ageings, 0, 50), many, "as old as all of them");
        assert_eq!(seconds(&ageings, many.unsigned_abs() - 1, 100), 0, "the newest");
        assert_eq!(seconds(&ageings, many.unsigned_abs() - 2, 100), 1);
        assert_eq!(seconds(&ageings, 1, 101), 0);
    }
}
