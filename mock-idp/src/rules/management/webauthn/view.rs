//! Passkeys as the API shows them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::environment::Passkey;
use crate::wire::management::webauthn as wire;

/// Describes a passkey, without the browser and the location of its registration: no authenticator registered it.
pub(super) fn credential(passkey: &Passkey) -> wire::WebAuthnCredential {
    wire::WebAuthnCredential {
        id: passkey.id.to_string(),
        user_id: passkey.user.to_string(),
        credential_id: STANDARD.encode(passkey.octets()),
        attestation_type: "none".to_owned(),
        authenticator: Some(wire::WebAuthnCredentialAuthenticator {
            // The AAGUID of an authenticator that does not name its model (`WebAuthn` Level 2 §8.7).
            aaguid: "00000000-0000-0000-0000-000000000000".to_owned(),
            name: "mock-idp".to_owned(),
            attachment: "platform".to_owned(),
            ..wire::WebAuthnCredentialAuthenticator::default()
        }),
        transports: vec!["internal".to_owned()],
        authenticator_flags: Some(wire::WebAuthnCredentialAuthenticatorFlags {
            user_present: true,
            user_verified: true,
            ..wire::WebAuthnCredentialAuthenticatorFlags::default()
        }),
        created_at: Some(passkey.created_at),
        updated_at: Some(passkey.updated_at),
        display_name: Some(passkey.display_name.clone()),
        ..wire::WebAuthnCredential::default()
    }
}
