//! What happens to API tokens.

use serde::Serialize;

use super::ApiToken;
use crate::environment::event::{Happened, names};
use crate::environment::{ApiTokenId, Environment, Names};

/// An event of an API token.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ApiTokenEvent {
    /// An API token was made.
    Created {
        /// The new token.
        token: Box<ApiToken>,
    },
    /// An API token's claims or description changed.
    Updated {
        /// The token as it is now.
        token: Box<ApiToken>,
    },
    /// An API token was invalidated.
    Invalidated {
        /// The token.
        token: ApiTokenId,
    },
}

names! { ApiTokenEvent:
    Created => "api_token.created",
    Updated => "api_token.updated",
    Invalidated => "api_token.invalidated",
}

impl Happened for ApiTokenEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { token } | Self::Updated { token } => {
                let (secret, id) = (token.secret.clone(), token.id.clone());
                environment.api_tokens_by_secret.insert(secret, id);
                environment.api_tokens.keep((**token).clone());
            }
            Self::Invalidated { token } => {
                if let Some(token) = environment.api_tokens.get_mut(token) {
                    token.invalidated_at = Some(environment.now);
                }
            }
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Created { token } | Self::Updated { token } => {
                let organization = names.organization(&token.organization);
                match &token.user {
                    Some(user) => {
                        format!("{} for {} in {organization}", token.id, names.user(user))
                    }
                    None => format!("{} for {organization}", token.id),
                }
            }
            Self::Invalidated { token } => token.to_string(),
        }
    }
}
