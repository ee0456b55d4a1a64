//! The memory of this process, of a bounded size.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::{StoreError, UsedTokens};
use crate::clock::Clock;

/// Most tokens that are remembered: some megabytes, and more sessions than end within the lifetime of a logout token.
const MOST_TOKENS: usize = 10_000;

/// Remembers tokens for as long as they live.
///
/// When it is full, the token that ends first is forgotten. A logout that is carried out twice does less harm than one
/// that is refused.
pub(crate) struct RecentTokens {
    clock: Clock,
    most: usize,
    tokens: Mutex<Tokens>,
}

#[derive(Default)]
struct Tokens {
    ends: HashMap<String, SystemTime>,
    by_end: BTreeSet<(SystemTime, String)>,
}

impl RecentTokens {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, most: MOST_TOKENS, tokens: Mutex::default() }
    }

    /// Locks the memory. No code that holds the lock panics, and none waits.
    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, id: &str, until: SystemTime) -> bool {
        let now = self.clock.now();
        let mut tokens = self.tokens();
        tokens.forget_ended(now);
        if tokens.ends.contains_key(id) {
            return false;
        }
        if tokens.ends.len() >= self.most {
            tokens.forget_first();
        }
        tokens.ends.insert(id.to_owned(), until);
        tokens.by_end.insert((until, id.to_owned()));
        true
    }
}

impl UsedTokens for RecentTokens {
    async fn claim(&self, id: &str, until: SystemTime) -> Result<bool, StoreError> {
        Ok(self.record(id, until))
    }

    async fn release(&self, id: &str) -> Result<(), StoreError> {
        self.tokens().forget(id);
        Ok(())
    }
}

impl Tokens {
    fn forget_ended(&mut self, now: SystemTime) {
        while self.by_end.first().is_some_and(|(end, _)| *end <= now) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, id)) = self.by_end.pop_first() {
            self.ends.remove(&id);
        }
    }

    fn forget(&mut self, id: &str) {
        if let Some(end) = self.ends.remove(id) {
            self.by_end.remove(&(end, id.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// Returns a memory of two tokens, and the hand of its clock.
    fn of_two() -> (RecentTokens, Arc<AtomicU64>) {
        let seconds = Arc::new(AtomicU64::new(0));
        let hand = Arc::clone(&seconds);
        let clock = Clock::new(move || at(hand.load(Ordering::SeqCst)));
        (RecentTokens { most: 2, ..RecentTokens::new(clock) }, seconds)
    }

    #[test]
    fn an_id_is_new_once_until_its_token_has_ended() {
        let (memory, seconds) = of_two();

        assert!(memory.record("a", at(10)));
        assert!(!memory.record("a", at(10)));
        seconds.store(9, Ordering::SeqCst);
        assert!(!memory.record("a", at(10)));
        seconds.store(10, Ordering::SeqCst);
        assert!(memory.record("a", at(20)));
        assert_eq!(memory.tokens().by_end.len(), 1);
    }

    #[test]
    fn a_full_memory_forgets_the_token_that_ends_first() {
        let (memory, _) = of_two();

        for (id, end) in [("long", 30), ("short", 10), ("third", 20)] {
            assert!(memory.record(id, at(end)), "{id}");
        }

        assert_eq!(memory.tokens().ends.len(), 2);
        assert!(!memory.record("long", at(30)));
        assert!(!memory.record("third", at(20)));
        assert!(memory.record("short", at(10)));
    }

    #[tokio::test]
    async fn a_released_id_is_new_again() {
        let (memory, _) = of_two();
        assert!(memory.claim("a", at(10)).await.expect("no store"));

        memory.release("a").await.expect("no store");
        memory.release("unknown").await.expect("no store");

        assert!(memory.claim("a", at(10)).await.expect("no store"));
        assert_eq!(memory.tokens().by_end.len(), 1);
    }
}
