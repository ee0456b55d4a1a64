//! What the store remembers besides sessions, for all instances.

use std::time::Duration;

use crate::secrets;

/// How long a message of Scalekit's is remembered after it was carried out: much longer than any schedule of retries
/// that Scalekit documents, the longest of which ends after a quarter of an hour.
pub(crate) const MESSAGE_MEMORY: Duration = Duration::from_hours(24);

/// How long the store remembers that a session at Scalekit has ended: longer than a callback may take from the answer
/// with the tokens to the stored session.
pub(crate) const ENDED_SESSION_MEMORY: Duration = Duration::from_mins(10);

/// Something to remember, by an id of Scalekit's.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Memory<'a> {
    /// A logout token that was carried out, by its `jti`.
    LogoutToken(&'a str),
    /// A webhook that was carried out, by its `webhook-id`.
    Webhook(&'a str),
    /// A session that has ended at Scalekit, by its `sid`.
    EndedSession(&'a str),
}

impl Memory<'_> {
    /// Returns the hash under which the store has it. Ids of different kinds do not meet, because no kind has a colon.
    pub(crate) fn hash(self) -> [u8; 32] {
        let (kind, id) = match self {
            Self::LogoutToken(id) => ("logout token", id),
            Self::Webhook(id) => ("webhook", id),
            Self::EndedSession(id) => ("ended session", id),
        };
        secrets::hash(&format!("{kind}:{id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_id_of_another_kind_is_another_memory() {
        let [token, webhook, session] =
            [Memory::LogoutToken("1"), Memory::Webhook("1"), Memory::EndedSession("1")]
                .map(Memory::hash);

        assert!(token != webhook && webhook != session && token != session);
        assert_eq!(token, Memory::LogoutToken("1").hash());
        assert_ne!(token, Memory::LogoutToken("2").hash());
    }
}
