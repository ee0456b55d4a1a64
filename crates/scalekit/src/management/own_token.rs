//! The application's own token, which all callers share while it is valid.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use tokio::sync::Mutex;

use crate::client::Client;
use crate::error::Error;
use crate::token_endpoint::Grant;
use crate::tokens::AccessToken;

/// A token that expires within this time is not used any more, because it might expire on the way.
const MARGIN: Duration = Duration::from_secs(30);

/// The lifetime, in seconds, of a token whose response has no `expires_in`. Scalekit documents a day; far less is
/// assumed.
const ASSUMED_LIFETIME: u64 = 300;

/// The token, if it was fetched. Callers that need it wait for the first caller's request.
#[derive(Default)]
pub(super) struct OwnToken(Mutex<Option<CachedToken>>);

struct CachedToken {
    token: AccessToken,
    good_until: SystemTime,
}

#[derive(Deserialize)]
struct TokenResponse {
    access_token: AccessToken,
    expires_in: Option<u64>,
}

impl OwnToken {
    /// Returns the cached token, or fetches one.
    pub(super) async fn current(&self, client: &Client) -> Result<AccessToken, Error> {
        let mut cached = self.0.lock().await;
        match &*cached {
            Some(cached) if client.clock().now() < cached.good_until => Ok(cached.token.clone()),
            _ => Ok(cached.insert(fetch(client).await?).token.clone()),
        }
    }

    /// Returns another token than the refused one. Of many refused callers, one fetches it.
    pub(super) async fn replacement_of(
        &self,
        refused: &AccessToken,
        client: &Client,
    ) -> Result<AccessToken, Error> {
        let mut cached = self.0.lock().await;
        match &*cached {
            Some(cached) if cached.token.secret() != refused.secret() => Ok(cached.token.clone()),
            _ => Ok(cached.insert(fetch(client).await?).token.clone()),
        }
    }
}

async fn fetch(client: &Client) -> Result<CachedToken, Error> {
    let response = client.redeem(Grant::ClientCredentials).await?;
    let response: TokenResponse = response.json()?;
    let lifetime = Duration::from_secs(response.expires_in.unwrap_or(ASSUMED_LIFETIME));
    Ok(CachedToken {
        token: response.access_token,
        good_until: client.clock().now() + lifetime.saturating_sub(MARGIN),
    })
}

impl fmt::Debug for OwnToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnToken([redacted])")
    }
}
