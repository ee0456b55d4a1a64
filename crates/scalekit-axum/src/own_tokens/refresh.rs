//! Refresh tokens: a part that opens the session's record, and a part that each renewal replaces.

use std::fmt;

use crate::keys::Keys;
use crate::sealed::CookieSecret;
use crate::secrets;

/// The purpose of the key from which successors are derived.
const SUCCESSOR: &str = "scalekit-axum refresh token successor";

/// The most renewals within the [grace](super::REFRESH_TOKEN_GRACE) that a late request is led past: a script may renew
/// every [ten seconds](crate::RENEWAL_REST).
const MOST_STEPS: usize = 3;

/// A refresh token of the application's own: 256 random bits that stay, a dot, and 256 bits that change.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OwnRefreshToken {
    text: String,
    secret: CookieSecret,
}

impl OwnRefreshToken {
    /// Makes the first token of a session.
    pub(crate) fn first(secret: &CookieSecret) -> Self {
        Self::from_parts(secret.clone(), &secrets::fresh())
    }

    /// Reads a token; `None` if it has not the shape of ours.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let (secret, changing) = text.split_once('.')?;
        let secret = CookieSecret::of(secret)?;
        secrets::has_shape(changing).then(|| Self { text: text.to_owned(), secret })
    }

    fn from_parts(secret: CookieSecret, changing: &str) -> Self {
        Self { text: format!("{}.{changing}", secret.secret()), secret }
    }

    /// Returns the part that names the session's record and opens it.
    pub(crate) fn secret(&self) -> &CookieSecret {
        &self.secret
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the hash under which the table has it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        secrets::hash(&self.text)
    }

    /// Returns the token that takes this one's place. It is the same each time, so that every instance can answer a
    /// repeated request without having kept a token; nobody can compute it without the application's key.
    pub(crate) fn successor(&self, keys: &Keys) -> Self {
        self.successor_by(keys.sealing())
    }

    /// Returns the token with this hash, if it is among the next successors, by any of the keys.
    pub(crate) fn descendant(&self, hash: &[u8; 32], keys: &Keys) -> Option<Self> {
        let mut generation = vec![self.clone()];
        for _ in 0..MOST_STEPS {
            let children = generation
                .iter()
                .flat_map(|token| keys.opening().map(|key| token.successor_by(key)));
            generation = children.collect();
            if let Some(found) = generation.iter().find(|token| token.hash() == *hash) {
                return Some(found.clone());
            }
        }
        None
    }

    fn successor_by(&self, key: &[u8]) -> Self {
        Self::from_parts(self.secret.clone(), &secrets::mac(key, SUCCESSOR, &self.text))
    }
}

impl fmt::Debug for OwnRefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnRefreshToken([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const NEW: &str = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA";

    fn keys(text: &str) -> Keys {
        text.parse().expect("keys")
    }

    #[test]
    fn a_successor_keeps_the_secret_and_is_the_same_each_time() {
        let token = OwnRefreshToken::first(&CookieSecret::fresh());
        let successor = token.successor(&keys(OLD));

        assert_eq!(successor, token.successor(&keys(OLD)));
        assert_eq!(successor.secret(), token.secret());
        assert_ne!(successor, token);
        assert_ne!(successor, token.successor(&keys(NEW)), "the key decides");
        assert_ne!(successor, OwnRefreshToken::first(token.secret()).successor(&keys(OLD)));
        assert_eq!(OwnRefreshToken::of(successor.text()).as_ref(), Some(&successor));
    }

    #[test]
    fn a_late_request_finds_the_token_of_now_by_whatever_key_it_was_made() {
        let token = OwnRefreshToken::first(&CookieSecret::fresh());
        let before = token.successor(&keys(OLD));
        let both = keys(&format!("{NEW},{OLD}"));
        let now = before.successor(&both);

        assert_eq!(token.descendant(&before.hash(), &both), Some(before));
        assert_eq!(token.descendant(&now.hash(), &both), Some(now.clone()));
        assert_eq!(token.descendant(&now.hash(), &keys(OLD)), None);
        assert_eq!(token.descendant(&token.hash(), &both), None);
    }

    #[test]
    fn what_has_another_shape_is_no_token_and_none_prints_itself() {
        let part = "A".repeat(43);
        for text in [
            "",
            ".",
            &part,
            &format!("{part}."),
            &format!("{part}.{part}.{part}"),
            &format!("{part}.b"),
        ] {
            assert_eq!(OwnRefreshToken::of(text), None, "{text}");
        }
        let token = OwnRefreshToken::of(&format!("{part}.{part}")).expect("the shape of ours");
        assert_eq!(format!("{token:?}"), "OwnRefreshToken([redacted])");
    }
}
