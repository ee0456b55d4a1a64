//! API tokens: made, judged, changed and ended.

use super::page::List;
use super::{Failure, Service, known};
use crate::environment::{
    ApiToken, ApiTokenEvent, Environment, Event, Id as _, Organization, User, UserId,
};
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::management::Nothing;
use crate::wire::management::tokens::{
    CreateToken, ListTokens, NamedToken, OneToken, Token, TokenCreated, Tokens, UpdateToken,
};

/// How tokens begin. Scalekit calls them opaque and shows none whole; the prefix is ours.
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

fn create(desk: &mut Desk<'_>, ask: &CreateToken) -> Ruling<TokenCreated, Failure> {
    let asked = &ask.token;
    let organization = organization(desk.env, "token.organization_id", &asked.organization_id)?;
    let member = Some(asked.user_id.as_str())
        .filter(|user| !user.is_empty())
        .map(|user| member(desk.env, organization, user))
        .transpose()?;
    ensure(
        asked.expiry.is_none_or(|end| desk.env.now() < end),
        Failure::invalid("token.expiry", "must lie ahead"),
    )?;
    let token = ApiToken {
        id: desk.ids.id(),
        secret: desk.ids.secret(PREFIX),
        organization: organization.id.clone(),
        user: member.map(|user| user.id.clone()),
        custom_claims: asked.custom_claims.clone(),
        description: described(&asked.description),
        created_at: desk.env.now(),
        expires_at: asked.expiry,
        invalidated_at: None,
    };
    Ok(Granted {
        reply: TokenCreated::of(&token, desk.env),
        events: vec![ApiTokenEvent::Created { token: Box::new(token) }.into()],
    })
}

/// A token that is worth nothing is `NOT_FOUND`. Of the codes that the SDKs take for a failed validation
/// it is the one that no SDK answers with another attempt (`wire-contract.md` 2.2, 2.3).
fn validate(desk: &mut Desk<'_>, ask: &NamedToken) -> Ruling<OneToken, Failure> {
    let token = good_token(desk.env, &ask.token)?;
    Ok(Granted::plainly(OneToken { token_info: Token::of(token, desk.env) }))
}

/// To end a token twice is no error.
fn invalidate(desk: &mut Desk<'_>, ask: &NamedToken) -> Ruling<Nothing, Failure> {
    let token = token(desk.env, &ask.token)?;
    let event = Event::from(ApiTokenEvent::Invalidated { token: token.id.clone() });
    let live = token.invalidated_at.is_none();
    Ok(Granted { reply: Nothing {}, events: live.then_some(event).into_iter().collect() })
}

/// Those that are worth something, the newest first.
fn list(desk: &mut Desk<'_>, ask: &ListTokens) -> Ruling<Tokens, Failure> {
    let organization = organization(desk.env, "organization_id", &ask.organization_id)?;
    let wanted = ask.user_id.as_deref().map(UserId::named);
    let tokens = desk
        .env
        .numbered_api_tokens()
        .filter(|(_, token)| token.organization == organization.id)
        .filter(|(_, token)| wanted.is_none() || token.user == wanted)
        .filter(|(_, token)| desk.env.api_token_is_good(token));
    let size = u32::try_from(ask.page_size).unwrap_or_default();
    let page = List::newest_first(tokens).page(size, &ask.page_token)?;
    Ok(Granted::plainly(Tokens {
        tokens: page.items.into_iter().map(|token| Token::of(token, desk.env)).collect(),
        total_count: page.total_size,
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
    }))
}

/// Claims are added to those that there are, as the SDKs' documents say; a description replaces the old
/// one, and an empty one takes it away.
fn update(desk: &mut Desk<'_>, ask: &UpdateToken) -> Ruling<OneToken, Failure> {
    let mut changed = good_token(desk.env, &ask.token)?.clone();
    changed.custom_claims.extend(ask.custom_claims.clone());
    ensure(
        changed.custom_claims.len() <= MOST_CLAIMS,
        Failure::invalid("custom_claims", format!("would be more than {MOST_CLAIMS}")),
    )?;
    if let Some(text) = &ask.description {
        changed.description = described(text);
    }
    Ok(Granted {
        reply: OneToken { token_info: Token::of(&changed, desk.env) },
        events: vec![ApiTokenEvent::Updated { token: Box::new(changed) }.into()],
    })
}

fn described(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The token, good or not. What was presented is a secret, and not repeated.
fn token<'a>(env: &'a Environment, presented: &str) -> Result<&'a ApiToken, Failure> {
    env.api_token(presented).ok_or_else(|| Failure::not_found("API token", "like this"))
}

fn good_token<'a>(env: &'a Environment, presented: &str) -> Result<&'a ApiToken, Failure> {
    let token = token(env, presented)?;
    ensure(
        env.api_token_is_good(token),
        Failure::not_found("API token", format!("{} any more", token.id)),
    )?;
    Ok(token)
}

fn organization<'a>(
    env: &'a Environment,
    field: &str,
    asked: &str,
) -> Result<&'a Organization, Failure> {
    ensure(!asked.is_empty(), Failure::invalid(field, "is required"))?;
    known::organization(env, asked)
}

fn member<'a>(
    env: &'a Environment,
    organization: &Organization,
    asked: &str,
) -> Result<&'a User, Failure> {
    let user = known::user(env, asked)?;
    ensure(
        user.membership(&organization.id).is_some(),
        Failure::FailedPrecondition(format!("{asked} is no member of {}", organization.id)),
    )?;
    Ok(user)
}

#[cfg(test)]
mod tests;
