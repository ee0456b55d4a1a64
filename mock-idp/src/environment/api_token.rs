//! API tokens: opaque credentials of an organization, or of one of its members.

mod event;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

pub use self::event::ApiTokenEvent;
use super::{ApiTokenId, Environment, OrganizationId, Secret, UserId};

/// An API token.
#[derive(Clone, Debug, Serialize)]
pub struct ApiToken {
    /// `apit_…`
    pub id: ApiTokenId,
    /// The token itself.
    pub secret: Secret,
    /// The organization that owns it.
    pub organization: OrganizationId,
    /// The member for whom it acts; `None` if it acts for the organization.
    pub user: Option<UserId>,
    /// The custom claims that its validation returns.
    pub custom_claims: BTreeMap<String, String>,
    /// The purpose, in its maker's words.
    pub description: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it expires, if ever.
    pub expires_at: Option<Timestamp>,
    /// When it was invalidated, if it was.
    pub invalidated_at: Option<Timestamp>,
}

impl Environment {
    /// Returns the API token with this text or this id, good or not.
    pub(crate) fn api_token(&self, presented: &str) -> Option<&ApiToken> {
        match self.api_tokens_by_secret.get(presented) {
            Some(id) => self.api_tokens.get(id),
            None => self.api_tokens.get(presented),
        }
    }

    /// Returns every API token, good or not, each with its number in the list.
    pub(crate) fn numbered_api_tokens(&self) -> impl Iterator<Item = (u64, &ApiToken)> {
        self.api_tokens.numbered()
    }

    /// Returns whether a token can be used: it was not invalidated and has not expired, its organization exists, and
    /// the user that it acts for, if any, is an active member there.
    pub(crate) fn api_token_is_good(&self, token: &ApiToken) -> bool {
        let unexpired = token.expires_at.is_none_or(|end| self.now() < end);
        let of_a_tenant = self.organization(&token.organization).is_some();
        let of_a_member = token.user.as_ref().is_none_or(|user| {
            self.user(user)
                .is_some_and(|user| user.active && user.membership(&token.organization).is_some())
        });
        token.invalidated_at.is_none() && unexpired && of_a_tenant && of_a_member
    }
}
