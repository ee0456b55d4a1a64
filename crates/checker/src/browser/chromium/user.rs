//! The cookies of a browser, and what it requested: what its windows share.

use std::mem;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use user_agent::{Error, Hop, Jar, RefusedCookie, UserAgent};

use super::process::{Chromium, lock};
use super::rooms::Room;
use super::{cookies, rooms};
use crate::clock;
use crate::recorder::Line;

/// How long the cookies of a browser that showed a page with scripts are taken as they were read: such a page may set some
/// at any time, and a probe looks at them several times within a few milliseconds.
const RESTLESS: Duration = Duration::from_millis(100);

/// A user context, which is taken where one is free, or made when it is needed, and cleared at the end.
#[derive(Debug)]
pub(super) struct User {
    chromium: Chromium,
    id: OnceCell<String>,
    /// Its windows, in the order in which they were opened.
    windows: Mutex<Vec<String>>,
    /// The window that the context had, as long as nobody uses it.
    spare: Mutex<Option<String>>,
    story: Mutex<Vec<Hop>>,
    line: Line,
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
    /// Whether a page was shown that can set cookies by itself at any time, or an act was broken off.
    is_restless: bool,
}

/// Says that an act is under way, for as long as this value lives.
pub(super) struct Acting<'a> {
    user: &'a User,
    /// Whether it came to its end, and was not broken off.
    is_over: bool,
    /// The cookies that there are when it ends, if that is known.
    leaves: Option<Jar>,
}

impl Acting<'_> {
    /// Says that the act came to its end.
    pub(super) fn end(mut self) {
        self.is_over = true;
    }
}

impl Drop for Acting<'_> {
    fn drop(&mut self) {
        let mut cookies = self.user.cookies();
        cookies.acts -= 1;
        cookies.is_restless |= !self.is_over;
        cookies.forget();
        if let Some(jar) = self.leaves.take() {
            let changes = cookies.changes;
            cookies.keep(&jar, changes);
        }
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
    pub(super) fn new(chromium: &Chromium, line: Line) -> Self {
        Self {
            chromium: chromium.clone(),
            id: OnceCell::new(),
            windows: Mutex::default(),
            spare: Mutex::default(),
            story: Mutex::default(),
            line,
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
            if let Some(Room { user, window }) = self.chromium.rooms().take() {
                lock(&self.windows).push(window.clone());
                *lock(&self.spare) = Some(window);
                return Ok(user);
            }
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
        // Before the first act there is no context, and so no cookie.
        if !self.id.initialized() {
            return Ok(Jar::default());
        }
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
        jar.refused().clone_into(&mut self.refused());
        self.write(&present, jar).await
    }

    /// Makes the cookies those of a jar; so they are known afterwards.
    async fn write(&self, present: &Jar, jar: &Jar) -> Result<(), Error> {
        if !self.id.initialized() && jar.cookies().is_empty() {
            return Ok(());
        }
        let mut acting = self.acting();
        cookies::write(&self.chromium, self.id().await?, present, jar).await?;
        let mut written = Jar::default();
        jar.cookies().iter().cloned().for_each(|cookie| written.put(cookie));
        acting.leaves = Some(written);
        acting.end();
        Ok(())
    }

    /// Says that an act begins, which may change the cookies until the returned value is dropped.
    pub(super) fn acting(&self) -> Acting<'_> {
        let mut cookies = self.cookies();
        cookies.acts += 1;
        cookies.forget();
        Acting { user: self, is_over: false, leaves: None }
    }

    /// Says that a window rests, and whether its page does nothing by itself.
    pub(super) fn rests(&self, is_still: bool) {
        self.cookies().is_restless |= !is_still;
    }

    /// Returns a window in which nothing is open.
    pub(super) async fn window(&self) -> Result<String, Error> {
        let id = self.id().await?;
        if let Some(spare) = lock(&self.spare).take() {
            return Ok(spare);
        }
        let parameters = json!({ "type": "tab", "userContext": id });
        let made = self.chromium.call("browsingContext.create", parameters).await?;
        let window = made["context"].as_str().unwrap_or_default().to_owned();
        lock(&self.windows).push(window.clone());
        Ok(window)
    }

    fn cookies(&self) -> MutexGuard<'_, Cookies> {
        lock(&self.cookies)
    }

    /// Writes down requests, and what the browser did not take of their answers.
    pub(super) fn record(&self, hops: &[Hop]) {
        self.refused().extend(hops.iter().flat_map(Hop::refused));
        self.add(hops.iter().cloned());
    }

    /// Writes down what another browser requested with the cookies of this one, and changes those that its answers changed.
    pub(super) async fn record_of(&self, other: &UserAgent, before: &Jar) -> Result<(), Error> {
        let after = other.jar();
        self.add(other.transcript().hops(0));
        self.refused().extend(after.refused().iter().skip(before.refused().len()).cloned());
        self.write(before, &after).await
    }

    pub(super) fn requests(&self) -> usize {
        self.story().len()
    }

    pub(super) fn sent(&self, since: usize) -> Vec<Hop> {
        self.story().iter().skip(since).cloned().collect()
    }

    /// Adds requests to the story and to the recording.
    fn add(&self, hops: impl IntoIterator<Item = Hop>) {
        for hop in hops {
            self.line.add(hop.record());
            self.story().push(hop);
        }
    }

    /// Returns the line on which its requests are recorded.
    pub(super) fn line(&self) -> &Line {
        &self.line
    }

    fn refused(&self) -> MutexGuard<'_, Vec<RefusedCookie>> {
        lock(&self.refused)
    }

    fn story(&self) -> MutexGuard<'_, Vec<Hop>> {
        lock(&self.story)
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
        let windows = mem::take(&mut *lock(&self.windows));
        let is_still = !self.cookies().is_restless;
        runtime.spawn(async move {
            if is_still {
                rooms::clear(chromium, id, windows).await;
            } else {
                rooms::remove(&chromium, id).await;
            }
        });
    }
}
