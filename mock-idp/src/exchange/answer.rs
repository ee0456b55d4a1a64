//! What a request was answered with.

use std::cell::RefCell;
use std::hash::BuildHasher as _;
use std::num::NonZeroU16;

use arcstr::ArcStr;
use foldhash::HashMap;
use foldhash::quality::RandomState;
use http::{HeaderMap, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use url::Url;

use super::{Cause, Ordinal};
use crate::wire::Redacted;

/// An answer, without its body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Answer {
    /// The status; `None` if the connection broke before the answer was ready.
    pub status: Option<NonZeroU16>,
    /// Where it led: the origin and the path of `Location`, without its query.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ArcStr>,
    /// The code of the refusal, if it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// The cause of the refusal, or of a logout that ended nothing, where a finding depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The number of the planned fault that was carried out, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Ordinal>,
    /// Whether the fault did no more than let the answer come later.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
}

impl Answer {
    /// Reads the head of an answer.
    pub(crate) fn of(status: StatusCode, headers: &HeaderMap) -> Self {
        let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
        let to = location.map(|location| ADDRESSES.with_borrow_mut(|known| known.of(location)));
        Self { status: NonZeroU16::new(status.as_u16()), to, ..Self::default() }
    }

    /// Whether the request was granted.
    pub fn is_success(&self) -> bool {
        self.error.is_none() && self.status.is_some_and(|status| status.get() < 400)
    }
}

/// Addresses that each thread remembers: as many as a suite has callbacks and pages. What comes after them is read each
/// time.
const MOST_ADDRESSES: usize = 1_000;

thread_local! {
    static ADDRESSES: RefCell<Addresses> = RefCell::default();
}

/// Where answers led, so that the address of a callback is read once and not at each sign-in. It is found by a salted hash
/// of what stands before the query, because that may have a secret in it.
#[derive(Default)]
struct Addresses {
    salt: RandomState,
    known: HashMap<u64, ArcStr>,
}

impl Addresses {
    fn of(&mut self, location: &str) -> ArcStr {
        let end = location.find(['?', '#']).map_or(location.len(), |end| end + 1);
        let hash = self.salt.hash_one(&location[..end]);
        if let Some(known) = self.known.get(&hash) {
            return known.clone();
        }
        let read = without_query(location);
        if self.known.len() < MOST_ADDRESSES {
            self.known.insert(hash, read.clone());
        }
        read
    }
}

/// Returns origin and path of a URL, or the path of a relative one. What looks like a secret in the path is redacted.
fn without_query(location: &str) -> ArcStr {
    let text = match Url::parse(location) {
        Ok(url) if url.has_host() => {
            format!("{}{}", url.origin().ascii_serialization(), Redacted::path(url.path()))
        }
        Ok(url) => format!("{}:{}", url.scheme(), Redacted::path(url.path())),
        Err(_) => {
            let path = location.split(['?', '#']).next().unwrap_or_default();
            Redacted::path(path).to_string()
        }
    };
    text.into()
}
