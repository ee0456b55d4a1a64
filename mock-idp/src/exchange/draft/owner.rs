//! Whose a request is: client, session and grant, by what it showed and what it caused.

use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::{Cause, CredentialKind};
use super::Draft;
use crate::environment::{ClientId, Environment, Id as _, SessionId};
use crate::secret::Secret;
use crate::wire::Endpoint;

/// The longest token whose claims are read, in octets: those of this environment have some two thousand.
const LONGEST_TOKEN: usize = 16_384;

/// The claims by which a token is found.
#[derive(Deserialize)]
struct Claims {
    sid: Option<String>,
    azp: Option<String>,
    client_id: Option<String>,
    iss: Option<String>,
}

/// What the header of a token says of its kind.
#[derive(Deserialize)]
struct Header {
    typ: Option<String>,
}

impl Draft {
    /// Finds client, session and grant by what the request showed. What it caused has been added before, and counts more.
    pub(super) fn find(&mut self, environment: &Environment) {
        let shown = std::mem::take(&mut self.shown);
        for (kind, secret) in &shown {
            self.find_by(*kind, secret, environment);
        }
        self.shown = shown;
        if let Some(grant) = self.grant.as_ref().and_then(|grant| environment.grant(grant)) {
            self.client.get_or_insert_with(|| grant.client.clone());
            self.session.get_or_insert_with(|| grant.session.clone());
        }
        let session = self.session.as_ref().or(self.hinted.as_ref());
        let session = session.and_then(|session| environment.session(session));
        self.user = session.map(|session| session.user.clone());
        self.client = self.known_client(environment);
        if self.owns_token && self.client.is_some() {
            self.token_seconds = NonZeroU32::new(environment.policies().client_token_seconds);
        }
    }

    /// Returns the client that the request names, or else that of what it showed and caused so far.
    pub(crate) fn known_client(&self, environment: &Environment) -> Option<ClientId> {
        let named = self.named_client.as_ref().map(Secret::reveal);
        let named = named.and_then(|named| environment.client(named));
        named.map(|client| client.id.clone()).or_else(|| self.client.clone())
    }

    /// Whether the client registered an address at the origin that sent the browser here.
    pub(super) fn is_from_registered(&self, environment: &Environment) -> bool {
        let client = self.client.as_ref().and_then(|id| environment.client(id.as_str()));
        let (Some(client), Some(origin)) = (client, &self.head.from) else { return false };
        let mut uris = client.registered_uris();
        uris.any(|uri| uri.admits_origin(origin, environment.organizations()))
    }

    fn find_by(&mut self, kind: CredentialKind, secret: &Secret, environment: &Environment) {
        match kind {
            CredentialKind::SessionCookie => {
                let session = environment.session_by_cookie(secret);
                self.session =
                    self.session.take().or_else(|| session.map(|session| session.id.clone()));
            }
            CredentialKind::Code => {
                let code = environment.code(secret.reveal());
                self.grant = self.grant.take().or_else(|| code.map(|code| code.grant.clone()));
            }
            CredentialKind::RefreshToken => {
                let token = environment.refresh_token(secret.reveal());
                self.grant = self.grant.take().or_else(|| token.map(|token| token.grant.clone()));
            }
            CredentialKind::Token => self.find_by_token(secret, environment),
            CredentialKind::AccessToken => self.find_by_claims(secret, environment),
            CredentialKind::IdToken => {
                let Some(claims) = claims(secret) else { return };
                self.hinted = session_of(&claims, environment);
                self.client = self.client.take().or(client_of(&claims, environment));
            }
            CredentialKind::CodeVerifier | CredentialKind::ClientSecret | CredentialKind::Grant => {
            }
        }
    }

    /// Finds whose token was introspected or revoked, and notes if it is another client's or nobody's.
    fn find_by_token(&mut self, secret: &Secret, environment: &Environment) {
        let refresh = environment.refresh_token(secret.reveal());
        let grant = refresh.and_then(|token| environment.grant(&token.grant));
        let owner = match grant {
            Some(grant) => {
                self.grant = Some(grant.id.clone());
                Some(grant.client.to_string())
            }
            None => claims(secret).and_then(|claims| claims.azp.or(claims.client_id)),
        };
        if self.head.endpoint == Some(Endpoint::Revoke) && is_id_token(secret, environment) {
            self.cause = self.cause.or(Some(Cause::IdTokenRevoked));
        }
        let named = self.named_client.as_ref().map(Secret::reveal);
        self.cause = self.cause.or(match owner.as_deref() {
            None => Some(Cause::NeverIssued),
            Some(owner) if named.is_some_and(|named| named != owner) => Some(Cause::OtherClient),
            Some(_) => None,
        });
        self.find_by_claims(secret, environment);
    }

    fn find_by_claims(&mut self, token: &Secret, environment: &Environment) {
        let Some(claims) = claims(token) else { return };
        self.session = self.session.take().or_else(|| session_of(&claims, environment));
        self.client = self.client.take().or(client_of(&claims, environment));
    }
}

/// Reads the claims of a token. Nobody trusts them: they only say of which session a finding speaks.
fn claims(token: &Secret) -> Option<Claims> {
    part(token, 1)
}

/// Reads a part of a JWT by its place: the header, and then the claims.
fn part<T: DeserializeOwned>(token: &Secret, place: usize) -> Option<T> {
    let part = token.reveal().split('.').nth(place).filter(|part| part.len() <= LONGEST_TOKEN)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Whether a token is an ID token of this environment, whose access tokens have no `azp`. Those of other issuers may have
/// one, and so may what says by its `typ` that it is something else than a JWT of no kind (RFC 9068 §2.1).
fn is_id_token(token: &Secret, environment: &Environment) -> bool {
    let is_jwt = |header: Header| header.typ.is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
    let is_of_here = |claims: Claims| {
        claims.azp.is_some() && claims.iss.as_deref() == Some(environment.issuer())
    };
    part(token, 0).is_some_and(is_jwt) && claims(token).is_some_and(is_of_here)
}

fn session_of(claims: &Claims, environment: &Environment) -> Option<SessionId> {
    let session = environment.session(&SessionId::named(claims.sid.as_deref()?))?;
    Some(session.id.clone())
}

fn client_of(claims: &Claims, environment: &Environment) -> Option<ClientId> {
    let named = claims.azp.as_deref().or(claims.client_id.as_deref())?;
    environment.client(named).map(|client| client.id.clone())
}
