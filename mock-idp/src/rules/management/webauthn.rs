//! Passkeys, listed, renamed and deleted. The fake has no `WebAuthn` ceremony: passkeys come from the seed or from
//! tests, and nobody signs in with them.

mod view;

use url::Url;

use super::{OperationError, Ruling, Service, find};
use crate::environment::{Environment, Passkey, PasskeyEvent};
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::webauthn as wire;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.auth.webauthn.WebAuthnService")
        .serve("ListCredentials", list)
        .serve("UpdateCredential", update)
        .serve("DeleteCredential", delete)
}

/// Lists a user's passkeys, the oldest first. Without a user Scalekit lists the caller's own; a caller here is a
/// client, and has none.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListCredentialsRequest,
) -> Ruling<wire::ListCredentialsResponse> {
    ensure(
        !request.user_id.is_empty(),
        OperationError::invalid("user_id", "is required, because a client asks and no user"),
    )?;
    let user = find::user(desk.env, &request.user_id)?;
    let passkeys: Vec<&Passkey> = desk.env.passkeys(&user.id).collect();
    let ids = passkeys.iter().map(|passkey| raw_id(passkey)).collect();
    Ok(Granted::plainly(wire::ListCredentialsResponse {
        credentials: passkeys.into_iter().map(view::credential).collect(),
        all_accepted_credentials_options: Some(wire::AllAcceptedCredentialsOptions {
            rp_id: rp_id(desk.env),
            user_id: user.id.to_string(),
            all_accepted_credential_ids: ids,
        }),
    }))
}

fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateCredentialRequest,
) -> Ruling<wire::UpdateCredentialResponse> {
    let passkey = passkey(desk.env, &request.credential_id)?;
    let renamed = Passkey {
        display_name: request.display_name.clone(),
        updated_at: desk.env.now(),
        ..passkey.clone()
    };
    Ok(Granted {
        reply: wire::UpdateCredentialResponse { credential: Some(view::credential(&renamed)) },
        events: vec![
            PasskeyEvent::Renamed {
                passkey: renamed.id,
                display_name: request.display_name.clone(),
            }
            .into(),
        ],
    })
}

fn delete(
    desk: &mut Desk<'_>,
    request: &wire::DeleteCredentialRequest,
) -> Ruling<wire::DeleteCredentialResponse> {
    let passkey = passkey(desk.env, &request.credential_id)?;
    Ok(Granted {
        reply: wire::DeleteCredentialResponse {
            success: true,
            unknown_credential_options: Some(wire::UnknownCredentialOptions {
                rp_id: rp_id(desk.env),
                credential_id: raw_id(passkey),
            }),
        },
        events: vec![PasskeyEvent::Deleted { passkey: passkey.id.clone() }.into()],
    })
}

/// Returns the credential id in base64url, as browsers expect it.
fn raw_id(passkey: &Passkey) -> String {
    passkey.credential_id.reveal().to_owned()
}

/// Returns the relying party's id. Passkeys belong to the host of the environment (`WebAuthn` Level 2 §5.1.2).
fn rp_id(env: &Environment) -> String {
    let url = Url::parse(env.issuer()).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

fn passkey<'a>(env: &'a Environment, id: &str) -> Result<&'a Passkey, OperationError> {
    env.passkey(id).ok_or_else(|| OperationError::not_found("passkey", id))
}

#[cfg(test)]
mod tests;
