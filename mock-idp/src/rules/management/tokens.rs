//! API tokens: issued, validated, changed and invalidated.

mod view;

use super::page::{List, Page};
use super::{OperationError, Ruling, Service, find, saturated};
use crate::environment::{
    ApiToken, ApiTokenEvent, Environment, Event, Id as _, Organization, User, UserId,
};
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::Empty;
use crate::wire::management::tokens as wire;

/// The prefix of tokens. Scalekit calls them opaque and shows none in full; the prefix is ours.
const PREFIX: &str = "api_";

/// Most claims of a token, as many as the contract lets a request carry.
const MOST_CLAIMS: usize = 20;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.tokens.ApiTokenService")
        .serve("CreateToken", create)
        .serve("ValidateToken", validate)
        .serve("InvalidateToken", invalidate)
        .serve("ListTokens", list)
        .serve("UpdateToken", update)
}

fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateTokenRequest,
) -> Ruling<wire::CreateTokenResponse> {
    let given = request.token.clone().unwrap_or_default();
    let organization = organization(desk.env, "token.organization_id", &given.organization_id)?;
    let member = Some(given.user_id.as_str())
        .filter(|user| !user.is_empty())
        .map(|user| member(desk.env, organization, user))
        .transpose()?;
    ensure(
        given.expiry.is_none_or(|end| desk.env.now() < end),
        OperationError::invalid("token.expiry", "must lie ahead"),
    )?;
    let token = ApiToken {
        id: desk.ids.id(),
        secret: desk.ids.secret(PREFIX),
        organization: organization.id.clone(),
        user: member.map(|user| user.id.clone()),
        custom_claims: given.custom_claims,
        description: non_empty(&given.description),
        created_at: desk.env.now(),
        expires_at: given.expiry,
        invalidated_at: None,
    };
    Ok(Granted {
        reply: wire::CreateTokenResponse {
            token: token.secret.reveal().to_owned(),
            token_id: token.id.to_string(),
            token_info: Some(view::token(desk.env, &token)),
        },
        events: vec![ApiTokenEvent::Created { token: Box::new(token) }.into()],
    })
}

/// Describes an active token; any other is `NOT_FOUND`. Of the codes that the SDKs take for a failed validation, it
/// is the one after which no SDK retries (`docs/management.md#errors`).
fn validate(
    desk: &mut Desk<'_>,
    request: &wire::ValidateTokenRequest,
) -> Ruling<wire::ValidateTokenResponse> {
    let token = active_token(desk.env, &request.token)?;
    let token_info = Some(view::token(desk.env, token));
    Ok(Granted::plainly(wire::ValidateTokenResponse { token_info }))
}

/// Invalidates a token. Doing so twice is no error.
fn invalidate(desk: &mut Desk<'_>, request: &wire::InvalidateTokenRequest) -> Ruling<Empty> {
    let token = token(desk.env, &request.token)?;
    let event = Event::from(ApiTokenEvent::Invalidated { token: token.id.clone() });
    let live = token.invalidated_at.is_none();
    Ok(Granted { reply: Empty {}, events: live.then_some(event).into_iter().collect() })
}

/// Lists the active tokens, the newest first.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListTokensRequest,
) -> Ruling<wire::ListTokensResponse> {
    let organization = organization(desk.env, "organization_id", &request.organization_id)?;
    let wanted = request.user_id.as_deref().map(UserId::named);
    let tokens = desk
        .env
        .numbered_api_tokens()
        .filter(|(_, token)| token.organization == organization.id)
        .filter(|(_, token)| wanted.is_none() || token.user == wanted)
        .filter(|(_, token)| desk.env.api_token_is_good(token));
    let size = u32::try_from(request.page_size).unwrap_or_default();
    let page = List::newest_first(tokens).page(size, &request.page_token)?;
    let page = page.map(|token| view::token(desk.env, token));
    let Page { items: tokens, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListTokensResponse {
        tokens,
        next_page_token,
        prev_page_token,
        total_count: saturated(total_size),
    }))
}

/// Changes a token. New claims are added to the old ones, as the SDKs' documents say; a description replaces the old
/// one, and an empty one removes it.
fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateTokenRequest,
) -> Ruling<wire::UpdateTokenResponse> {
    let mut changed = active_token(desk.env, &request.token)?.clone();
    changed.custom_claims.extend(request.custom_claims.clone());
    ensure(
        changed.custom_claims.len() <= MOST_CLAIMS,
        OperationError::invalid("custom_claims", format!("would be more than {MOST_CLAIMS}")),
    )?;
    if let Some(text) = &request.description {
        changed.description = non_empty(text);
    }
    Ok(Granted {
        reply: wire::UpdateTokenResponse { token_info: Some(view::token(desk.env, &changed)) },
        events: vec![ApiTokenEvent::Updated { token: Box::new(changed) }.into()],
    })
}

fn non_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Returns the token, active or not. The presented text is a secret, and not repeated.
fn token<'a>(env: &'a Environment, presented: &str) -> Result<&'a ApiToken, OperationError> {
    env.api_token(presented).ok_or_else(|| OperationError::not_found("API token", "like this"))
}

fn active_token<'a>(env: &'a Environment, presented: &str) -> Result<&'a ApiToken, OperationError> {
    let token = token(env, presented)?;
    ensure(
        env.api_token_is_good(token),
        OperationError::not_found("API token", format!("{} any more", token.id)),
    )?;
    Ok(token)
}

fn organization<'a>(
    env: &'a Environment,
    field: &str,
    id: &str,
) -> Result<&'a Organization, OperationError> {
    ensure(!id.is_empty(), OperationError::invalid(field, "is required"))?;
    find::organization(env, id)
}

fn member<'a>(
    env: &'a Environment,
    organization: &Organization,
    id: &str,
) -> Result<&'a User, OperationError> {
    let user = find::user(env, id)?;
    ensure(
        user.membership(&organization.id).is_some(),
        OperationError::FailedPrecondition(format!("{id} is no member of {}", organization.id)),
    )?;
    Ok(user)
}

#[cfg(test)]
mod tests;
