//! The keys of an application: they seal its cookies, or sign its tokens.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The fewest octets of a key: as many as AES-256 has, so that the key is the strongest part.
const FEWEST_OCTETS: usize = 32;

/// Reads keys with and without padding, because `openssl rand` writes it.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The keys of an application, the same for all of its instances: they seal its cookies
/// ([`Strategy::SealedCookies`](crate::Strategy::SealedCookies)), or sign its tokens
/// ([`Strategy::OwnTokens`](crate::Strategy::OwnTokens)).
///
/// The first key seals and signs, and each of them opens and verifies, so that a key can be changed without signing
/// anybody out: put the new one first, and drop the old one when the sessions that it sealed have ended, after
/// [`SESSION_MAX_AGE`](crate::SESSION_MAX_AGE), or at once if it was stolen. With several instances, first give all of
/// them the new key in the second place.
///
/// They are read from a text: keys of at least 32 random octets each in base64url (RFC 4648 §5), separated by commas.
/// `openssl rand -base64 32 | tr '+/' '-_'` makes a key.
///
/// ```
/// use scalekit_axum::Keys;
///
/// let [old, new] = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="];
/// let keys: Keys = format!("{new}, {old}").parse()?;
/// assert_eq!(format!("{keys:?}"), "Keys([redacted])");
///
/// let short = "c2VjcmV0".parse::<Keys>().unwrap_err();
/// assert_eq!(short.to_string(), "key 1 has 6 octets, and a key has 32 at least");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Keys(Vec<Vec<u8>>);

/// The reason why a text has no keys. It repeats no part of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// There is no key.
    #[error("there is no key; make one with `openssl rand -base64 32 | tr '+/' '-_'`")]
    None,
    /// A key, counted from 1, is no base64url, or empty.
    #[error("key {0} is no base64url")]
    NotBase64Url(usize),
    /// A key is too short to be strong.
    #[error("key {number} has {octets} octets, and a key has {FEWEST_OCTETS} at least")]
    TooShort {
        /// Which key, counted from 1.
        number: usize,
        /// Its length.
        octets: usize,
    },
    /// A key, counted from 1, is in the list twice.
    #[error("key {0} is the same as one before it")]
    Repeated(usize),
}

impl Keys {
    /// Returns the key that seals.
    pub(crate) fn sealing(&self) -> &[u8] {
        &self.0[0]
    }

    /// Returns the keys that open, the one that seals first.
    pub(crate) fn opening(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(Vec::as_slice)
    }
}

impl FromStr for Keys {
    type Err = KeysError;

    fn from_str(text: &str) -> Result<Self, KeysError> {
        if text.trim().is_empty() {
            return Err(KeysError::None);
        }
        let mut keys = Vec::new();
        for (number, key) in (1..).zip(text.split(',')) {
            let key = BASE64URL.decode(key.trim());
            let key = key.ok().filter(|key| !key.is_empty());
            let key = key.ok_or(KeysError::NotBase64Url(number))?;
            if key.len() < FEWEST_OCTETS {
                return Err(KeysError::TooShort { number, octets: key.len() });
            }
            if keys.contains(&key) {
                return Err(KeysError::Repeated(number));
            }
            keys.push(key);
        }
        Ok(Self(keys))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_list_of_strong_keys_is_refused_in_words() {
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        for (text, why) in [
            ("", KeysError::None),
            (" \n", KeysError::None),
            (",", KeysError::NotBase64Url(1)),
            ("not a key", KeysError::NotBase64Url(1)),
            (&format!("{key},"), KeysError::NotBase64Url(2)),
            (&format!("{key},{key}="), KeysError::Repeated(2)),
            (&format!("{key},{}", &key[..40]), KeysError::TooShort { number: 2, octets: 30 }),
        ] {
            let error = text.parse::<Keys>().expect_err(text);

            assert_eq!(error, why);
            assert!(!error.to_string().contains(&key[..6]), "{error}");
        }
    }

    #[test]
    fn the_first_key_seals_and_all_open() {
        let [new, old] = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", &"_".repeat(44)];

        let keys: Keys = format!(" {new}=, {old} \n").parse().expect("two keys");

        assert_eq!(keys.sealing(), (0..32).collect::<Vec<u8>>());
        assert_eq!(keys.opening().collect::<Vec<_>>(), [keys.sealing(), &[255; 33]]);
    }
}
