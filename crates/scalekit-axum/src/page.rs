//! The pages of the routes and guards: what they say, apart from how they look.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use scalekit::management::{Device, Session as ScalekitSession};

use crate::auth::Auth;
use crate::guard::{SignedIn, Visitor};

/// Longest description of a device, in characters.
const LONGEST_DEVICE: usize = 80;

/// The function that draws a page as a whole HTML document.
pub(crate) type DrawPage = Arc<dyn Fn(&Page) -> String + Send + Sync>;

/// A page that a route or a guard answers with.
///
/// [`AuthBuilder::pages`](crate::AuthBuilder::pages) takes the function that puts it into the application's own
/// frame. What belongs inside `<main>` is ready in [`Page::main`]; an application that wants to say it in its own
/// words finds everything in [`Page::content`].
///
/// ```
/// use scalekit_axum::{Content, Page};
///
/// fn draw(page: &Page) -> String {
///     let main = match &page.content {
///         Content::LoggedOut => "<h1>See you soon!</h1>".to_owned(),
///         _ => page.main(),
///     };
///     format!("<!doctype html><title>{} – Acme</title><main>{main}</main>", page.title)
/// }
/// # let _ = draw;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page {
    /// The status of the answer.
    pub status: StatusCode,
    /// The title, as plain text without markup.
    pub title: &'static str,
    /// The person of this browser, if the page is for a session: the frame shows the name and a sign-out button, and
    /// scripts need the token.
    pub visitor: Option<Visitor>,
    /// The path of the application's page for people who are signed in.
    pub home: String,
    /// What the page says.
    pub content: Content,
}

/// What a page says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Content {
    /// A sentence about something that did not work, and a link.
    Notice {
        /// The sentence.
        text: &'static str,
        /// The label of the link.
        label: &'static str,
        /// The address of the link, a path of this site.
        address: String,
    },
    /// A sign-in that did not succeed.
    NotSignedIn {
        /// What the person can do about it.
        text: &'static str,
        /// The label of the link that begins anew.
        label: &'static str,
        /// Scalekit's code, or what is too large, for the helpdesk.
        code: Option<String>,
    },
    /// Lets the person confirm a sign-out whose initiator is not certain. The page has its own sign-out button.
    ConfirmSignOut {
        /// Whether this answers an attempt to sign out that was refused.
        was_refused: bool,
    },
    /// The page after a sign-out. With a visitor, the person is still signed in.
    LoggedOut,
    /// The person's sessions.
    Sessions(Vec<ListedSession>),
}

/// A session in the list of a person's sessions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ListedSession {
    /// The id at Scalekit, `ses_…`.
    pub id: String,
    /// The device, as far as it is known: `Chrome 120.0 on macOS 14.2, from 203.0.113.9`.
    pub device: String,
    /// The time since the sign-in: `2 hours 5 minutes`.
    pub signed_in: String,
    /// Whether it is the session of this browser.
    pub is_this_one: bool,
}

impl Page {
    pub(crate) fn new(
        auth: &Auth,
        status: StatusCode,
        title: &'static str,
        content: Content,
    ) -> Self {
        Self { status, title, visitor: None, home: auth.0.home.to_string(), content }
    }

    pub(crate) fn for_visitor(self, visitor: impl Into<Option<Visitor>>) -> Self {
        Self { visitor: visitor.into(), ..self }
    }

    pub(crate) fn confirm_sign_out(auth: &Auth, visitor: Option<Visitor>) -> Self {
        let content = Content::ConfirmSignOut { was_refused: false };
        Self::new(auth, StatusCode::OK, "Sign out?", content).for_visitor(visitor)
    }

    /// Makes the page after a refused attempt to sign out: it says so, and that nothing happened.
    pub(crate) fn sign_out_refused(auth: &Auth, visitor: Visitor) -> Self {
        let content = Content::ConfirmSignOut { was_refused: true };
        Self::new(auth, StatusCode::FORBIDDEN, "Still signed in", content).for_visitor(visitor)
    }

    pub(crate) fn logged_out(auth: &Auth, visitor: Option<Visitor>) -> Self {
        let title = if visitor.is_some() { "Still signed in" } else { "Signed out" };
        Self::new(auth, StatusCode::OK, title, Content::LoggedOut).for_visitor(visitor)
    }

    pub(crate) fn sessions(auth: &Auth, person: &SignedIn, listed: &[ScalekitSession]) -> Self {
        let own = person.session.identity.sid.as_deref();
        let row = |listed: &ScalekitSession| ListedSession {
            id: listed.id.clone(),
            device: listed.device.as_ref().map_or_else(unknown, device),
            signed_in: duration_until(auth.now(), listed.created_at),
            is_this_one: own == Some(listed.id.as_str()),
        };
        let content = Content::Sessions(listed.iter().map(row).collect());
        Self::new(auth, StatusCode::OK, "Your sessions", content).for_visitor(person.visitor())
    }

    /// Returns what belongs inside `<main>`, as HTML: a heading, sentences, links and forms, without classes of a
    /// style sheet but `primary`, `quiet`, `note`, `hint`, `role` and `rows`.
    pub fn main(&self) -> String {
        Main { page: self }.render().expect("a template over text that is there renders")
    }

    /// Says whether the page has a sign-out button of its own, so that the frame needs none.
    pub fn has_sign_out_button(&self) -> bool {
        matches!(self.content, Content::ConfirmSignOut { .. })
    }

    /// Returns the token for the forms of the page; empty if it is for no session.
    fn csrf(&self) -> &str {
        self.visitor.as_ref().map_or("", |visitor| visitor.csrf.secret())
    }

    /// Draws the page as the application does.
    pub(crate) fn answer(&self, auth: &Auth) -> Response {
        (self.status, Html((auth.0.draw)(self))).into_response()
    }
}

#[derive(Template)]
#[template(path = "main.html")]
struct Main<'p> {
    page: &'p Page,
}

#[derive(Template)]
#[template(path = "plain.html")]
struct Plain<'p> {
    page: &'p Page,
}

/// Draws a page without any style.
pub(crate) fn plain(page: &Page) -> String {
    Plain { page }.render().expect("a template over text that is there renders")
}

/// Describes a device: `Chrome 120.0 on macOS 14.2, from 203.0.113.9`, or else as much of `User-Agent` as fits into a line.
fn device(device: &Device) -> String {
    let versioned = |name: &str, version: &str| format!("{name} {version}").trim().to_owned();
    let browser = versioned(&device.browser, &device.browser_version);
    let os = versioned(&device.os, &device.os_version);
    let what = match (browser.as_str(), os.as_str()) {
        ("", "") => shortened(&device.user_agent),
        (known, "") | ("", known) => known.to_owned(),
        (browser, os) => format!("{browser} on {os}"),
    };
    match device.ip.as_str() {
        "" => what,
        ip => format!("{what}, from {ip}"),
    }
}

fn shortened(agent: &str) -> String {
    match agent.char_indices().nth(LONGEST_DEVICE) {
        Some((end, _)) => format!("{}…", &agent[..end]),
        None if agent.is_empty() => unknown(),
        None => agent.to_owned(),
    }
}

fn unknown() -> String {
    "an unknown device".to_owned()
}

/// Describes the time until `then` by its two largest units, for a page.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// let now = SystemTime::UNIX_EPOCH;
/// assert_eq!(scalekit_axum::duration_until(now + Duration::from_secs(192), now), "3 minutes 12 seconds");
/// assert_eq!(scalekit_axum::duration_until(now, now), "a moment");
/// ```
pub fn duration_until(then: SystemTime, now: SystemTime) -> String {
    const UNITS: [(u64, &str); 4] =
        [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let seconds = then.duration_since(now).unwrap_or(Duration::ZERO).as_secs();
    let mut rest = seconds;
    let counted = UNITS.iter().filter_map(|(length, unit)| {
        let count = rest / length;
        rest %= length;
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {unit}{plural}"))
    });
    let words: Vec<_> = counted.take(2).collect();
    if words.is_empty() { "a moment".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_described_as_far_as_it_is_known() {
        let described = |browser: [&str; 2], os: [&str; 2], ip: &str| {
            let mut known = Device::default();
            known.user_agent = "Teapot/1.0 (kitchen)".to_owned();
            [known.browser, known.browser_version] = browser.map(str::to_owned);
            [known.os, known.os_version] = os.map(str::to_owned);
            known.ip = ip.to_owned();
            device(&known)
        };

        assert_eq!(
            described(["Chrome", "120.0"], ["macOS", "14.2"], "203.0.113.9"),
            "Chrome 120.0 on macOS 14.2, from 203.0.113.9"
        );
        assert_eq!(described(["curl", "8.5"], ["", ""], ""), "curl 8.5");
        assert_eq!(described(["", ""], ["", ""], ""), "Teapot/1.0 (kitchen)");
        assert_eq!(device(&Device::default()), "an unknown device");
    }

    #[test]
    fn durations_are_said_in_two_units() {
        let say = |seconds| {
            let epoch = SystemTime::UNIX_EPOCH;
            duration_until(epoch + Duration::from_secs(seconds), epoch)
        };

        assert_eq!(say(0), "a moment");
        assert_eq!(say(61), "1 minute 1 second");
        assert_eq!(say(240), "4 minutes");
        assert_eq!(say(30 * 86_400 - 1), "29 days 23 hours");
    }
}
