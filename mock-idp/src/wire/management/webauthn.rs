//! `scalekit.v1.auth.webauthn`

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::{Passkey, PasskeyId, UserId};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListCredentials {
    pub(crate) user_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateCredential {
    pub(crate) credential_id: String,
    pub(crate) display_name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeleteCredential {
    pub(crate) credential_id: String,
}

/// A passkey. Of the browser and the place where it was registered there is nothing to tell: no
/// authenticator ever was.
#[derive(Debug, Serialize)]
pub(crate) struct Credential {
    pub(crate) id: PasskeyId,
    pub(crate) user_id: UserId,
    /// `bytes`, in base64.
    pub(crate) credential_id: String,
    pub(crate) attestation_type: &'static str,
    pub(crate) authenticator: Authenticator,
    pub(crate) transports: [&'static str; 1],
    pub(crate) authenticator_flags: Flags,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) display_name: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Authenticator {
    aaguid: &'static str,
    name: &'static str,
    attachment: &'static str,
}

/// What is said of the ceremony that never was. Backups are not spoken of: absent is false.
#[derive(Debug, Serialize)]
pub(crate) struct Flags {
    user_present: bool,
    user_verified: bool,
}

/// For `PublicKeyCredential.signalAllAcceptedCredentials`, whose ids are base64url.
#[derive(Debug, Serialize)]
pub(crate) struct Accepted {
    pub(crate) rp_id: String,
    pub(crate) user_id: UserId,
    pub(crate) all_accepted_credential_ids: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Credentials {
    pub(crate) credentials: Vec<Credential>,
    pub(crate) all_accepted_credentials_options: Accepted,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneCredential {
    pub(crate) credential: Credential,
}

/// For `PublicKeyCredential.signalUnknownCredential`.
#[derive(Debug, Serialize)]
pub(crate) struct Unknown {
    pub(crate) rp_id: String,
    pub(crate) credential_id: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Deleted {
    pub(crate) success: bool,
    pub(crate) unknown_credential_options: Unknown,
}

impl Credential {
    pub(crate) fn of(passkey: &Passkey) -> Self {
        Self {
            id: passkey.id.clone(),
            user_id: passkey.user.clone(),
            credential_id: STANDARD.encode(passkey.octets()),
            attestation_type: "none",
            authenticator: Authenticator {
                // An authenticator that says nothing of itself (`WebAuthn` Level 2 §8.7).
                aaguid: "00000000-0000-0000-0000-000000000000",
                name: "mock-idp",
                attachment: "platform",
            },
            transports: ["internal"],
            authenticator_flags: Flags { user_present: true, user_verified: true },
            created_at: passkey.created_at,
            updated_at: passkey.updated_at,
            display_name: passkey.display_name.clone(),
        }
    }
}
