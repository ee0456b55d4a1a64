//! `mock-idp healthy`: whether a fake answers, for whatever waits for one or restarts one.

use std::time::Duration;

use clap::Args;
use reqwest::StatusCode;
use tokio::runtime::Builder;
use tokio::time::timeout;

use super::CommandError;
use super::address::{Address, reason};

/// How long a fake may take for its answer: on loopback it is an age, and half of the 10 seconds after which what
/// supervises a container gives up, so that the reason is printed before.
const SLOWEST_ANSWER: Duration = Duration::from_secs(5);

/// Exit with 0 if a fake answers, and with 1 and the reason otherwise
///
/// The health check of a container: the image has neither a shell nor curl.
#[derive(Debug, Args)]
pub(crate) struct Healthy {
    /// Where the fake is: its environment URL, or the address of its control API
    ///
    /// Without it, `http://127.0.0.1` and the port that `serve` takes.
    #[arg(value_name = "URL", env = "MOCK_IDP_CONTROL_URL")]
    url: Option<String>,
}

/// The reason why a fake is not healthy.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotHealthy {
    #[error("nothing answers at {origin}: {why}")]
    Silent { origin: String, why: String },
    #[error("{origin} answered {status} to /healthz, and a fake answers 200")]
    Other { origin: String, status: StatusCode },
}

impl Healthy {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let address = Address::of(self.url.as_deref())?;
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(runtime.map_err(CommandError::Signals)?.block_on(look(&address))?)
    }
}

/// Requests the health of the fake at an address.
async fn look(address: &Address) -> Result<(), NotHealthy> {
    let silent = |why: String| NotHealthy::Silent { origin: address.origin(), why };
    let client = address.client().map_err(|error| silent(reason(&error)))?;
    let answer = timeout(SLOWEST_ANSWER, client.get(address.url("/healthz")).send()).await;
    let answer = answer.map_err(|_| silent("no answer within five seconds".to_owned()))?;
    match answer.map_err(|error| silent(reason(&error)))?.status() {
        StatusCode::OK => Ok(()),
        status => Err(NotHealthy::Other { origin: address.origin(), status }),
    }
}
