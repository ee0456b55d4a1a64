//! Passkeys, listed, renamed and deleted. The fake has no ceremony: the seed has them or a test registers
//! them through the library, and nobody signs in with one.

use url::Url;

use super::{Failure, Service, known};
use crate::environment::{Environment, Passkey, PasskeyEvent};
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::management::webauthn::{
    Accepted, Credential, Credentials, DeleteCredential, Deleted, ListCredentials, OneCredential,
    Unknown, UpdateCredential,
};

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.auth.webauthn.WebAuthnService")
        .serve("ListCredentials", list)
        .serve("UpdateCredential", update)
        .serve("DeleteCredential", delete)
}

/// The oldest first. Without a user Scalekit means the one who asks, and here a client asks.
fn list(desk: &mut Desk<'_>, ask: &ListCredentials) -> Ruling<Credentials, Failure> {
    ensure(
        !ask.user_id.is_empty(),
        Failure::invalid("user_id", "is required, because a client asks and no user"),
    )?;
    let user = known::user(desk.env, &ask.user_id)?;
    let passkeys: Vec<&Passkey> = desk.env.passkeys(&user.id).collect();
    let ids = passkeys.iter().map(|passkey| raw_id(passkey)).collect();
    Ok(Granted::plainly(Credentials {
        credentials: passkeys.into_iter().map(Credential::of).collect(),
        all_accepted_credentials_options: Accepted {
            rp_id: rp_id(desk.env),
            user_id: user.id.clone(),
            all_accepted_credential_ids: ids,
        },
    }))
}

fn update(desk: &mut Desk<'_>, ask: &UpdateCredential) -> Ruling<OneCredential, Failure> {
    let passkey = passkey(desk.env, &ask.credential_id)?;
    let renamed = Passkey {
        display_name: ask.display_name.clone(),
        updated_at: desk.env.now(),
        ..passkey.clone()
    };
    Ok(Granted {
        reply: OneCredential { credential: Credential::of(&renamed) },
        events: vec![
            PasskeyEvent::Renamed { passkey: renamed.id, display_name: ask.display_name.clone() }
                .into(),
        ],
    })
}

fn delete(desk: &mut Desk<'_>, ask: &DeleteCredential) -> Ruling<Deleted, Failure> {
    let passkey = passkey(desk.env, &ask.credential_id)?;
    Ok(Granted {
        reply: Deleted {
            success: true,
            unknown_credential_options: Unknown {
                rp_id: rp_id(desk.env),
                credential_id: raw_id(passkey),
            },
        },
        events: vec![PasskeyEvent::Deleted { passkey: passkey.id.clone() }.into()],
    })
}

/// The credential id as browsers take it, base64url.
fn raw_id(passkey: &Passkey) -> String {
    passkey.credential_id.reveal().to_owned()
}

/// Passkeys belong to the host of the environment (`WebAuthn` Level 2 §5.1.2).
fn rp_id(env: &Environment) -> String {
    let url = Url::parse(env.issuer()).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

fn passkey<'a>(env: &'a Environment, asked: &str) -> Result<&'a Passkey, Failure> {
    env.passkey(asked).ok_or_else(|| Failure::not_found("passkey", asked))
}

#[cfg(test)]
mod tests;
