//! Registered redirect URIs: the texts that may be registered, and the redirect URIs of requests that each admits
//! (`docs/authorize.md#what-an-application-registers`).

use serde::Serialize;
use url::Url;

use super::{EnvironmentType, Organization, is_loopback};

mod template;

pub(crate) use self::template::Filling;

/// Longest URI that Scalekit registers, in characters.
const LONGEST: usize = 256;

/// A redirect URI, post-logout URI or initiate-login URI as it was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RegisteredUri(String);

/// Why a text cannot be registered as a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum RedirectUriError {
    #[error("it is longer than {LONGEST} characters")]
    TooLong,
    #[error(
        "it is not an absolute URI; write the scheme too, like `http://localhost:3000/auth/callback`"
    )]
    NotAbsolute,
    #[error("a character in it is not printable ASCII; percent-encode it")]
    NotPrintable,
    #[error("registered URIs carry no query")]
    Query,
    #[error("registered URIs carry no fragment")]
    Fragment,
    #[error("registered URIs carry no user name or password")]
    Credentials,
    #[error("a `{0}:` URI runs in the page that follows it and can never be registered")]
    Scheme(&'static str),
    #[error("a production environment takes https or a scheme of the application's own, not http")]
    HttpInProduction,
    #[error("a production environment takes no localhost or loopback address")]
    LocalhostInProduction,
    #[error("a production environment takes no wildcards")]
    WildcardInProduction,
    #[error("one wildcard is the most; there are several")]
    SeveralWildcards,
    #[error(
        "a wildcard stands in the left-most label of the host and nowhere else, like `https://*.acmecorp.com`"
    )]
    WildcardOutOfPlace,
    #[error(
        "a wildcard cannot cover a root-level domain; two labels must follow it, like `https://*.acmecorp.com`"
    )]
    WildcardTooWide,
    #[error(
        "a template fills a whole label of the host or a whole segment of the path, like `https://{{{{org_slug}}}}.yourapp.com/callback`"
    )]
    TemplateOutOfPlace,
}

impl RegisteredUri {
    /// Registers `text`, if an environment of this type would.
    ///
    /// # Errors
    ///
    /// [`RedirectUriError`] names the rule that `text` breaks.
    pub fn new(text: &str, environment: EnvironmentType) -> Result<Self, RedirectUriError> {
        if text.len() > LONGEST {
            return Err(RedirectUriError::TooLong);
        }
        let plain = template::replaced(text)?;
        // URL parsers drop line breaks and encode `é`, so the parsed URL would differ from the text that a `Location`
        // carries.
        if !plain.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(RedirectUriError::NotPrintable);
        }
        let wildcards = plain.matches('*').count();
        let url = Url::parse(&plain.replace('*', "wildcard"))
            .map_err(|_| RedirectUriError::NotAbsolute)?;
        check_shape(&url)?;
        // URL parsers take `name` in `https:/name` for a host, and would take a template there for one.
        if template::is_in(text) && url.has_host() && !text.contains("://") {
            return Err(RedirectUriError::TemplateOutOfPlace);
        }
        check_wildcard(&plain, wildcards)?;
        if environment == EnvironmentType::Production {
            check_production(&url, wildcards)?;
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the text as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a request may name `requested`: the same text, character for character, once the templates are
    /// filled from the organization in scope and the wildcard stands for part of one label.
    pub fn admits(&self, requested: &str, organization: Option<&Organization>) -> bool {
        self.filled(organization).is_some_and(|filled| self.matches(&filled, requested))
    }

    /// Returns whether `requested` is this address of the loopback interface, apart from its port.
    pub(crate) fn differs_in_port(&self, requested: &str) -> bool {
        let parts = |text: &str| {
            let mut url =
                Url::parse(text).ok().filter(|url| url.host().as_ref().is_some_and(is_loopback))?;
            let port = url.port_or_known_default();
            url.set_port(None).ok().map(|()| (port, url))
        };
        match (parts(requested), parts(&self.0)) {
            (Some((port, url)), Some((registered_port, registered))) => {
                url == registered && port != registered_port
            }
            _ => false,
        }
    }

    /// Returns whether a page of `origin` is at an address that the URI admits, for any of these organizations or
    /// without one. The origin is spelt as browsers spell it (RFC 6454 §6.1): in lower case, and without the scheme's
    /// default port. A private scheme has no origin.
    pub(crate) fn admits_origin<'o>(
        &self,
        origin: &str,
        mut organizations: impl Iterator<Item = &'o Organization>,
    ) -> bool {
        let of_web = |filled: String| {
            Self::web_origin(&filled).is_some_and(|registered| self.matches(&registered, origin))
        };
        if !template::is_in(&self.0) {
            return of_web(self.0.clone());
        }
        organizations.any(|organization| self.filled(Some(organization)).is_some_and(of_web))
    }

    /// Returns whether `requested` is `filled`, once the wildcard stands for part of one label. The wildcard is part
    /// of the left-most label, so it is the first `*`: any other is a character of the path.
    fn matches(&self, filled: &str, requested: &str) -> bool {
        if !self.has_wildcard() {
            return filled == requested;
        }
        filled.split_once('*').is_some_and(|(before, after)| {
            requested
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(is_part_of_a_label)
        })
    }

    /// Returns whether it has a wildcard. A `*` in a template's name is none.
    fn has_wildcard(&self) -> bool {
        self.0.split_once('*').is_some_and(|(before, _)| !before.contains("{{"))
    }

    /// Returns the URI with its templates filled from the organization, if each has a value there that fits. Without
    /// templates no organization is needed.
    pub(super) fn filled(&self, organization: Option<&Organization>) -> Option<String> {
        template::fill(&self.0, |name| organization?.variable(name))
    }

    /// Returns what the template `name` stands for in this URI, if `value` does not fit there.
    pub(crate) fn misfit(&self, name: &str, value: &str) -> Option<Filling> {
        template::misfit(&self.0, name, value)
    }

    /// Returns the origin of a URI with filled templates, wildcard included.
    fn web_origin(filled: &str) -> Option<String> {
        let (scheme, rest) = filled.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let own_port = match scheme.as_str() {
            "http" => ":80",
            "https" => ":443",
            _ => return None,
        };
        let authority = rest.split('/').next()?.to_ascii_lowercase();
        let host = authority.strip_suffix(own_port).unwrap_or(&authority);
        Some(format!("{scheme}://{host}"))
    }
}

fn check_shape(url: &Url) -> Result<(), RedirectUriError> {
    for scheme in ["javascript", "data", "vbscript", "file"] {
        if url.scheme() == scheme {
            return Err(RedirectUriError::Scheme(scheme));
        }
    }
    if url.query().is_some() {
        return Err(RedirectUriError::Query);
    }
    if url.fragment().is_some() {
        return Err(RedirectUriError::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RedirectUriError::Credentials);
    }
    Ok(())
}

fn check_wildcard(plain: &str, wildcards: usize) -> Result<(), RedirectUriError> {
    if wildcards == 0 {
        return Ok(());
    }
    if wildcards > 1 {
        return Err(RedirectUriError::SeveralWildcards);
    }
    let host = plain
        .split_once("://")
        .map_or("", |(_, rest)| rest)
        .split(['/', ':'])
        .next()
        .unwrap_or_default();
    let (first, others) = host.split_once('.').unwrap_or((host, ""));
    if !first.contains('*') {
        return Err(RedirectUriError::WildcardOutOfPlace);
    }
    if others.contains('.') { Ok(()) } else { Err(RedirectUriError::WildcardTooWide) }
}

fn check_production(url: &Url, wildcards: usize) -> Result<(), RedirectUriError> {
    if wildcards > 0 {
        Err(RedirectUriError::WildcardInProduction)
    } else if url.host().as_ref().is_some_and(is_loopback) {
        Err(RedirectUriError::LocalhostInProduction)
    } else if url.scheme() == "http" {
        Err(RedirectUriError::HttpInProduction)
    } else {
        Ok(())
    }
}

/// Longest label of a host name (RFC 1035 §2.3.4), in octets.
const LONGEST_LABEL: usize = 63;

/// Returns whether the text can be part of one label. Scalekit does not say whether `*` spans several labels; the
/// narrow reading is safe.
fn is_part_of_a_label(text: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests;
