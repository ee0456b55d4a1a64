//! Ageing: everything that is remembered becomes older, and the time stays what it is. So what is issued next is
//! valid for verifiers with other clocks too.

mod records;
mod tokens;

use std::collections::{BTreeMap, VecDeque};
use std::hash::Hash;

use jiff::{SignedDuration, Timestamp};

pub(super) use self::tokens::Ageings;
use super::{Environment, Table};

/// The earliest time of anything, the year 1: the management API's messages cannot have an earlier one.
const FIRST: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// Returns the time so many seconds earlier, or the year 1 if that is later.
pub(crate) fn earlier(at: Timestamp, seconds: u32) -> Timestamp {
    let by = SignedDuration::from_secs(seconds.into());
    at.saturating_sub(by).map_or(FIRST, |then| then.max(FIRST))
}

/// A record whose times can be moved into the past.
pub(super) trait Age {
    /// Makes the record so many seconds older.
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

/// Ages the fields that have times, and names the others, so that each new field has to be put into one of the lists.
macro_rules! age {
    ($environment:expr, by $seconds:ident: $($older:ident),+; unchanged: $($unchanged:ident),+) => {
        let Environment { $($older,)+ $($unchanged: _,)+ } = $environment;
        $($older.age($seconds);)+
    };
}

impl Environment {
    /// Makes everything so many seconds older. The ageing counts as a span of as many seconds that begins at the
    /// present time.
    pub(super) fn age(&mut self, seconds: u32) {
        // Policies and Scalekit's roles have no times. Revoked tokens are kept by the `exp` in them; whether a token
        // has expired is checked before. Ages of access tokens are kept in `ageings`.
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
