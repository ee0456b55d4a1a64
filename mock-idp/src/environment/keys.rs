//! Signing keys: the built-in ones for tests, a given one, or a generated one.

mod event;
mod published;

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as GeneratedPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub use self::event::SigningKeyEvent;
pub use self::published::{KeyStatus, PublishedKey};

/// The built-in keys. They are public, in every copy of this crate: **for tests only**.
///
/// They are stored as PKCS#1 DER, which loads in a fraction of a millisecond; generating one takes up to seconds. The
/// first signs at the beginning, one signs forgeries, and the others are for the rotations of a long test.
const BUILT_IN: [&[u8]; 16] = [
    include_bytes!("../../keys/test-key-1.der"),
    include_bytes!("../../keys/test-key-2.der"),
    include_bytes!("../../keys/test-key-3.der"),
    include_bytes!("../../keys/test-key-4.der"),
    include_bytes!("../../keys/test-key-5.der"),
    include_bytes!("../../keys/test-key-6.der"),
    include_bytes!("../../keys/test-key-7.der"),
    include_bytes!("../../keys/test-key-8.der"),
    include_bytes!("../../keys/test-key-9.der"),
    include_bytes!("../../keys/test-key-10.der"),
    include_bytes!("../../keys/test-key-11.der"),
    include_bytes!("../../keys/test-key-12.der"),
    include_bytes!("../../keys/test-key-13.der"),
    include_bytes!("../../keys/test-key-14.der"),
    include_bytes!("../../keys/test-key-15.der"),
    include_bytes!("../../keys/test-key-16.der"),
];

/// The index of the built-in key that no environment publishes.
const UNPUBLISHED: usize = 2;

/// The built-in keys, each loaded when it is first needed.
static LOADED: [OnceLock<Arc<SigningKey>>; BUILT_IN.len()] =
    [const { OnceLock::new() }; BUILT_IN.len()];

/// A key that is generated ahead of its use. The lock admits one generation at a time: several at once would share
/// the processor, and each would come late.
static SPARE: Mutex<Option<SigningKey>> = Mutex::new(None);

/// Letters in a line of PEM (RFC 7468 §2).
const PEM_LINE: usize = 64;

/// An RSA key pair, with the parts that are published.
pub struct SigningKey {
    kid: String,
    pair: RsaKeyPair,
    n: String,
    e: String,
}

/// A text that is not an RSA private key of 2048 bits or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an RSA private key of 2048 to 8192 bits in PEM, `BEGIN PRIVATE KEY` (PKCS#8) or `BEGIN RSA PRIVATE KEY` (PKCS#1)"
)]
pub struct SigningKeyError;

impl SigningKey {
    /// Reads a private key from PEM, PKCS#8 or PKCS#1.
    ///
    /// # Errors
    ///
    /// [`SigningKeyError`] if the text is anything else.
    pub fn from_pem(pem: &str) -> Result<Self, SigningKeyError> {
        let body: String =
            pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
        let der = STANDARD.decode(body).map_err(|_| SigningKeyError)?;
        Self::from_der(&der)
    }

    fn from_der(der: &[u8]) -> Result<Self, SigningKeyError> {
        let pair = RsaKeyPair::from_der(der)
            .or_else(|_| RsaKeyPair::from_pkcs8(der))
            .map_err(|_| SigningKeyError)?;
        if pair.public_modulus_len() < 256 {
            return Err(SigningKeyError);
        }
        let public = pair.public_key();
        let modulus = public.modulus().big_endian_without_leading_zero().to_vec();
        let n = URL_SAFE_NO_PAD.encode(&modulus);
        let e = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        Ok(Self { kid: kid_of(&modulus), pair, n, e })
    }

    /// Makes a new key; a tenth of a second or more.
    ///
    /// # Panics
    ///
    /// If the operating system has no randomness.
    pub fn generate() -> Self {
        let pair =
            GeneratedPair::generate(KeySize::Rsa2048).expect("the system can make an RSA key");
        let der = pair.as_der().expect("a new key has an encoding");
        Self::from_der(der.as_ref()).expect("a new key is a key")
    }

    /// Returns the key that was generated ahead, or generates one, and then begins to generate the next.
    pub(crate) fn spare() -> Self {
        let spare = || SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        let key = spare().take();
        let key = key.unwrap_or_else(|| {
            // A caller that waited here may find the key that another caller made.
            let mut spare = spare();
            spare.take().unwrap_or_else(Self::generate)
        });
        Self::make_a_spare();
        key
    }

    /// Generates a spare key in the background, unless there is a spare key.
    pub(crate) fn make_a_spare() {
        thread::spawn(|| {
            let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
            spare.get_or_insert_with(Self::generate);
        });
    }

    /// Returns the default signing key. **For tests only**: everybody has it.
    pub fn built_in() -> Arc<Self> {
        Self::loaded(0)
    }

    /// Returns the built-in key that the first rotation brings.
    pub(crate) fn built_in_successor() -> Arc<Self> {
        Self::loaded(1)
    }

    /// Returns the built-in keys that rotations bring, in order.
    pub(crate) fn built_in_successors() -> impl Iterator<Item = Arc<Self>> {
        (1..BUILT_IN.len()).filter(|key| *key != UNPUBLISHED).map(Self::loaded)
    }

    /// Returns a key that no environment ever publishes, for forgeries.
    pub(crate) fn unpublished() -> Arc<Self> {
        Self::loaded(UNPUBLISHED)
    }

    fn loaded(number: usize) -> Arc<Self> {
        let key = LOADED[number].get_or_init(|| {
            let key = Self::from_der(BUILT_IN[number]);
            Arc::new(key.expect("the built-in keys are RSA keys of 2048 bits"))
        });
        Arc::clone(key)
    }

    /// Returns the private key in PEM, PKCS#8, as [`from_pem`](Self::from_pem) reads it.
    pub(crate) fn pem(&self) -> String {
        let der: Pkcs8V1Der<'_> = self.pair.as_der().expect("a loaded key has an encoding");
        let body = STANDARD.encode(der.as_ref());
        let lines = body.as_bytes().chunks(PEM_LINE).map(String::from_utf8_lossy);
        let body = lines.collect::<Vec<_>>().join("\n");
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
    }

    /// Returns the key's id, as in the header of tokens and in the key set: `snk_` and digits of the modulus'
    /// SHA-256.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Returns the public half as a JWK (RFC 7517 §4), in the form that all four official SDKs read.
    pub fn jwk(&self) -> Value {
        json!({ "use": "sig", "kty": "RSA", "kid": self.kid, "alg": "RS256", "n": self.n, "e": self.e })
    }

    /// Returns `n` and `e` in base64url, for verification.
    pub(crate) fn components(&self) -> (&str, &str) {
        (&self.n, &self.e)
    }

    /// Signs `message` with RS256.
    pub(crate) fn signature(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .expect("a loaded key signs");
        signature
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Returns the id of a key. It is derived from the key, so that a key has the same id everywhere.
fn kid_of(modulus: &[u8]) -> String {
    let hash = digest(&SHA256, modulus);
    let number =
        hash.as_ref().iter().take(7).fold(0_u64, |number, octet| (number << 8) | u64::from(*octet));
    format!("snk_{number:017}")
}

/// The published keys of an environment.
#[derive(Clone, Debug)]
pub(crate) struct KeyRing {
    /// The keys that sign or signed; the last one signs.
    keys: Vec<Arc<SigningKey>>,
    /// The key that signs from the next rotation on, if it was announced.
    announced: Option<Arc<SigningKey>>,
    /// The text of the key set, written when it is first read, and again after each change.
    document: OnceLock<Arc<str>>,
}

impl KeyRing {
    pub(crate) fn of(key: Arc<SigningKey>) -> Self {
        Self { keys: vec![key], announced: None, document: OnceLock::new() }
    }

    /// Returns the key that signs.
    pub(crate) fn current(&self) -> Arc<SigningKey> {
        Arc::clone(self.keys.last().expect("a ring begins with a key and loses none"))
    }

    /// Returns the key that signs from the next rotation on, if it was announced.
    pub(crate) fn announced(&self) -> Option<&Arc<SigningKey>> {
        self.announced.as_ref()
    }

    fn all(&self) -> impl Iterator<Item = &Arc<SigningKey>> {
        self.keys.iter().chain(&self.announced)
    }

    fn iter(&self) -> impl Iterator<Item = &SigningKey> {
        self.all().map(Arc::as_ref)
    }

    /// Returns the published key with this id.
    pub(crate) fn named(&self, kid: &str) -> Option<&Arc<SigningKey>> {
        self.all().find(|key| key.kid() == kid)
    }

    /// Publishes `key` and signs with it from now on.
    pub(crate) fn publish(&mut self, key: &Arc<SigningKey>) {
        self.announced.take_if(|announced| announced.kid() == key.kid());
        self.keys.retain(|known| known.kid() != key.kid());
        self.keys.push(Arc::clone(key));
        self.document = OnceLock::new();
    }

    /// Publishes `key`, which does not sign yet.
    pub(crate) fn announce(&mut self, key: &Arc<SigningKey>) {
        self.announced = Some(Arc::clone(key));
        self.document = OnceLock::new();
    }

    /// Returns the JWK set (RFC 7517 §5).
    pub(crate) fn jwks(&self) -> Value {
        json!({ "keys": self.all().map(|key| key.jwk()).collect::<Vec<_>>() })
    }

    /// Returns the text of the JWK set.
    pub(crate) fn document(&self) -> Arc<str> {
        Arc::clone(self.document.get_or_init(|| self.jwks().to_string().into()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rsa::pkcs1v15::{Signature, VerifyingKey};
    use rsa::signature::Verifier as _;
    use rsa::{BigUint, RsaPublicKey};

    use super::*;

    #[test]
    fn an_independent_library_agrees_with_the_signature() {
        let key = SigningKey::built_in();
        let number = |text: &str| BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(text).unwrap());
        let public = RsaPublicKey::new(number(&key.n), number(&key.e)).unwrap();

        let signature = key.signature(b"header.claims");

        VerifyingKey::<rsa::sha2::Sha256>::new(public)
            .verify(b"header.claims", &Signature::try_from(signature.as_slice()).unwrap())
            .expect("the signature is RS256 by the published key");
    }

    #[test]
    fn the_built_in_keys_have_2048_bits_and_names_of_their_own() {
        let keys: Vec<Arc<SigningKey>> = (0..BUILT_IN.len()).map(SigningKey::loaded).collect();
        let kids: Vec<&str> = keys.iter().map(|key| key.kid()).collect();
        let unequal: BTreeSet<&str> = kids.iter().copied().collect();

        assert!(keys.iter().all(|key| key.pair.public_modulus_len() == 256));
        assert_eq!(unequal.len(), kids.len());
        insta::assert_debug_snapshot!(kids[..3], @r#"
        [
            "snk_57218662606535302",
            "snk_67012753708981689",
            "snk_67682397577102667",
        ]
        "#);
    }

    #[test]
    fn a_key_is_read_from_both_kinds_of_pem() {
        let pkcs1 = include_bytes!("../../keys/test-key-1.der");
        let pem = format!(
            "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n",
            STANDARD.encode(pkcs1)
        );

        assert_eq!(SigningKey::from_pem(&pem).unwrap().kid(), SigningKey::built_in().kid());
        assert_eq!(SigningKey::from_pem("hello").unwrap_err(), SigningKeyError);
    }

    #[test]
    fn a_key_that_was_written_is_read_again() {
        for key in [SigningKey::built_in(), SigningKey::unpublished()] {
            let again = SigningKey::from_pem(&key.pem()).unwrap();

            assert_eq!(again.kid(), key.kid());
        }
    }

    #[test]
    fn a_spare_key_is_new_each_time() {
        assert_ne!(SigningKey::spare().kid(), SigningKey::spare().kid());
    }

    #[test]
    fn a_generated_key_is_new() {
        assert_ne!(SigningKey::generate().kid(), SigningKey::generate().kid());
    }
}
