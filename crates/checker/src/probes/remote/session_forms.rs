//! Forms and links that name a session at Scalekit by its id: those with which people end their other sessions.

use url::Url;
use user_agent::{Control, ControlKind, Page};

use crate::{Browser, Lure, NotTried, Person, Stage};

/// A control that names a session.
#[derive(Clone, Debug)]
pub(super) struct SessionForm {
    page: Url,
    control: Control,
    entries: Vec<(String, String)>,
    /// The id that it names.
    session: String,
}

/// How a request is made of a form.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sent<'a> {
    /// As its own page sends it, tokens and all.
    Pressed,
    /// By a form of another page, with the fields alone that name the session.
    FormOf(&'a Url),
    /// By a link on another page, the same fields in its query.
    LinkOf(&'a Url),
}

/// Returns the ids of the sessions that a person has now and had not before.
///
/// # Errors
///
/// [`NotTried`] if the fake does not answer.
pub(super) async fn new_sessions(
    stage: &Stage,
    person: &Person,
    before: &[String],
) -> Result<Vec<String>, NotTried> {
    let now = stage.fake.active_sessions(person).await?;
    Ok(now.into_iter().filter(|session| !before.contains(session)).collect())
}

/// Finds a control that names this session, on any page that the person has.
pub(super) async fn find(
    stage: &Stage,
    browser: &mut dyn Browser,
    session: &str,
) -> Option<SessionForm> {
    for url in &stage.subject.pages {
        let Ok(page) = browser.open(url.as_str()).await else { continue };
        if let Some(found) = on(&page, session) {
            return Some(found);
        }
    }
    None
}

fn on(page: &Page, session: &str) -> Option<SessionForm> {
    let controls = page.controls().into_iter().map(|control| {
        let entries = page.entries(&control);
        SessionForm { page: page.url().clone(), control, entries, session: session.to_owned() }
    });
    controls.into_iter().find(SessionForm::names_it)
}

impl SessionForm {
    fn names_it(&self) -> bool {
        let in_url = self.control.url().is_some_and(|url| url.as_str().contains(&self.session));
        in_url || self.entries.iter().any(|(_, value)| value.contains(&self.session))
    }

    /// Returns the name of the control, for a sentence.
    pub(super) fn name(&self) -> String {
        format!("“{}” on {}", self.control.name, self.page.path())
    }

    /// Says whether a press is a GET, as of a link.
    pub(super) fn is_get(&self) -> bool {
        match &self.control.kind {
            ControlKind::Submit { method, .. } => *method == http::Method::GET,
            ControlKind::Link { .. } => true,
            ControlKind::Script => false,
        }
    }

    /// Sends it for another session than the one it names. What comes of it is seen at the fake.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the page cannot be opened any more.
    pub(super) async fn send(
        &self,
        browser: &mut dyn Browser,
        session: &str,
        sent: Sent<'_>,
    ) -> Result<(), NotTried> {
        let fresh = on(&browser.open(self.page.as_str()).await?, &self.session);
        let form = fresh.as_ref().unwrap_or(self);
        let swap = |text: &str| text.replace(&self.session, session);
        let Some(url) = form.control.url().map(|url| swap(url.as_str())) else { return Ok(()) };
        let all = form.entries.iter();
        let naming = |entry: &&(String, String)| entry.1.contains(&self.session);
        let entries: Vec<_> = match sent {
            Sent::Pressed => all.collect(),
            Sent::FormOf(_) | Sent::LinkOf(_) => all.filter(naming).collect(),
        };
        let entries: Vec<_> =
            entries.iter().map(|(name, value)| (name.as_str(), swap(value))).collect();
        let fields: Vec<_> = entries.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let _seen_at_the_fake = match sent {
            Sent::Pressed if self.is_get() => browser.open(&with_query(&url, &fields)).await,
            Sent::Pressed => browser.lure(&form.page, Lure::Form(&fields), &url).await,
            Sent::FormOf(from) => browser.lure(from, Lure::Form(&fields), &url).await,
            Sent::LinkOf(from) => browser.lure(from, Lure::Link, &with_query(&url, &fields)).await,
        };
        Ok(())
    }
}

fn with_query(url: &str, fields: &[(&str, &str)]) -> String {
    let Ok(mut parsed) = url.parse::<Url>() else { return url.to_owned() };
    if !fields.is_empty() {
        parsed.query_pairs_mut().extend_pairs(fields);
    }
    parsed.into()
}
