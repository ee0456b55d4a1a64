//! The session of a signed-in browser, and the times of its renewals.

use std::time::{Duration, SystemTime};

use scalekit::{IdClaims, RefreshToken, SignedIn, Tokens};
use serde::{Deserialize, Serialize};

use crate::csrf::CsrfToken;

/// The longest life of a session, Scalekit's own default. The environment's session policy usually ends it sooner,
/// which the next refresh shows.
pub const SESSION_MAX_AGE: Duration = Duration::from_hours(30 * 24);

/// How long before its expiry an access token is renewed: enough for a slow answer, and for clocks that differ by
/// half a minute.
pub const RENEWAL_MARGIN: Duration = Duration::from_mins(1);

/// The part of a short lifetime in which a token is renewed: one that is valid for a minute is renewed in its last
/// fifth, not at every request.
const SHARE_OF_LIFETIME: u32 = 5;

/// The least time between two renewals by scripts: long enough that a wild script rotates six refresh tokens a minute
/// at most, short enough that a person who waits for a new role gets it at the second attempt.
pub const RENEWAL_REST: Duration = Duration::from_secs(10);

/// The session of a signed-in browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// The claims of the verified ID token of the sign-in.
    pub identity: IdClaims,
    /// The tokens of the latest renewal; the ID token stays that of the sign-in until a renewal
    /// brings a new one.
    pub tokens: Tokens,
    /// The token that the forms of this session carry.
    pub csrf: CsrfToken,
    /// The number of renewals, by which a waiting request sees that another one renewed.
    pub renewals: u32,
    /// When the tokens were last renewed, if ever.
    pub renewed_at: Option<SystemTime>,
    /// When the session ends at the latest.
    pub ends_at: SystemTime,
    /// The version of the record that it was read from, for [`SessionStore::replace`](crate::SessionStore::replace).
    #[serde(skip)]
    pub(crate) version: u64,
    /// Whether it was read from a record of the store, and not from the cookies alone.
    #[serde(skip)]
    pub(crate) is_in_store: bool,
    /// The hash of the query of the callback that began it. The same query again is a reload.
    pub(crate) callback: [u8; 32],
}

impl Session {
    pub(crate) fn begin(signed_in: SignedIn, callback: [u8; 32], now: SystemTime) -> Self {
        Self {
            identity: signed_in.identity,
            tokens: signed_in.tokens,
            csrf: CsrfToken::fresh(),
            renewals: 0,
            renewed_at: None,
            ends_at: now + SESSION_MAX_AGE,
            version: 0,
            is_in_store: false,
            callback,
        }
    }

    /// Returns the same session with new tokens. Scalekit sends no ID token with a renewal: the one of the
    /// sign-in stays, for signing out.
    pub(crate) fn renewed(self, mut fresh: Tokens, now: SystemTime) -> Self {
        fresh.id_token = fresh.id_token.or(self.tokens.id_token);
        Self {
            tokens: fresh,
            renewals: self.renewals.wrapping_add(1),
            renewed_at: Some(now),
            ..self
        }
    }

    /// Returns the session with a new refresh token, and nothing else changed.
    pub(crate) fn rotated(mut self, successor: RefreshToken) -> Self {
        self.tokens.refresh_token = Some(successor);
        self
    }

    /// Returns when the person signed in.
    pub(crate) fn began_at(&self) -> SystemTime {
        self.ends_at - SESSION_MAX_AGE
    }

    /// Returns when the access token should be renewed: shortly before it expires.
    pub fn renew_from(&self) -> SystemTime {
        let claims = &self.tokens.access_claims;
        claims.exp - margin(claims.iat, claims.exp)
    }

    /// Says whether the access token has reached its `exp`.
    pub fn token_is_over(&self, now: SystemTime) -> bool {
        now >= self.tokens.expires_at
    }

    /// Says whether the tokens are too new for a script to renew them.
    pub(crate) fn rests(&self, now: SystemTime) -> bool {
        self.renewed_at.is_some_and(|renewed_at| is_within(RENEWAL_REST, renewed_at, now))
    }

    /// Returns the name to greet the person by.
    pub fn name(&self) -> &str {
        let known = self.identity.name.as_deref().or(self.identity.email.as_deref());
        known.unwrap_or(&self.identity.sub)
    }
}

/// Says whether `now` lies within the span. A clock that was set back ends every wait.
pub(crate) fn is_within(span: Duration, start: SystemTime, now: SystemTime) -> bool {
    now.duration_since(start).is_ok_and(|passed| passed < span)
}

fn margin(issued: SystemTime, expires: SystemTime) -> Duration {
    let lifetime = expires.duration_since(issued).unwrap_or_default();
    RENEWAL_MARGIN.min(lifetime / SHARE_OF_LIFETIME)
}

#[cfg(test)]
impl Session {
    /// Makes a session for tests that do not care about its tokens.
    pub(crate) fn example() -> Self {
        serde_json::from_value(serde_json::json!({
            "identity": { "sub": "usr_1", "sid": "ses_1", "exp": 60, "iat": 0 },
            "tokens": {
                "access_token": "access",
                "access_claims": {
                    "sub": "usr_1", "client_id": "skc_1", "jti": "tkn_1", "exp": 60, "iat": 0,
                },
                "refresh_token": "refresh",
                "id_token": "id",
                "expires_at": 60,
            },
            "csrf": "secret",
            "renewals": 0,
            "ends_at": SystemTime::UNIX_EPOCH + SESSION_MAX_AGE,
            "callback": vec![0; 32],
        }))
        .expect("a session")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn margin_of(lifetime: Duration) -> Duration {
        margin(SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + lifetime)
    }

    #[test]
    fn a_token_is_renewed_a_minute_early_and_a_short_lived_one_in_its_last_fifth() {
        assert_eq!(margin_of(Duration::from_hours(1)), Duration::from_mins(1));
        assert_eq!(margin_of(Duration::from_mins(5)), Duration::from_mins(1));
        assert_eq!(margin_of(Duration::from_mins(1)), Duration::from_secs(12));
        assert_eq!(margin_of(Duration::from_secs(5)), Duration::from_secs(1));
    }

    #[test]
    fn a_token_that_ends_before_it_begins_has_no_margin() {
        let backwards =
            margin(SystemTime::UNIX_EPOCH + Duration::from_secs(9), SystemTime::UNIX_EPOCH);

        assert_eq!(backwards, Duration::ZERO);
    }
}
