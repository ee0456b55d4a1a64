//! A trust store for Java, which does not read PEM: a "JKS" file with one certificate.
//!
//! The format is Java's older one, because Java reads its certificates without a password, so that one option is
//! enough. Java recognises the format by the file's contents (`keystore.type.compat`).

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use jiff::Timestamp;

/// The beginning of a file of version 2.
const MAGIC: [u8; 8] = [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2];

/// The tag of an entry with a trusted certificate.
const TRUSTED: u32 = 2;

/// The usual password of trust stores. It protects nothing, because the store has no secret.
const PASSWORD: &str = "changeit";

/// A constant of the format, a part of the digest.
const SALT: &[u8] = b"Mighty Aphrodite";

/// Returns a store with this certificate.
pub(super) fn of(certificate: &[u8], now: Timestamp) -> Vec<u8> {
    let mut store = MAGIC.to_vec();
    let length = u32::try_from(certificate.len()).expect("a certificate has a few hundred bytes");
    store.extend(1_u32.to_be_bytes());
    store.extend(TRUSTED.to_be_bytes());
    text(&mut store, "mock-idp");
    store.extend(now.as_millisecond().to_be_bytes());
    text(&mut store, "X.509");
    store.extend(length.to_be_bytes());
    store.extend(certificate);
    let digest = digest(&store);
    store.extend(digest);
    store
}

/// Writes ASCII as Java's `writeUTF` does.
fn text(store: &mut Vec<u8>, text: &str) {
    let length = u16::try_from(text.len()).expect("a short text");
    store.extend(length.to_be_bytes());
    store.extend(text.as_bytes());
}

/// Returns the digest at the end of a store, which detects damage alone, because the password is public.
fn digest(store: &[u8]) -> Vec<u8> {
    let mut digest = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    for unit in PASSWORD.encode_utf16() {
        digest.update(&unit.to_be_bytes());
    }
    digest.update(SALT);
    digest.update(store);
    digest.finish().as_ref().to_vec()
}
