//! Renewals, as the fake saw them.

use super::{LEEWAYS, LIFE, Stage};
use crate::{Exchange, NotTried};

/// The longest wait for a planned fault, in milliseconds: an application renews within the request that needs it.
const LONGEST_WAIT_MS: &str = "5000";

impl Stage {
    /// Returns the renewals since a mark of [`Fake::last_exchange`](crate::Fake::last_exchange), refused ones too.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the fake cannot be read.
    pub async fn renewals(&self, mark: u64) -> Result<Vec<Exchange>, NotTried> {
        let exchanges = self.fake.exchanges(mark).await?;
        Ok(exchanges.into_iter().filter(is_renewal).collect())
    }

    /// Says whether the application renews a token that has ended. Where no probe has seen it yet, it is tried, with tokens
    /// that live for seconds until the next reset; a thorough check waits out the leeway of clocks as well.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if nobody can sign in, or the fake cannot be steered.
    pub(crate) async fn renews(&self) -> Result<bool, NotTried> {
        self.renews.get_or_try_init(|| self.try_to_renew()).await.copied()
    }

    async fn try_to_renew(&self) -> Result<bool, NotTried> {
        self.let_tokens_live(LIFE).await?;
        let mut alice = self.alice().await?;
        let mark = self.fake.last_exchange().await?;
        let leeways = if self.options.thorough { LEEWAYS.as_slice() } else { &[] };
        for wait in [LIFE + 1].iter().chain(leeways) {
            self.pass(*wait).await;
            let presence = self.sees(&mut alice).await?;
            if !self.renewals(mark).await?.is_empty() {
                return Ok(true);
            }
            if !presence.is_in() {
                break;
            }
        }
        Ok(false)
    }

    /// Says whether a planned fault has happened since a mark of [`Fake::last_entry`](crate::Fake::last_entry).
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the fake cannot be read.
    pub async fn has_fired(&self, mark: u64) -> Result<bool, NotTried> {
        let entries = self.fake.entries(mark).await?;
        Ok(entries.iter().any(|entry| entry.event == "fault.fired"))
    }

    /// Waits until a planned fault has happened since a mark of [`Fake::last_entry`](crate::Fake::last_entry).
    ///
    /// # Errors
    ///
    /// [`NotTried`] if none does within five seconds.
    pub async fn until_fired(&self, mark: u64) -> Result<(), NotTried> {
        let after = mark.to_string();
        let query =
            [("event", "fault.fired"), ("after", after.as_str()), ("timeout_ms", LONGEST_WAIT_MS)];
        let answer = self.fake.read("journal/wait", &query).await?;
        crate::probe::control(answer["timed_out"] != true, "the planned fault did not happen")
    }
}

/// Says whether an exchange is a renewal.
fn is_renewal(exchange: &Exchange) -> bool {
    exchange.is_at("token") && exchange.shows("refresh_token")
}

/// Returns the number of the exchange that gave the refresh token of a renewal: two with one number showed one token.
pub(crate) fn token_of(renewal: &Exchange) -> Option<u64> {
    let shown = renewal.members.get("shown")?.as_array()?;
    shown.iter().find(|one| one["kind"] == "refresh_token")?["given_in"].as_u64()
}
