//! The application's own token: one for all callers, for as long as it is good.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use tokio::sync::Mutex;

use crate::client::Client;
use crate::error::Error;
use crate::token_endpoint::Grant;
use crate::tokens::AccessToken;

/// A token this close to its end is not used any more: it might end on the way.
const MARGIN: Duration = Duration::from_secs(30);

/// Scalekit's own documentation says a day; without a word from the server, far less is assumed.
const UNTOLD_LIFETIME: u64 = 300;

/// The token, once there is one. Callers who need one wait for the first of them to get it.
#[derive(Default)]
pub(super) struct OwnToken(Mutex<Option<Held>>);

struct Held {
    token: AccessToken,
    good_until: SystemTime,
}

#[derive(Deserialize)]
struct Issued {
    access_token: AccessToken,
    expires_in: Option<u64>,
}

impl OwnToken {
    /// A token that is good as far as anybody knows.
    pub(super) async fn good(&self, client: &Client) -> Result<AccessToken, Error> {
        let mut held = self.0.lock().await;
        match &*held {
            Some(held) if client.clock().now() < held.good_until => Ok(held.token.clone()),
            _ => Ok(held.insert(fetch(client).await?).token.clone()),
        }
    }

    /// Another token than one that was refused. Of many who were refused, one asks.
    pub(super) async fn instead_of(
        &self,
        refused: &AccessToken,
        client: &Client,
    ) -> Result<AccessToken, Error> {
        let mut held = self.0.lock().await;
        match &*held {
            Some(held) if held.token.secret() != refused.secret() => Ok(held.token.clone()),
            _ => Ok(held.insert(fetch(client).await?).token.clone()),
        }
    }
}

async fn fetch(client: &Client) -> Result<Held, Error> {
    let answer = client.redeem(Grant::ClientCredentials).await?;
    let issued: Issued = answer.json()?;
    let lifetime = Duration::from_secs(issued.expires_in.unwrap_or(UNTOLD_LIFETIME));
    Ok(Held {
        token: issued.access_token,
        good_until: client.clock().now() + lifetime.saturating_sub(MARGIN),
    })
}

impl fmt::Debug for OwnToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnToken([redacted])")
    }
}
