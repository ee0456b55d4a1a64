//! Randomness, hashes, sealing and comparisons: the only module that draws random numbers.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng as _;

/// Octets of a secret: 256 bits cannot be guessed, whatever the number of sessions.
const BYTES: usize = 32;

/// Octets of a salt: 128 random bits, of which none repeats.
const SALT_BYTES: usize = 16;

/// Characters of a secret: 32 octets in base64url, without padding.
const CHARS: usize = 43;

/// Returns a fresh secret of 256 random bits in base64url.
pub(crate) fn fresh() -> String {
    URL_SAFE_NO_PAD.encode(random::<BYTES>())
}

fn random<const N: usize>() -> [u8; N] {
    #[expect(clippy::disallowed_methods, reason = "this is the room that owns randomness")]
    let mut random = rand::rng();
    let mut bytes = [0; N];
    random.fill_bytes(&mut bytes);
    bytes
}

/// Says whether the text has the shape of a [`fresh`] secret. A cookie with another shape is not this app's.
pub(crate) fn has_shape(text: &str) -> bool {
    text.len() == CHARS
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Hashes by SHA-256, which is enough for secrets of full entropy; a slow hash protects guessable ones.
pub(crate) fn hash(secret: &str) -> [u8; BYTES] {
    let mut hashed = [0; BYTES];
    hashed.copy_from_slice(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
    hashed
}

/// Hashes octets likewise, in base64url.
pub(crate) fn hash_of_octets(octets: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, octets))
}

/// Encrypts with a key that is derived from the secret (HKDF-SHA256, RFC 5869; AES-256-GCM, RFC 5116). The key
/// depends on `purpose`, and `place` must be the same when the text is opened, so that a text that is moved elsewhere
/// does not open. The nonce, 96 random bits, comes first.
pub(crate) fn seal(secret: &str, purpose: &str, place: &[u8], text: Vec<u8>) -> Vec<u8> {
    seal_by(&derived(secret.as_bytes(), &[], purpose), place, text)
}

/// Returns what was sealed with the same secret, purpose and place; `None` for anything else.
pub(crate) fn open(secret: &str, purpose: &str, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    open_by(&derived(secret.as_bytes(), &[], purpose), place, sealed)
}

/// Encrypts likewise, for a secret that seals texts without end: each gets a key of its own, by a random salt, which
/// comes first. One key is good for 2³² random nonces only (NIST SP 800-38D §8.3).
pub(crate) fn seal_with_salt(secret: &[u8], purpose: &str, place: &[u8], text: Vec<u8>) -> Vec<u8> {
    let salt = random::<SALT_BYTES>();
    let sealed = seal_by(&derived(secret, &salt, purpose), place, text);
    [&salt[..], &sealed].concat()
}

/// Returns what was sealed with a salt and the same secret, purpose and place; `None` for anything else.
pub(crate) fn open_with_salt(
    secret: &[u8],
    purpose: &str,
    place: &[u8],
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let (salt, sealed) = sealed.split_first_chunk::<SALT_BYTES>()?;
    open_by(&derived(secret, salt, purpose), place, sealed)
}

fn seal_by(key: &RandomizedNonceKey, place: &[u8], mut text: Vec<u8>) -> Vec<u8> {
    let nonce = key.seal_in_place_append_tag(Aad::from(place), &mut text);
    let nonce = nonce.expect("a record is shorter than the 64 GiB that one nonce is good for");
    [&nonce.as_ref()[..], &text].concat()
}

fn open_by(key: &RandomizedNonceKey, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut text = text.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let opened = key.open_in_place(nonce, Aad::from(place), &mut text).ok()?.len();
    text.truncate(opened);
    Some(text)
}

/// Derives a key. A secret of 256 random bits needs no stretching, and salt only if it seals texts without end.
fn derived(secret: &[u8], salt: &[u8], purpose: &str) -> RandomizedNonceKey {
    let mut key = [0; BYTES];
    let mut derive = || -> Result<RandomizedNonceKey, Unspecified> {
        let extracted = Salt::new(HKDF_SHA256, salt).extract(secret);
        extracted.expand(&[purpose.as_bytes()], KeyLength)?.fill(&mut key)?;
        RandomizedNonceKey::new(&AES_256_GCM, &key)
    };
    derive().expect("HKDF gives the 32 bytes that the cipher takes")
}

struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        BYTES
    }
}

/// Derives a key of 256 bits for another purpose than sealing.
pub(crate) fn derived_key(secret: &[u8], purpose: &str) -> [u8; BYTES] {
    let mut key = [0; BYTES];
    let mut derive = || {
        let extracted = Salt::new(HKDF_SHA256, &[]).extract(secret);
        extracted.expand(&[purpose.as_bytes()], KeyLength)?.fill(&mut key)
    };
    derive().expect("HKDF gives the 32 bytes that a key has");
    key
}

/// Authenticates a text by HMAC-SHA256 (RFC 2104) with a key that is derived for the purpose; the result has the shape
/// of a [`fresh`] secret.
pub(crate) fn mac(secret: &[u8], purpose: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &derived_key(secret, purpose));
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()))
}

/// Compares in constant time.
pub(crate) fn equal(ours: &str, theirs: &str) -> bool {
    constant_time::verify_slices_are_equal(ours.as_bytes(), theirs.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn fresh_secrets_have_the_shape_and_never_repeat() {
        let secrets: HashSet<_> = std::iter::repeat_with(fresh).take(1000).collect();

        assert_eq!(secrets.len(), 1000);
        assert!(secrets.iter().all(|secret| has_shape(secret)));
    }

    #[test]
    fn what_is_sealed_opens_with_its_secret_purpose_and_place_alone() {
        let (secret, text) = (fresh(), b"refresh token");
        let sealed = seal(&secret, "session", b"here", text.to_vec());
        let mut spoilt = sealed.clone();
        *spoilt.last_mut().expect("a tag") ^= 1;

        assert_eq!(open(&secret, "session", b"here", &sealed).as_deref(), Some(&text[..]));
        assert_eq!(open(&fresh(), "session", b"here", &sealed), None);
        assert_eq!(open(&secret, "sign-in", b"here", &sealed), None);
        assert_eq!(open(&secret, "session", b"there", &sealed), None);
        assert_eq!(open(&secret, "session", b"here", &spoilt), None);
        assert_eq!(open(&secret, "session", b"here", b"short"), None);
        assert!(!sealed.windows(text.len()).any(|window| window == text));
        assert_ne!(sealed, seal(&secret, "session", b"here", text.to_vec()), "a nonce each time");
    }

    #[test]
    fn what_is_sealed_with_a_salt_opens_with_its_secret_purpose_and_place_alone() {
        let (secret, text) = (random::<BYTES>(), b"refresh token");
        let sealed = seal_with_salt(&secret, "cookie", b"here", text.to_vec());

        assert_eq!(open_with_salt(&secret, "cookie", b"here", &sealed).as_deref(), Some(&text[..]));
        assert_eq!(open_with_salt(&random::<BYTES>(), "cookie", b"here", &sealed), None);
        assert_eq!(open_with_salt(&secret, "session", b"here", &sealed), None);
        assert_eq!(open_with_salt(&secret, "cookie", b"there", &sealed), None);
        assert_eq!(open_with_salt(&secret, "cookie", b"here", b"short"), None);
        for at in 0..sealed.len() {
            let mut spoilt = sealed.clone();
            spoilt[at] ^= 1;
            assert_eq!(open_with_salt(&secret, "cookie", b"here", &spoilt), None, "octet {at}");
        }
        let again = seal_with_salt(&secret, "cookie", b"here", text.to_vec());
        assert_ne!(sealed[..SALT_BYTES], again[..SALT_BYTES], "a salt each time");
    }

    #[test]
    fn only_the_whole_secret_is_equal() {
        assert!(equal("abc", "abc"));
        assert!(!equal("abc", "abd"));
        assert!(!equal("abc", "ab"));
        assert!(!equal("abc", ""));
    }
}
