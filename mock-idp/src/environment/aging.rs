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

/// So many seconds earlier.
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
        for one in self.iter_mut() {
            one.age(seconds);
        }
    }
}

impl<T: Age> Age for Vec<T> {
    fn age(&mut self, seconds: u32) {
        for one in self.iter_mut() {
            one.age(seconds);
        }
    }
}

impl<T: Age> Age for VecDeque<T> {
    fn age(&mut self, seconds: u32) {
        for one in self.iter_mut() {
            one.age(seconds);
        }
    }
}

impl<K, T: Age> Age for BTreeMap<K, T> {
    fn age(&mut self, seconds: u32) {
        for one in self.values_mut() {
            one.age(seconds);
        }
    }
}

impl<I: Eq + Hash, T: Age> Age for Table<I, T> {
    fn age(&mut self, seconds: u32) {
        for one in self.values_mut() {
            one.age(seconds);
        }
    }
}

impl Environment {
    /// Makes everything older. The time at which it is called is the one at which the ageing begins: it lasts until so
    /// many seconds later.
    ///
    /// Each field is named, so that a new one has to be decided about.
    pub(super) fn age(&mut self, seconds: u32) {
        let Self {
            now: _,
            // What an environment is configured to be has no times.
            settings: _,
            keys: _,
            clients,
            organizations,
            users,
            users_by_email: _,
            // Scalekit's roles have no times.
            roles: _,
            permissions,
            requests,
            mails,
            prepared_sign_ins: _,
            sessions,
            sessions_by_cookie: _,
            endings,
            used_hints: _,
            grants,
            codes,
            refresh_tokens,
            // It names tokens by the `exp` that they say. Whether one is too old by now is asked before.
            revoked_tokens: _,
            ageings: _,
            portal_links,
            machine_clients,
            api_tokens,
            api_tokens_by_secret: _,
            passwordless,
            passkeys,
            log,
            auth_log,
            connections,
            domains,
            directories,
            identities,
            webhook_endpoints,
        } = self;
        let older: [&mut dyn Age; 23] = [
            clients,
            organizations,
            users,
            permissions,
            requests,
            mails,
            sessions,
            endings,
            grants,
            codes,
            refresh_tokens,
            portal_links,
            machine_clients,
            api_tokens,
            passwordless,
            passkeys,
            log,
            auth_log,
            connections,
            domains,
            directories,
            identities,
            webhook_endpoints,
        ];
        for part in older {
            part.age(seconds);
        }
        self.age_tokens(seconds);
    }
}

#[cfg(test)]
mod tests;
