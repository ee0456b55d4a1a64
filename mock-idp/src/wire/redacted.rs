//! Quotes of a request in errors, pages and the journal: enough to find the mistake, and never a whole secret.

use std::fmt;

use super::printable;

/// Longest text that is quoted whole, in characters: the name of a route or a parameter is shorter, and
/// secrets, codes and tokens are longer.
const LONGEST_PLAIN: usize = 26;

/// Characters at the end of a longer text that are quoted, as the journal shows secrets.
const TAIL: usize = 4;

/// Most digits of an id (`docs/management.md#messages`).
const MOST_DIGITS: usize = 21;

/// Longest quote, in characters: as long as a URI that Scalekit registers, so that a URI that was meant to be
/// registered is quoted in full.
const LONGEST_REDACTED: usize = 256;

/// Longest name of an operation that is quoted in full, in characters: Scalekit's longest has 44.
const LONGEST_NAME: usize = 64;

/// Least average length of the words of such a name, in letters.
const SHORTEST_WORD: usize = 4;

/// The beginning of every JWT: that of a JSON object, in base64url.
const JWT: &str = "eyJ";

/// A text of a request in the form in which refusals, pages and the journal quote it.
///
/// Secrets are sent in wrong parameters: the secret of a client that swaps id and secret must not get into logs. Ids
/// and short texts are quoted in full, URIs without the values in their queries, and of anything else the end and the
/// length.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Redacted(String);

impl Redacted {
    /// Redacts a parameter's value, which may be a URI.
    pub(crate) fn of(text: &str) -> Self {
        if is_an_id(text) {
            return Self(text.to_owned());
        }
        Self::cut(&redact_uri(text).unwrap_or_else(|| redact(text)))
    }

    /// Redacts the path of a request, without its query.
    pub(crate) fn path(path: &str) -> Self {
        Self::cut(&redact_path(path))
    }

    fn cut(text: &str) -> Self {
        let mut cut: String = printable(text).chars().take(LONGEST_REDACTED).collect();
        if text.chars().nth(LONGEST_REDACTED).is_some() {
            cut.push('…');
        }
        Self(cut)
    }
}

impl From<&str> for Redacted {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}

impl From<String> for Redacted {
    fn from(text: String) -> Self {
        Self::of(&text)
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Returns whether the text has the form of an id: `org_` and digits, for any noun.
fn is_an_id(text: &str) -> bool {
    let Some((prefix, digits)) = text.rsplit_once('_') else {
        return false;
    };
    let is_a_prefix = prefix.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let is_a_number =
        (1..=MOST_DIGITS).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    prefix.len() <= LONGEST_PLAIN && is_a_prefix && is_a_number
}

/// Returns a short text as it is, and the end and the length of a longer one.
fn redact(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST_PLAIN && !text.starts_with(JWT) {
        return text.to_owned();
    }
    let tail: String = text.chars().skip(length.saturating_sub(TAIL)).collect();
    format!("…{tail} ({length} characters)")
}

/// Redacts an absolute URI, or a relative one that begins with a slash: scheme, host and path stay.
fn redact_uri(text: &str) -> Option<String> {
    let (before, after) = text.find(['?', '#']).map_or((text, ""), |at| text.split_at(at));
    let redacted = match before.split_once("://") {
        Some((scheme, rest)) if is_a_scheme(scheme) => {
            let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
            format!("{scheme}://{}{}", redact_authority(authority), redact_path(path))
        }
        Some(_) => return None,
        None => match before.split_once(":/") {
            // A scheme of the application's own.
            Some((scheme, path)) if is_a_scheme(scheme) => {
                format!("{scheme}:/{}", redact_path(path))
            }
            _ if before.starts_with('/') => redact_path(before),
            _ => return None,
        },
    };
    Some(redacted + &redact_query(after))
}

fn is_a_scheme(text: &str) -> bool {
    text.len() <= LONGEST_PLAIN
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Returns the host and its port, without a user and a password before them.
fn redact_authority(authority: &str) -> String {
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("…@{}", redact_host(host)),
        None => redact_host(authority),
    }
}

/// Redacts a host with a long label that is not a lower-case name.
fn redact_host(host: &str) -> String {
    let is_a_name = |label: &str| {
        let name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        label.len() <= LONGEST_PLAIN || label.bytes().all(name)
    };
    if host.split(['.', ':']).all(is_a_name) { host.to_owned() } else { redact(host) }
}

/// Redacts each segment with a long word. Dots divide the words, as in `scalekit.v1.users.UserService`.
fn redact_path(path: &str) -> String {
    let is_long = |word: &str| word.chars().count() > LONGEST_PLAIN && !is_a_name_of_words(word);
    let redact_segment = |segment: &str| {
        if segment.starts_with(JWT) || segment.split('.').any(is_long) {
            redact(segment)
        } else {
            segment.to_owned()
        }
    };
    path.split('/').map(redact_segment).collect::<Vec<_>>().join("/")
}

/// Returns whether the text is the name of an operation, made of several words with capital letters, like
/// `GetOrganizationUserManagementSetting`. In a random text capital letters are closer to each other.
fn is_a_name_of_words(text: &str) -> bool {
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    text.len() <= LONGEST_NAME
        && text.bytes().all(|byte| byte.is_ascii_alphabetic())
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.len() >= SHORTEST_WORD * capitals
}

/// Returns `?state=…&code=…`: names without their values. Fragments are omitted: tokens used to be returned in them.
fn redact_query(text: &str) -> String {
    let (query, fragment) = text.find('#').map_or((text, ""), |at| text.split_at(at));
    let redact_pair = |pair: &str| match pair.split_once('=') {
        Some((name, "")) => format!("{}=", redact(name)),
        Some((name, _)) => format!("{}=…", redact(name)),
        None => redact(pair),
    };
    let mut out = String::new();
    if let Some(query) = query.strip_prefix('?') {
        out.push('?');
        out.push_str(&query.split('&').map(redact_pair).collect::<Vec<_>>().join("&"));
    }
    if fragment.len() > 1 {
        out.push_str("#…");
    } else {
        out.push_str(fragment);
    }
    out
}

#[cfg(test)]
mod tests;
