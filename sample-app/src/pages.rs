//! The pages: HTML without JavaScript, filled in and escaped by askama.

use std::time::{Duration, SystemTime};

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use scalekit::management::{Device, Role, Session as ScalekitSession, User};

use crate::csrf::CsrfToken;
use crate::guard::Authenticated;
use crate::session::Session;

/// Longest description of a device, in characters.
const LONGEST_DEVICE: usize = 80;

/// A page with its status.
pub(crate) struct HtmlPage<T>(pub(crate) StatusCode, pub(crate) T);

impl<T: Template> IntoResponse for HtmlPage<T> {
    fn into_response(self) -> Response {
        let html = self.1.render().expect("a template over text that is there renders");
        (self.0, Html(html)).into_response()
    }
}

/// The person whom the header of a page greets, with the token for its sign-out button.
pub(crate) struct Visitor {
    pub(crate) name: String,
    pub(crate) csrf: CsrfToken,
}

impl Visitor {
    pub(crate) fn of(session: &Session) -> Self {
        Self { name: session.name().to_owned(), csrf: session.csrf.clone() }
    }
}

/// `/`
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home {
    pub(crate) visitor: Option<Visitor>,
}

/// `/dashboard`
#[derive(Template)]
#[template(path = "dashboard.html")]
pub(crate) struct Dashboard {
    visitor: Option<Visitor>,
    name: String,
    email: Option<String>,
    organization: Option<String>,
    roles: Vec<String>,
    is_admin: bool,
    renews_in: String,
    ends_in: String,
}

impl Dashboard {
    pub(crate) fn of(Authenticated { session, claims }: &Authenticated, now: SystemTime) -> Self {
        Self {
            visitor: Some(Visitor::of(session)),
            name: session.name().to_owned(),
            email: session.identity.email.clone(),
            organization: claims.oid.clone(),
            roles: claims.roles.clone(),
            is_admin: claims.has_role("admin"),
            renews_in: from_now(session.renew_from(), now),
            ends_in: from_now(session.ends_at, now),
        }
    }
}

/// `/sessions`
#[derive(Template)]
#[template(path = "sessions.html")]
pub(crate) struct SessionsPage {
    visitor: Option<Visitor>,
    csrf: CsrfToken,
    sessions: Vec<ListedSession>,
}

struct ListedSession {
    id: String,
    device: String,
    signed_in: String,
    is_this_one: bool,
}

impl SessionsPage {
    pub(crate) fn of(
        Authenticated { session, .. }: &Authenticated,
        listed: &[ScalekitSession],
        now: SystemTime,
    ) -> Self {
        let own = session.identity.sid.as_deref();
        let row = |listed: &ScalekitSession| ListedSession {
            id: listed.id.clone(),
            device: listed.device.as_ref().map_or_else(unknown, device),
            signed_in: from_now(now, listed.created_at),
            is_this_one: own == Some(listed.id.as_str()),
        };
        Self {
            visitor: Some(Visitor::of(session)),
            csrf: session.csrf.clone(),
            sessions: listed.iter().map(row).collect(),
        }
    }
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

/// `/admin`
#[derive(Template)]
#[template(path = "admin.html")]
pub(crate) struct AdminPage {
    visitor: Option<Visitor>,
    csrf: CsrfToken,
    organization: String,
    members: Vec<Member>,
    roles: Vec<String>,
}

struct Member {
    id: String,
    email: String,
    roles: Vec<String>,
}

impl AdminPage {
    /// Returns the members of the organization, and the roles that they can be given.
    pub(crate) fn of(
        who: &Authenticated,
        organization: &str,
        members: &[User],
        roles: &[Role],
    ) -> Self {
        let row = |user: &User| {
            let mut here = user.memberships.iter();
            let here = here.find(|membership| membership.organization_id == organization);
            Member {
                id: user.id.clone(),
                email: user.email.clone(),
                roles: here.map_or_else(Vec::new, |membership| membership.roles.clone()),
            }
        };
        Self {
            visitor: Some(Visitor::of(&who.session)),
            csrf: who.session.csrf.clone(),
            organization: organization.to_owned(),
            members: members.iter().map(row).collect(),
            roles: roles.iter().map(|role| role.name.clone()).collect(),
        }
    }
}

/// `/logged-out`
#[derive(Template)]
#[template(path = "logged_out.html")]
pub(crate) struct LoggedOut {
    pub(crate) visitor: Option<Visitor>,
}

/// The page that lets the person confirm a sign-out whose initiator is not certain.
#[derive(Template)]
#[template(path = "confirm_sign_out.html")]
pub(crate) struct ConfirmSignOut {
    visitor: Option<Visitor>,
    was_refused: bool,
}

impl ConfirmSignOut {
    pub(crate) fn of(visitor: Option<Visitor>) -> Self {
        Self { visitor, was_refused: false }
    }

    /// Makes the page after a refused attempt to sign out: it says so, and that nothing happened.
    pub(crate) fn after_refusal(visitor: Visitor) -> Self {
        Self { visitor: Some(visitor), was_refused: true }
    }
}

#[derive(Template)]
#[template(path = "notice.html")]
struct Notice<'a> {
    visitor: Option<Visitor>,
    title: &'static str,
    text: &'static str,
    label: &'static str,
    address: &'a str,
}

/// Returns a short page: a heading, a sentence, and a link.
pub(crate) fn notice(
    status: StatusCode,
    visitor: Option<Visitor>,
    (title, text): (&'static str, &'static str),
    (label, address): (&'static str, &str),
) -> Response {
    HtmlPage(status, Notice { visitor, title, text, label, address }).into_response()
}

/// A sign-in that did not succeed.
#[derive(Template)]
#[template(path = "not_signed_in.html")]
pub(crate) struct NotSignedIn {
    visitor: Option<Visitor>,
    title: &'static str,
    text: &'static str,
    label: &'static str,
    code: Option<String>,
}

impl NotSignedIn {
    /// Makes the page of a reason, with the label of the link that begins anew and a code for the helpdesk.
    pub(crate) fn because(
        title: &'static str,
        text: &'static str,
        label: &'static str,
        code: Option<String>,
    ) -> Self {
        Self { visitor: None, title, text, label, code }
    }
}

/// Describes the time until `then` by its two largest units: "29 days 23 hours", "3 minutes 12 seconds".
fn from_now(then: SystemTime, now: SystemTime) -> String {
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
            from_now(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds), SystemTime::UNIX_EPOCH)
        };

        assert_eq!(say(0), "a moment");
        assert_eq!(say(61), "1 minute 1 second");
        assert_eq!(say(240), "4 minutes");
        assert_eq!(say(30 * 86_400 - 1), "29 days 23 hours");
    }
}
