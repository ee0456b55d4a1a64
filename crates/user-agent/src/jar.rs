//! The cookies of one browser, kept and sent by the rules of RFC 6265bis.

mod attributes;
mod context;
mod cookie;
mod date;
mod error;
mod judge;
mod set_cookie;

use std::cmp::Reverse;
use std::time::SystemTime;

use url::Url;

pub use self::attributes::CookieAttributes;
pub use self::context::CookieContext;
pub use self::cookie::{Cookie, CookieIdentity, SameSite};
pub use self::error::CookieError;
use self::judge::ensure;
use crate::site;

/// How many cookies a site may keep, with all of its hosts: Chromium's limit.
const MOST_OF_A_SITE: usize = 180;
/// How many refused lines are remembered: enough to see why, and no more for a server that sends thousands.
const MOST_REFUSED: usize = 1000;

/// The cookies of one browser, and the ones it would not take.
///
/// A `Jar` is a value: clone it to keep the cookies of this moment, give it
/// back to a user agent later to find out whether they still open anything.
///
/// Chromium's answers where browsers differ: `http` on loopback is trustworthy,
/// so `Secure`, `__Secure-` and `__Host-` cookies work there. `Partitioned` is
/// ignored; nothing here is embedded twice.
///
/// ```
/// use std::time::SystemTime;
/// use user_agent::{CookieContext, Jar, CookieError};
///
/// let url = "http://localhost:3000/login".parse()?;
/// let (mut jar, now) = (Jar::default(), SystemTime::UNIX_EPOCH);
///
/// jar.set(&url, "session=s3cret; HttpOnly; Path=/", CookieContext::SameSite, now)?;
/// let refused = jar.set(&url, "tracker=1; SameSite=None", CookieContext::SameSite, now);
///
/// assert_eq!(jar.header(&url, CookieContext::SameSite, now).as_deref(), Some("session=s3cret"));
/// assert_eq!(jar.header(&url, CookieContext::Script, now), None);
/// assert_eq!(refused, Err(CookieError::NoneWithoutSecure));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Jar {
    cookies: Vec<Cookie>,
    refused: Vec<RefusedCookie>,
    created: u64,
}

/// A `Set-Cookie` line the jar did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCookie {
    /// The name of the cookie; empty if the line has none.
    pub name: String,
    /// The address that sent the line, without its query.
    pub url: String,
    /// The rule it broke.
    pub why: CookieError,
}

/// What a `Set-Cookie` line did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieChange {
    /// A cookie is new, or has a new value.
    Set,
    /// A cookie is gone.
    Cleared,
    /// It would have cleared a cookie, but no cookie has that name, domain and path.
    ClearedNothing,
}

impl Jar {
    /// Takes one `Set-Cookie` line of an answer from `url` (RFC 6265bis §5.6, §5.7).
    ///
    /// # Errors
    ///
    /// The rule the line breaks, which also stays among [`refused`](Self::refused).
    pub fn set(
        &mut self,
        url: &Url,
        line: &str,
        context: CookieContext,
        now: SystemTime,
    ) -> Result<CookieChange, CookieError> {
        let outcome = self.take(url, line, context, now);
        if let Err(why) = outcome {
            let name = name_of(line).to_owned();
            self.refuse(RefusedCookie { name, url: site::without_query(url), why });
        }
        outcome
    }

    /// Adds a line that another jar or browser did not take; without effect beyond 1000 lines.
    pub fn refuse(&mut self, line: RefusedCookie) {
        if self.refused.len() < MOST_REFUSED {
            self.refused.push(line);
        }
    }

    fn take(
        &mut self,
        url: &Url,
        line: &str,
        context: CookieContext,
        now: SystemTime,
    ) -> Result<CookieChange, CookieError> {
        let cookie = judge::admit(set_cookie::SetCookie::parse(line)?, url, context, now)?;
        self.forget_expired(now);
        ensure(
            site::is_trustworthy(url) || !self.holds_secure_like(&cookie),
            CookieError::OverwritesSecure,
        )?;
        let alive = cookie.is_alive(now);
        let old = self.position(&cookie.identity());
        let hidden = old.is_some_and(|at| self.cookies[at].http_only);
        ensure(!hidden || context != CookieContext::Script, CookieError::HttpOnlyFromScript)?;
        Ok(match (alive, old) {
            (true, _) => {
                let domain = cookie.domain.clone();
                self.put(cookie);
                self.forget_beyond_most(&domain);
                CookieChange::Set
            }
            (false, Some(at)) => {
                self.cookies.remove(at);
                CookieChange::Cleared
            }
            (false, None) => CookieChange::ClearedNothing,
        })
    }

    /// Adds a cookie without any check: a value that was kept, stolen or made up.
    pub fn put(&mut self, mut cookie: Cookie) {
        if let Some(at) = self.position(&cookie.identity()) {
            cookie.serial = self.cookies[at].serial; // §5.7, step 23.3: it keeps its age
            self.cookies[at] = cookie;
        } else {
            self.created += 1;
            cookie.serial = self.created;
            self.cookies.push(cookie);
        }
    }

    /// Takes a cookie out; `None` if there is none of that identity.
    pub fn remove(&mut self, identity: &CookieIdentity) -> Option<Cookie> {
        self.position(identity).map(|at| self.cookies.remove(at))
    }

    /// Returns a copy without one cookie: what would be left if that one had never been set.
    #[must_use]
    pub fn without(&self, identity: &CookieIdentity) -> Self {
        let mut copy = self.clone();
        copy.remove(identity);
        copy
    }

    /// Returns the cookies that go with a request, the longest path first, then the oldest (RFC 6265bis §5.8.3).
    pub fn matching(&self, url: &Url, context: CookieContext, now: SystemTime) -> Vec<&Cookie> {
        let mut chosen: Vec<_> =
            self.cookies.iter().filter(|c| c.goes_with(url, context, now)).collect();
        chosen.sort_by_key(|cookie| (Reverse(cookie.path.len()), cookie.serial));
        chosen
    }

    /// Returns the `Cookie` header of a request or, for a [`CookieContext::Script`], the text of `document.cookie`.
    pub fn header(&self, url: &Url, context: CookieContext, now: SystemTime) -> Option<String> {
        let pairs: Vec<_> = self.matching(url, context, now).into_iter().map(pair).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Returns every cookie, in the order of creation.
    pub fn cookies(&self) -> &[Cookie] {
        &self.cookies
    }

    /// Returns all cookies of a name: more than one is usually a mistake in somebody's `Path`.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Cookie> {
        self.cookies.iter().filter(move |cookie| cookie.name == name)
    }

    /// Returns the lines that were not taken, oldest first.
    pub fn refused(&self) -> &[RefusedCookie] {
        &self.refused
    }

    /// Drops session cookies, as the end of the browser does.
    pub fn end_session(&mut self) {
        self.cookies.retain(|cookie| cookie.expires.is_some());
    }

    /// Drops cookies that have expired at `now`.
    pub fn forget_expired(&mut self, now: SystemTime) {
        self.cookies.retain(|cookie| cookie.is_alive(now));
    }

    /// Drops the oldest cookies of a site that has too many (RFC 6265bis §5.7, "remove excess cookies"), those without
    /// `Secure` first.
    fn forget_beyond_most(&mut self, domain: &str) {
        let site = site::registrable(domain).to_owned();
        let of_site = |cookie: &Cookie| site::registrable(&cookie.domain) == site;
        while self.cookies.iter().filter(|cookie| of_site(cookie)).count() > MOST_OF_A_SITE {
            let oldest = (0..self.cookies.len())
                .filter(|at| of_site(&self.cookies[*at]))
                .min_by_key(|at| (self.cookies[*at].secure, self.cookies[*at].serial));
            oldest.map(|at| self.cookies.remove(at));
        }
    }

    fn position(&self, identity: &CookieIdentity) -> Option<usize> {
        self.cookies.iter().position(|cookie| cookie.identity() == *identity)
    }

    /// Implements RFC 6265bis §5.7, step 17, "leave secure cookies alone".
    fn holds_secure_like(&self, new: &Cookie) -> bool {
        self.cookies.iter().any(|old| {
            old.secure
                && old.name == new.name
                && (cookie::domain_matches(&old.domain, &new.domain)
                    || cookie::domain_matches(&new.domain, &old.domain))
                && cookie::path_matches(&new.path, &old.path)
        })
    }
}

fn pair(cookie: &Cookie) -> String {
    match cookie.name.as_str() {
        "" => cookie.value.clone(),
        name => format!("{name}={}", cookie.value),
    }
}

/// Returns the name of a line that may be anything: enough to say which cookie was meant.
pub(crate) fn name_of(line: &str) -> &str {
    let pair = line.split(';').next().unwrap_or_default();
    pair.split_once('=').map_or("", |(name, _)| name.trim())
}
