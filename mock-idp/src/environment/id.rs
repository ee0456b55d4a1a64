//! The ids of Scalekit's nouns: a prefix that names the noun, and decimal digits.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use arcstr::ArcStr;
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

/// Most digits that Scalekit's own validation admits (`docs/management.md#messages`: `usr_` and 15 to 21).
const MOST_DIGITS: usize = 21;

/// The numbers of new ids. Scalekit's ids end in 17 or 18 decimal digits (`docs/README.md#ids`); these have 18.
pub(crate) const ID_NUMBERS: Range<u64> = 10_u64.pow(17)..10_u64.pow(18);

/// An id of some kind.
pub(crate) trait Id: Sized {
    /// Returns the id with this number.
    fn numbered(number: u64) -> Self;

    /// Returns the id that a request names, whether or not it exists.
    fn named(text: &str) -> Self;

    /// Returns the id that `text` determines: always the same, and without a draw from a stream of ids, so that all
    /// later ids stay what they are.
    fn derived_from(text: &str) -> Self {
        let hash = digest(&SHA256, text.as_bytes());
        let octets = hash.as_ref()[..8].try_into().expect("SHA-256 has 32 octets");
        let count = ID_NUMBERS.end - ID_NUMBERS.start;
        Self::numbered(ID_NUMBERS.start + u64::from_be_bytes(octets) % count)
    }
}

/// A text that is not an id of the required kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.reason(), self.remedy())]
pub struct IdError {
    text: String,
    prefix: &'static str,
}

impl IdError {
    /// Returns the reason in a sentence.
    pub(crate) fn reason(&self) -> String {
        format!("`{}` is not such an id", self.text)
    }

    /// Returns a text to write instead.
    pub(crate) fn remedy(&self) -> String {
        let prefix = self.prefix;
        format!(
            "write `{prefix}` and then 1 to {MOST_DIGITS} digits, like `{prefix}100000000000000001`"
        )
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal $(or $other:literal)?;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(ArcStr);

        impl $name {
            /// Returns the id's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

        }

        impl Id for $name {
            fn numbered(number: u64) -> Self {
                Self(format!(concat!($prefix, "{}"), number).into())
            }

            fn named(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let tail = text.strip_prefix($prefix)$(.or_else(|| text.strip_prefix($other)))?;
                if tail.is_some_and(is_a_tail) {
                    Ok(Self(text.into()))
                } else {
                    Err(IdError { text: text.to_owned(), prefix: $prefix })
                }
            }
        }

        /// An id is found by its text.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// An application: `skc_` in development, `prd_skc_` in production. An organization's client has
    /// `m2morg_`, which a seed cannot pin.
    ClientId = "skc_" or "prd_skc_";
    /// A connection, a way to authenticate; every ID token names one in `amr`.
    ConnectionId = "conn_";
    /// A directory of an organization.
    DirectoryId = "dir_";
    /// A group in a directory.
    DirectoryGroupId = "dirgroup_";
    /// A user in a directory.
    DirectoryUserId = "diruser_";
    /// A domain of an organization.
    DomainId = "dom_";
    /// The environment itself.
    EnvironmentId = "env_";
    /// A grant: one authorization, with its code and refresh tokens. Scalekit has no public name for it; the prefix
    /// is ours.
    GrantId = "grt_";
    /// An organization, the tenant of a B2B application.
    OrganizationId = "org_";
    /// An authorization request that waits for a person.
    AuthRequestId = "ar_";
    /// A session at the environment, the `sid` of its tokens.
    SessionId = "ses_";
    /// An access token, its `jti`.
    TokenId = "tkn_";
    /// A user.
    UserId = "usr_";
    /// A permission, something that a role can allow.
    PermissionId = "perm_";
    /// A role.
    RoleId = "role_";
    /// A secret of a client. The id is not itself a secret.
    ClientSecretId = "sks_";
    /// An API token. The id is not itself a token.
    ApiTokenId = "apit_";
    /// A passkey, as the official SDKs' examples spell it.
    PasskeyId = "wac_";
    /// An event in the environment's log.
    EventId = "evt_";
    /// A webhook or a call to an interceptor; each attempt to deliver it has the same id. Scalekit documents no
    /// prefix; this one is that of Standard Webhooks' examples.
    MessageId = "msg_";
    /// An endpoint that webhooks go to. Scalekit documents no prefix; this one is Svix's.
    WebhookEndpointId = "ep_";
}

fn is_a_tail(tail: &str) -> bool {
    (1..=MOST_DIGITS).contains(&tail.len()) && tail.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_production_client_may_say_so() {
        assert!("prd_skc_100".parse::<ClientId>().is_ok());
        assert!("skc_100".parse::<ClientId>().is_ok());
    }

    #[test]
    fn a_text_that_is_no_id_is_refused_with_an_example() {
        let refused = "alice".parse::<UserId>().unwrap_err();

        insta::assert_snapshot!(refused, @"`alice` is not such an id: write `usr_` and then 1 to 21 digits, like `usr_100000000000000001`");
    }
}
