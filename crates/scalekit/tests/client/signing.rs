//! Keys and signatures, of the environment and of forgers.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The key that the environment publishes from the start.
pub(crate) static FIRST: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate("snk_1"));

/// The key of a rotation, or of a stranger.
pub(crate) static SECOND: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate("snk_2"));

/// The key of a rotation that follows another.
pub(crate) static THIRD: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate("snk_3"));

pub(crate) struct SigningKey {
    kid: &'static str,
    pair: RsaKeyPair,
}

impl SigningKey {
    fn generate(kid: &'static str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key can be generated");
        Self { kid, pair }
    }

    pub(crate) fn jwk(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "use": "sig", "kty": "RSA", "alg": "RS256", "kid": self.kid,
            "n": base64url(public.modulus().big_endian_without_leading_zero()),
            "e": base64url(public.exponent().big_endian_without_leading_zero()),
        })
    }

    pub(crate) fn header(&self) -> Value {
        json!({"alg": "RS256", "kid": self.kid, "typ": "JWT"})
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_under(&self.header(), claims)
    }

    /// Signs with this key, under any header.
    pub(crate) fn sign_under(&self, header: &Value, claims: &Value) -> String {
        let signed = signed_part(header, claims);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .expect("an RSA key signs");
        format!("{signed}.{}", base64url(&signature))
    }

    /// Signs with the public key, which everyone has, as the secret of an HMAC.
    pub(crate) fn hmac_with_the_public_key(&self, claims: &Value) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.pair.public_key().as_ref());
        let header = json!({"alg": "HS256", "kid": self.kid, "typ": "JWT"});
        let signed = signed_part(&header, claims);
        let tag = hmac::sign(&key, signed.as_bytes());
        format!("{signed}.{}", base64url(tag.as_ref()))
    }

    /// Makes a token without a signature (`alg: none`).
    pub(crate) fn none(&self, claims: &Value) -> String {
        let header = json!({"alg": "none", "kid": self.kid, "typ": "JWT"});
        format!("{}.", signed_part(&header, claims))
    }
}

/// Implements OpenID Connect Core §3.1.3.6, read a second time, independently of the client.
pub(crate) fn at_hash(access_token: &str) -> String {
    base64url(&digest::digest(&digest::SHA256, access_token.as_bytes()).as_ref()[..16])
}

pub(crate) fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Implements Standard Webhooks, read a second time, independently of the client: the three headers of a message.
pub(crate) fn webhook_headers(
    names: [&'static str; 3],
    secret: &[u8],
    seconds: u64,
    body: &[u8],
) -> Vec<(String, String)> {
    let id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
    let signed = [format!("{id}.{seconds}.").as_bytes(), body].concat();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let signature = BASE64_STANDARD.encode(hmac::sign(&key, &signed));
    let values = [id.to_owned(), seconds.to_string(), format!("v1,{signature}")];
    names.map(str::to_owned).into_iter().zip(values).collect()
}

fn signed_part(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}
