//! Row 10: a sign-in requests `offline_access`, which the SDKs do not request by themselves.
//!
//! Without `openid` a request is refused; without `profile` or `email` it is modest.
//!
//! Innocent: an application that wants people to sign in again when the access token expires, which is why this is a doubt;
//! a request that proves again who a person is, or looks in silence whether somebody is signed in.

use super::{Record, Sight};
use crate::exchange::Exchange;

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    let words = |name: &str| exchange.parameter(name).map(|parameter| parameter.words);
    let is_ordinary =
        words("prompt").is_none_or(|prompt| !prompt.contains("none") && !prompt.contains("login"));
    let scope = words("scope")?;
    if !exchange.is_authorization_request() || !is_ordinary || scope.contains("offline_access") {
        return None;
    }
    let what = "the scope has no offline_access, so no refresh token comes; all is well if people are to sign in again \
        when the access token expires, after five minutes";
    Some(Sight::doubt(what).of_application())
}
