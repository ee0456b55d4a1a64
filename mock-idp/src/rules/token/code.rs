//! `grant_type=authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6).

use super::{TokenError, ensure_live, issue};
use crate::environment::{Client, Code, Event, GrantEvent, RevocationReason};
use crate::mint::Issuance;
use crate::rules::{Desk, Granted, Refused, Ruling, ensure};
use crate::wire::CodeExchange;

/// Exchanges a code for tokens, once.
pub(super) fn redeem(
    desk: &mut Desk<'_>,
    client: &Client,
    request: &CodeExchange,
) -> Ruling<Issuance, TokenError> {
    let code = desk.env.code(request.code.reveal()).ok_or(TokenError::CodeUnknown)?;
    let grant = desk.env.grant(&code.grant).expect("a code's grant is remembered");
    ensure(grant.client == client.id, TokenError::CodeOfAnotherClient)?;
    // Checked before anything else about the code: a redeemed code that is presented again has been seen by two
    // parties, whatever else they know.
    if code.redeemed_at.is_some() {
        return Err(replayed(code));
    }
    let lifetime = desk.env.policies().code_seconds;
    ensure(desk.env.now() < code.expires_at, TokenError::CodeExpired(lifetime))?;
    ensure_verified(code, request)?;
    ensure_same_redirect(code, request)?;
    let live_grant = ensure_live(desk.env, client, grant)?;
    let redeemed = Event::from(GrantEvent::CodeRedeemed {
        code: code.secret.clone(),
        grant: grant.id.clone(),
    });
    let Granted { reply, events } = issue::first(desk, &live_grant, &code.secret);
    Ok(Granted { reply, events: std::iter::once(redeemed).chain(events).collect() })
}

fn replayed(code: &Code) -> Refused<TokenError> {
    let revoked = Event::from(GrantEvent::Revoked {
        grant: code.grant.clone(),
        why: RevocationReason::CodeReplayed,
    });
    Refused::with(TokenError::CodeReplayed, [revoked])
}

fn ensure_verified(code: &Code, request: &CodeExchange) -> Result<(), TokenError> {
    match (&code.challenge, &request.verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(TokenError::VerifierUnexpected),
        (Some(_), None) => Err(TokenError::VerifierMissing),
        (Some(challenge), Some(verifier)) => {
            ensure(challenge.admits(verifier.reveal()), TokenError::VerifierMismatch)
        }
    }
}

fn ensure_same_redirect(code: &Code, request: &CodeExchange) -> Result<(), TokenError> {
    let redirect_uri = request.redirect_uri.as_deref().ok_or(TokenError::RedirectMissing)?;
    let first = code.redirect.as_str();
    ensure(redirect_uri == first, TokenError::RedirectChanged(first.to_owned()))
}
