//! What a request was answered with.

use std::num::NonZeroU16;

use arcstr::ArcStr;
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
        let to = location.map(without_query);
        Self { status: NonZeroU16::new(status.as_u16()), to, ..Self::default() }
    }

    /// Whether the request was granted.
    pub fn is_success(&self) -> bool {
        self.error.is_none() && self.status.is_some_and(|status| status.get() < 400)
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
