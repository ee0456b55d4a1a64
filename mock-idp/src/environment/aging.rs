//! Age: everything that is remembered becomes older, and the time stays what it is. What is issued next is good today,
//! for a verifier with another clock too.

mod records;
mod tokens;

use std::collections::{BTreeMap, VecDeque};
use std::hash::Hash;

use jiff::{SignedDuration, Timestamp};

pub(super) use self::tokens::Ageings;
use super::{Environment, Table};

/// The earliest time that anything is of, the year 1: the management API's messages have none before.
const FIRST: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// Returns the time so many seconds earlier, but none before the year 1.
pub(crate) fn earlier(at: Timestamp, seconds: u32) -> Timestamp {
    let by = SignedDuration::from_secs(seconds.into());
    at.saturating_sub(by).map_or(FIRST, |then| then.max(FIRST))
}

/// Something with times in it that can become older.
pub(super) trait Age {
    /// Makes it so many seconds older.
    fn age(&mut self, seconds: u32);
}

impl Age for Timestamp {
    fn age(&mut self, seconds: u32) {
        *self = earlier(*self, seconds);
    }
}

impl<T: Age> Age for Option<T> {
    fn age(&mut self, seconds: u32) {
        for item in self.iter_mut() {
            item.age(seconds);
        }
    }
}

impl<T: Age> Age for Vec<T> {
    fn age(&mut self, seconds: u32) {
        for item in self.iter_mut() {
            item.age(seconds);
        }
    }
}

impl<T: Age> Age for VecDeque<T> {
    fn age(&mut self, seconds: u32) {
        for item in self.iter_mut() {
            item.age(seconds);
        }
    }
}

impl<K, T: Age> Age for BTreeMap<K, T> {
    fn age(&mut self, seconds: u32) {
        for item in self.values_mut() {
            item.age(seconds);
        }
    }
}

impl<I: Eq + Hash, T: Age> Age for Table<I, T> {
    fn age(&mut self, seconds: u32) {
        for item in self.values_mut() {
            item.age(seconds);
        }
    }
}

/// Makes the fields older that have times, and names the others: each new field has to be put in one of the lists.
macro_rules! age {
    ($environment:expr, by $seconds:ident: $($older:ident),+; unchanged: $($unchanged:ident),+) => {
        let Environment { $($older,)+ $($unchanged: _,)+ } = $environment;
        $($older.age($seconds);)+
    };
}

impl Environment {
    /// Makes everything older. The ageing lasts as many seconds, and the time at which it is called is its beginning.
    pub(super) fn age(&mut self, seconds: u32) {
        // Policies and the roles of Scalekit have no times. Revoked tokens are named by the `exp` that they say;
        // whether one has expired is checked before. Ages of access tokens are kept apart.
        age! {
            self, by seconds:
                clients, organizations, users, permissions, requests, mails, sessions, endings, grants, codes,
                refresh_tokens, portal_links, machine_clients, api_tokens, passwordless, passkeys, log, auth_log,
                connections, domains, directories, identities, webhook_endpoints;
            unchanged:
                now, settings, keys, users_by_email, roles, prepared_sign_ins, sessions_by_cookie, used_hints,
                revoked_tokens, ageings, api_tokens_by_secret
        }
        self.age_tokens(seconds);
    }
}

#[cfg(test)]
mod tests;
