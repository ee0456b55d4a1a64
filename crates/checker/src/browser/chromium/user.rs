//! The cookies of a browser, and what it requested: what its windows share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use user_agent::{Error, Hop, HopRecord, Jar};

use super::cookies;
use super::process::Chromium;

/// A user context, which is made when it is needed and removed at the end.
#[derive(Debug)]
pub(super) struct User {
    chromium: Chromium,
    id: OnceCell<String>,
    story: Mutex<Vec<HopRecord>>,
}

impl User {
    pub(super) fn new(chromium: &Chromium) -> Self {
        Self { chromium: chromium.clone(), id: OnceCell::new(), story: Mutex::default() }
    }

    pub(super) fn chromium(&self) -> &Chromium {
        &self.chromium
    }

    /// Returns the id of the user context.
    pub(super) async fn id(&self) -> Result<&str, Error> {
        let make = || async {
            let made = self.chromium.call("browser.createUserContext", json!({})).await?;
            Ok(made["userContext"].as_str().unwrap_or_default().to_owned())
        };
        self.id.get_or_try_init(make).await.map(String::as_str)
    }

    pub(super) async fn jar(&self) -> Result<Jar, Error> {
        cookies::read(&self.chromium, self.id().await?).await
    }

    pub(super) async fn restore(&self, jar: &Jar) -> Result<(), Error> {
        cookies::write(&self.chromium, self.id().await?, jar).await
    }

    /// Writes down requests.
    pub(super) fn record(&self, hops: &[Hop]) {
        self.story().extend(hops.iter().map(Hop::record));
    }

    pub(super) fn requests(&self) -> usize {
        self.story().len()
    }

    pub(super) fn records(&self, since: usize) -> Vec<HopRecord> {
        self.story().iter().skip(since).cloned().collect()
    }

    fn story(&self) -> MutexGuard<'_, Vec<HopRecord>> {
        self.story.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for User {
    fn drop(&mut self) {
        let (Some(id), Ok(runtime)) = (self.id.take(), Handle::try_current()) else { return };
        let chromium = self.chromium.clone();
        runtime.spawn(async move {
            // If it fails, the end of the process ends the context as well.
            let _ = chromium.call("browser.removeUserContext", json!({ "userContext": id })).await;
        });
    }
}
