//! A request before it is sent: its address, its initiator and its kind.

pub(crate) mod cors;
pub(crate) mod fetch_metadata;
pub(crate) mod form_action;
pub(crate) mod origin;
pub(crate) mod redirect;
pub(crate) mod referrer;

use http::{HeaderMap, Method};
use url::{Url, form_urlencoded};

use self::form_action::FormAction;
use self::referrer::ReferrerPolicy;
use crate::document::submission;
use crate::jar::CookieContext;
use crate::site::Site;

/// One request, and what a redirect must remember of it.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The present address.
    pub(crate) url: Url,
    /// The addresses before, each of which redirected (Fetch §2.2.5, "URL list").
    pub(crate) passed: Vec<Url>,
    /// Headers that a script has set; the browser's own are added on the way.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Body>,
    pub(crate) kind: Kind,
    pub(crate) initiator: Initiator,
    /// What a redirect has left of the initiator's address (Fetch §4.1, "determine request's referrer").
    pub(crate) referrer: Option<Url>,
    /// Whether a person clicked or typed, and not a script alone.
    pub(crate) user_activated: bool,
    /// The policies of the page whose form this is.
    pub(crate) form_action: FormAction,
}

#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) content_type: &'static str,
    pub(crate) text: String,
}

/// What a request is for (Fetch §2.2.5, "destination" and "mode" in one).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new document for the window.
    Navigation,
    /// A new document for a frame.
    Frame,
    /// `<img>`.
    Image,
    /// `<link rel=prefetch>`.
    Prefetch,
    /// `fetch()`.
    Script(Mode, Credentials),
    /// No browser's request at all.
    Probe,
}

/// The mode of a script's request (Fetch §2.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Any origin, if it consents.
    Cors,
    /// Any origin, blindly.
    NoCors,
    /// Its own origin or an error.
    SameOrigin,
}

/// Whether a script's request carries and takes cookies (Fetch §2.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Never.
    Omit,
    /// To the page's own origin; the default.
    SameOrigin,
    /// Everywhere.
    Include,
}

/// Who began the request; redirects do not change it.
#[derive(Clone)]
pub(crate) enum Initiator {
    /// A person, at the address bar.
    Person,
    /// A document: its own URL, and how much of it a request may carry.
    Document { url: Url, policy: ReferrerPolicy },
}

impl Request {
    pub(crate) fn get(url: Url, kind: Kind, initiator: Initiator) -> Self {
        let referrer = initiator.url().cloned();
        Self {
            method: Method::GET,
            url,
            referrer,
            passed: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            kind,
            initiator,
            user_activated: false,
            form_action: FormAction::default(),
        }
    }

    pub(crate) fn by_user(mut self) -> Self {
        self.user_activated = true;
        self
    }

    /// Returns the origin this request speaks for.
    pub(crate) fn origin(&self) -> Option<url::Origin> {
        self.initiator.url().map(Url::origin)
    }

    /// Returns the `Referer` at the present address.
    pub(crate) fn referer(&self) -> Option<String> {
        match &self.initiator {
            Initiator::Person => None,
            Initiator::Document { policy, .. } => {
                policy.referrer(self.referrer.as_ref()?, &self.url)
            }
        }
    }

    /// Returns every address of the way, the present one last.
    pub(crate) fn trail(&self) -> impl Iterator<Item = &Url> {
        self.passed.iter().chain([&self.url])
    }

    /// Says whether a redirect has sent it on.
    pub(crate) fn is_redirected(&self) -> bool {
        !self.passed.is_empty()
    }

    /// Says whether any stop of the way is another origin than the one it speaks for.
    pub(crate) fn leaves_its_origin(&self) -> bool {
        self.origin().is_some_and(|from| self.trail().any(|url| url.origin() != from))
    }

    /// Returns the directive of the page's policy that forbids its form to go here.
    pub(crate) fn forbidden_by(&self) -> Option<&str> {
        self.form_action.forbids(&self.url, self.is_redirected())
    }

    /// Returns the context for `SameSite`, at the present address.
    pub(crate) fn context(&self) -> CookieContext {
        let same_site =
            self.initiator.url().is_none_or(|from| Site::of(from) == Site::of(&self.url));
        match self.kind {
            _ if same_site => CookieContext::SameSite,
            Kind::Navigation if self.method.is_safe() => CookieContext::CrossSiteLink,
            Kind::Navigation => CookieContext::CrossSitePost,
            Kind::Frame | Kind::Image | Kind::Prefetch | Kind::Script(..) | Kind::Probe => {
                CookieContext::CrossSiteSubresource
            }
        }
    }

    /// Says whether cookies are sent and taken (Fetch §4.6).
    pub(crate) fn with_credentials(&self) -> bool {
        match self.kind {
            Kind::Script(_, Credentials::Omit) | Kind::Probe => false,
            Kind::Script(_, Credentials::SameOrigin) => !self.leaves_its_origin(),
            Kind::Script(_, Credentials::Include)
            | Kind::Navigation
            | Kind::Frame
            | Kind::Image
            | Kind::Prefetch => true,
        }
    }
}

impl Body {
    /// Returns the names of the fields of a form; none for any other body.
    pub(crate) fn field_names(&self) -> Vec<String> {
        if self.content_type != submission::URLENCODED {
            return Vec::new();
        }
        form_urlencoded::parse(self.text.as_bytes()).map(|(name, _)| name.into_owned()).collect()
    }
}

impl Initiator {
    pub(crate) fn url(&self) -> Option<&Url> {
        match self {
            Self::Person => None,
            Self::Document { url, .. } => Some(url),
        }
    }
}
