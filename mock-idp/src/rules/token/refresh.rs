//! `grant_type=refresh_token` (RFC 6749 §6, RFC 9700 §4.14.2, `docs/tokens.md#refresh`).

use super::{TokenError, ensure_live, issue};
use crate::environment::policy::seconds;
use crate::environment::{
    Client, EndedBy, Environment, Event, Grant, GrantEvent, RefreshStage, Reuse, RevocationReason,
    Rotation, SessionEvent,
};
use crate::mint::Issuance;
use crate::rules::{Desk, Refused, Ruling, ensure};
use crate::wire::{Refresh, Scope};

/// Exchanges a refresh token for new tokens and a new refresh token.
pub(super) fn refresh(
    desk: &mut Desk<'_>,
    client: &Client,
    request: &Refresh,
) -> Ruling<Issuance, TokenError> {
    let presented = &request.refresh_token;
    let token = desk.env.refresh_token(presented.reveal()).ok_or(TokenError::RefreshUnknown)?;
    let grant = desk.env.grant(&token.grant).expect("a refresh token's grant is remembered");
    ensure(grant.client == client.id, TokenError::RefreshOfAnotherClient)?;
    let live_grant = ensure_live(desk.env, client, grant)?;
    let scope = narrow(grant, request.scope.as_deref())?;
    match &token.stage {
        RefreshStage::Live => Ok(issue::next(desk, &live_grant, scope, presented)),
        RefreshStage::Rotated(rotation) if is_a_retry(desk.env, rotation, &scope) => {
            let successor = &rotation.successor;
            Ok(issue::again(desk, &live_grant, scope, presented, successor))
        }
        RefreshStage::Rotated(_) => Err(reused(desk.env, grant)),
    }
}

/// Returns whether a request repeats one whose answer was lost: it comes within the grace, is the same, and the
/// successor is unused.
fn is_a_retry(env: &Environment, rotation: &Rotation, scope: &Scope) -> bool {
    let grace = seconds(env.policies().refresh_grace_seconds);
    let in_time = env.now().duration_since(rotation.at) < grace;
    let unused = env
        .refresh_token(rotation.successor.reveal())
        .is_some_and(|token| matches!(token.stage, RefreshStage::Live));
    in_time && *scope == rotation.scope && unused
}

fn reused(env: &Environment, grant: &Grant) -> Refused<TokenError> {
    let consequence = match env.policies().refresh_reuse {
        Reuse::RevokeFamily => Some(Event::from(GrantEvent::Revoked {
            grant: grant.id.clone(),
            why: RevocationReason::RefreshTokenReused,
        })),
        Reuse::RevokeSession => Some(Event::from(SessionEvent::Ended {
            session: grant.session.clone(),
            by: EndedBy::Revocation,
            hinted: None,
        })),
        Reuse::Refuse => None,
    };
    Refused::with(TokenError::RefreshReused, consequence)
}

/// Returns the requested scope, which must not exceed the granted one (RFC 6749 §6), or the granted one.
fn narrow(grant: &Grant, requested: Option<&str>) -> Result<Scope, TokenError> {
    let Some(requested) = requested else {
        return Ok(grant.scope.clone());
    };
    let granted = requested.split_ascii_whitespace().all(|word| grant.scope.contains(word));
    ensure(granted, TokenError::ScopeWidened(grant.scope.to_string()))?;
    Ok(Scope::parse(requested))
}
