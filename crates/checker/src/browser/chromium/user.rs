//! The cookies of a browser, and what it requested: what its windows share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use user_agent::{Error, Hop, HopRecord, Jar, RefusedCookie, UserAgent};

use super::cookies;
use super::process::Chromium;
use crate::clock;

/// How long the cookies of a browser that showed a page with scripts are taken as they were read: such a page may set some
/// at any time, and a probe looks at them several times within a few milliseconds.
const RESTLESS: Duration = Duration::from_millis(100);

/// A user context, which is made when it is needed and removed at the end.
#[derive(Debug)]
pub(super) struct User {
    chromium: Chromium,
    id: OnceCell<String>,
    story: Mutex<Vec<HopRecord>>,
    /// The lines of answers that the browser cannot have kept: its protocol tells nothing of them.
    refused: Mutex<Vec<RefusedCookie>>,
    cookies: Mutex<Cookies>,
}

/// The cookies as they were read, for as long as nothing can have changed them: a probe looks at them many times.
#[derive(Debug, Default)]
struct Cookies {
    kept: Option<(Jar, Instant)>,
    /// How many acts are under way.
    acts: usize,
    /// Counts what may have changed them.
    changes: u64,
    /// Whether a page was shown that can set cookies by itself at any time.
    is_restless: bool,
}

/// Says that an act is under way, for as long as this value lives.
pub(super) struct Acting<'a>(&'a User);

impl Drop for Acting<'_> {
    fn drop(&mut self) {
        let mut cookies = self.0.cookies();
        cookies.acts -= 1;
        cookies.forget();
    }
}

impl Cookies {
    fn forget(&mut self) {
        self.kept = None;
        self.changes += 1;
    }

    /// Keeps a jar, if nothing changed since `changes` was counted.
    fn keep(&mut self, jar: &Jar, changes: u64) {
        let may_keep = self.acts == 0 && self.changes == changes;
        self.kept = may_keep.then(|| (jar.clone(), Instant::now()));
    }

    /// Returns the jar that was kept, if it still says what there is.
    fn kept(&self) -> Option<Jar> {
        let (jar, since) = self.kept.as_ref()?;
        let is_recent = !self.is_restless || since.elapsed() < RESTLESS;
        (is_recent && is_fresh(jar)).then(|| jar.clone())
    }
}

impl User {
    pub(super) fn new(chromium: &Chromium) -> Self {
        Self {
            chromium: chromium.clone(),
            id: OnceCell::new(),
            story: Mutex::default(),
            refused: Mutex::default(),
            cookies: Mutex::default(),
        }
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

    /// Returns the cookies that there are, and the lines that were not taken.
    pub(super) async fn jar(&self) -> Result<Jar, Error> {
        let mut jar = self.present().await?;
        self.refused().iter().cloned().for_each(|line| jar.refuse(line));
        Ok(jar)
    }

    async fn present(&self) -> Result<Jar, Error> {
        let (kept, changes) = {
            let cookies = self.cookies();
            (cookies.kept(), cookies.changes)
        };
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let jar = cookies::read(&self.chromium, self.id().await?).await?;
        self.cookies().keep(&jar, changes);
        Ok(jar)
    }

    pub(super) async fn restore(&self, jar: &Jar) -> Result<(), Error> {
        let present = self.present().await?;
        let _they_change = self.acting();
        jar.refused().clone_into(&mut self.refused());
        cookies::write(&self.chromium, self.id().await?, &present, jar).await
    }

    /// Says that an act begins, which may change the cookies until the returned value is dropped.
    pub(super) fn acting(&self) -> Acting<'_> {
        let mut cookies = self.cookies();
        cookies.acts += 1;
        cookies.forget();
        Acting(self)
    }

    /// Says that a window rests, and whether its page does nothing by itself.
    pub(super) fn rests(&self, is_still: bool) {
        self.cookies().is_restless |= !is_still;
    }

    fn cookies(&self) -> MutexGuard<'_, Cookies> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down requests, and what the browser did not take of their answers.
    pub(super) fn record(&self, hops: &[Hop]) {
        self.refused().extend(hops.iter().flat_map(Hop::refused));
        self.story().extend(hops.iter().map(Hop::record));
    }

    /// Writes down what another browser requested with the cookies of this one, and changes those that its answers changed.
    pub(super) async fn record_of(&self, other: &UserAgent, before: &Jar) -> Result<(), Error> {
        let after = other.jar();
        self.story().extend(other.transcript().records(0));
        self.refused().extend(after.refused().iter().skip(before.refused().len()).cloned());
        cookies::write(&self.chromium, self.id().await?, before, &after).await
    }

    pub(super) fn requests(&self) -> usize {
        self.story().len()
    }

    pub(super) fn records(&self, since: usize) -> Vec<HopRecord> {
        self.story().iter().skip(since).cloned().collect()
    }

    fn refused(&self) -> MutexGuard<'_, Vec<RefusedCookie>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn story(&self) -> MutexGuard<'_, Vec<HopRecord>> {
        self.story.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says whether every cookie is still alive.
fn is_fresh(jar: &Jar) -> bool {
    let now = clock::now();
    jar.cookies().iter().all(|cookie| cookie.expires.is_none_or(|end| now < end))
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
