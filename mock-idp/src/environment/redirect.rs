//! Registered redirect URIs: which texts may be registered, and which requests they admit
//! (`behaviours.md` 5).

use serde::Serialize;
use url::{Host, Url};

use super::{EnvironmentType, Organization};

/// Longest URI that Scalekit registers, in characters.
const LONGEST: usize = 256;

/// A redirect URI, post-logout URI or initiate-login URI as it was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RegisteredUri(String);

/// Why a text cannot be registered as a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum CannotRegister {
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
    /// [`CannotRegister`] names the rule that `text` breaks.
    pub fn new(text: &str, environment: EnvironmentType) -> Result<Self, CannotRegister> {
        if text.len() > LONGEST {
            return Err(CannotRegister::TooLong);
        }
        let plain = without_templates(text)?;
        // A parser forgives line breaks and spells `é` anew; a `Location` does neither.
        if !plain.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(CannotRegister::NotPrintable);
        }
        let wildcards = plain.matches('*').count();
        let url =
            Url::parse(&plain.replace('*', "wildcard")).map_err(|_| CannotRegister::NotAbsolute)?;
        check_shape(&url)?;
        check_wildcard(&plain, wildcards)?;
        if environment == EnvironmentType::Production {
            check_production(&url, wildcards)?;
        }
        Ok(Self(text.to_owned()))
    }

    /// The text as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request may name `requested`: the same text, character for character, once the
    /// templates are filled from the organization in scope and the wildcard stands for part of one label.
    pub fn admits(&self, requested: &str, organization: Option<&Organization>) -> bool {
        let Some((before, after)) = self.around_wildcard() else {
            return self.filled(organization).as_deref() == Some(requested);
        };
        fill(after, organization).is_some_and(|after| {
            requested
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after.as_str()))
                .is_some_and(is_part_of_a_label)
        })
    }

    /// What stands before and after the wildcard. It is part of the left-most label, so no template comes
    /// before it; a `*` in a template's name, or in what an organization fills it with, is only a character.
    fn around_wildcard(&self) -> Option<(&str, &str)> {
        let around = self.0.split_once('*');
        around.filter(|(before, _)| !before.contains("{{"))
    }

    /// The URI with its templates filled, if there is an organization that has all of them.
    pub(super) fn filled(&self, organization: Option<&Organization>) -> Option<String> {
        fill(&self.0, organization)
    }
}

/// The text with its templates filled, if it still is one that could be registered, which no header breaks at.
fn fill(text: &str, organization: Option<&Organization>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = next_template(rest) {
        filled.push_str(before);
        let value = organization?.variable(name)?;
        if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

fn next_template(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

/// The text with every `{{template}}` replaced by a plain label, if each stands where it may.
fn without_templates(text: &str) -> Result<String, CannotRegister> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, _, after)) = next_template(rest) {
        let fills = before.ends_with(['/', '.'])
            && (after.is_empty() || after.starts_with(['/', '.', ':']));
        if !fills {
            return Err(CannotRegister::TemplateOutOfPlace);
        }
        plain.push_str(before);
        plain.push_str("template");
        rest = after;
    }
    plain.push_str(rest);
    if plain.contains(['{', '}']) { Err(CannotRegister::TemplateOutOfPlace) } else { Ok(plain) }
}

fn check_shape(url: &Url) -> Result<(), CannotRegister> {
    for scheme in ["javascript", "data", "vbscript", "file"] {
        if url.scheme() == scheme {
            return Err(CannotRegister::Scheme(scheme));
        }
    }
    if url.query().is_some() {
        return Err(CannotRegister::Query);
    }
    if url.fragment().is_some() {
        return Err(CannotRegister::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(CannotRegister::Credentials);
    }
    Ok(())
}

fn check_wildcard(plain: &str, wildcards: usize) -> Result<(), CannotRegister> {
    if wildcards == 0 {
        return Ok(());
    }
    if wildcards > 1 {
        return Err(CannotRegister::SeveralWildcards);
    }
    let host = plain
        .split_once("://")
        .map_or("", |(_, rest)| rest)
        .split(['/', ':'])
        .next()
        .unwrap_or_default();
    let (first, others) = host.split_once('.').unwrap_or((host, ""));
    if !first.contains('*') {
        return Err(CannotRegister::WildcardOutOfPlace);
    }
    if others.contains('.') { Ok(()) } else { Err(CannotRegister::WildcardTooWide) }
}

fn check_production(url: &Url, wildcards: usize) -> Result<(), CannotRegister> {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => {
            // With a dot at its end it is the same name (RFC 1034 §3.1).
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if wildcards > 0 {
        Err(CannotRegister::WildcardInProduction)
    } else if loopback {
        Err(CannotRegister::LocalhostInProduction)
    } else if url.scheme() == "http" {
        Err(CannotRegister::HttpInProduction)
    } else {
        Ok(())
    }
}

/// Longest label of a host name (RFC 1035 §2.3.4), in octets.
const LONGEST_LABEL: usize = 63;

/// One label only: Scalekit does not say whether `*` spans several, and the narrow reading is safe.
fn is_part_of_a_label(text: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests;
