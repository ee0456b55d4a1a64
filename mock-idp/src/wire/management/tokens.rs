//! `scalekit.v1.tokens`

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::moment;
use crate::environment::client_secret::suffix;
use crate::environment::{ApiToken, ApiTokenId, Environment, OrganizationId, UserId};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateToken {
    pub(crate) token: NewToken,
}

/// What a token is to be.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewToken {
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
    pub(crate) custom_claims: BTreeMap<String, String>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) expiry: Option<Timestamp>,
    pub(crate) description: String,
}

/// `ValidateToken` and `InvalidateToken` name a token, by its text or its id, and nothing else.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NamedToken {
    pub(crate) token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListTokens {
    pub(crate) organization_id: String,
    pub(crate) user_id: Option<String>,
    pub(crate) page_size: i32,
    pub(crate) page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateToken {
    pub(crate) token: String,
    pub(crate) custom_claims: BTreeMap<String, String>,
    pub(crate) description: Option<String>,
}

/// What is known of a token, without the token.
#[derive(Debug, Serialize)]
pub(crate) struct Token {
    pub(crate) token_id: ApiTokenId,
    pub(crate) organization_id: OrganizationId,
    pub(crate) organization_external_id: String,
    pub(crate) user_id: Option<UserId>,
    pub(crate) user_external_id: Option<String>,
    pub(crate) custom_claims: BTreeMap<String, String>,
    pub(crate) expiry: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) description: Option<String>,
    pub(crate) token_suffix: String,
    pub(crate) email: Option<String>,
    pub(crate) roles: Vec<String>,
}

/// A new token, shown this once.
#[derive(Debug, Serialize)]
pub(crate) struct TokenCreated {
    pub(crate) token: String,
    pub(crate) token_id: ApiTokenId,
    pub(crate) token_info: Token,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneToken {
    pub(crate) token_info: Token,
}

#[derive(Debug, Serialize)]
pub(crate) struct Tokens {
    pub(crate) tokens: Vec<Token>,
    pub(crate) total_count: u32,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
}

impl Token {
    /// The people and the roles as they are now: a token made yesterday says what somebody is today.
    pub(crate) fn of(token: &ApiToken, environment: &Environment) -> Self {
        let organization = environment.organization(&token.organization);
        let user = token.user.as_ref().and_then(|id| environment.user(id));
        let membership = user.and_then(|user| user.membership(&token.organization));
        Self {
            token_id: token.id.clone(),
            organization_id: token.organization.clone(),
            organization_external_id: organization
                .and_then(|organization| organization.external_id.clone())
                .unwrap_or_default(),
            user_id: token.user.clone(),
            user_external_id: user.and_then(|user| user.external_id.clone()),
            custom_claims: token.custom_claims.clone(),
            expiry: token.expires_at,
            created_at: token.created_at,
            description: token.description.clone(),
            token_suffix: suffix(&token.secret),
            email: user.map(|user| user.email.clone()),
            roles: membership.map_or_else(Vec::new, |membership| membership.roles.clone()),
        }
    }
}

impl TokenCreated {
    pub(crate) fn of(token: &ApiToken, environment: &Environment) -> Self {
        Self {
            token: token.secret.reveal().to_owned(),
            token_id: token.id.clone(),
            token_info: Token::of(token, environment),
        }
    }
}
