//! What a sentence may repeat of a request: enough to find the mistake, and never a whole secret.

use std::fmt;

/// Longest text that is told whole, in characters: the name of a route or a parameter is shorter, and
/// secrets, codes and tokens are longer.
const LONGEST_TOLD: usize = 26;

/// How much of a longer text is told, in characters: its end, as the journal has it of secrets.
const TAIL: usize = 4;

/// Longest digits of an id (`wire-contract.md` 4.0).
const MOST_DIGITS: usize = 21;

/// Longest that an echo becomes, in characters: Scalekit registers no longer URI, so one that was meant
/// to be registered is told to its end.
const LONGEST_ECHO: usize = 256;

/// Longest name of a method that is told whole, in characters: Scalekit's longest has 44.
const LONGEST_NAME: usize = 64;

/// Letters that the words of such a name have on average, at least.
const SHORTEST_WORD: usize = 4;

/// How a JSON object begins in base64url, and with it every JWT.
const JWT: &str = "eyJ";

/// A text that a request brought along, as refusals, pages and the journal quote it.
///
/// Secrets land in the wrong parameter: a client that swaps its id and its secret must not read the
/// secret in its logs. Ids and short texts are told whole, URIs without the values in their queries,
/// and of anything else the end and the length.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Redacted(String);

impl Redacted {
    /// A parameter's value, which may be a URI.
    pub(crate) fn of(text: &str) -> Self {
        if is_an_id(text) {
            return Self(text.to_owned());
        }
        Self::cut(&told_uri(text).unwrap_or_else(|| told(text)))
    }

    /// The path of a request, without its query.
    pub(crate) fn path(path: &str) -> Self {
        Self::cut(&told_path(path))
    }

    fn cut(told: &str) -> Self {
        let printable =
            told.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
        let mut echo: String = printable.take(LONGEST_ECHO).collect();
        if told.chars().nth(LONGEST_ECHO).is_some() {
            echo.push('…');
        }
        Self(echo)
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

/// `org_` and digits, whatever the noun.
fn is_an_id(text: &str) -> bool {
    let Some((prefix, digits)) = text.rsplit_once('_') else {
        return false;
    };
    let is_a_prefix = prefix.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let is_a_number =
        (1..=MOST_DIGITS).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    prefix.len() <= LONGEST_TOLD && is_a_prefix && is_a_number
}

fn told(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST_TOLD && !text.starts_with(JWT) {
        return text.to_owned();
    }
    let tail: String = text.chars().skip(length.saturating_sub(TAIL)).collect();
    format!("…{tail} ({length} characters)")
}

/// An absolute URI, or a relative one that begins with a slash: scheme, host and path.
fn told_uri(text: &str) -> Option<String> {
    let (before, after) = text.find(['?', '#']).map_or((text, ""), |at| text.split_at(at));
    let told = match before.split_once("://") {
        Some((scheme, rest)) if is_a_scheme(scheme) => {
            let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
            format!("{scheme}://{}{}", told_authority(authority), told_path(path))
        }
        Some(_) => return None,
        None => match before.split_once(":/") {
            // A scheme of the application's own.
            Some((scheme, path)) if is_a_scheme(scheme) => format!("{scheme}:/{}", told_path(path)),
            _ if before.starts_with('/') => told_path(before),
            _ => return None,
        },
    };
    Some(told + &told_query(after))
}

fn is_a_scheme(text: &str) -> bool {
    text.len() <= LONGEST_TOLD
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// The host and its port; a password before them stays out.
fn told_authority(authority: &str) -> String {
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("…@{}", told_host(host)),
        None => told_host(authority),
    }
}

/// A label of a host may be long; one that is no lower-case name is none.
fn told_host(host: &str) -> String {
    let is_a_name = |label: &str| {
        let name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        label.len() <= LONGEST_TOLD || label.bytes().all(name)
    };
    if host.split(['.', ':']).all(is_a_name) { host.to_owned() } else { told(host) }
}

/// Each segment is told by its words, which dots divide as in `scalekit.v1.users.UserService`.
fn told_path(path: &str) -> String {
    let is_long = |word: &str| word.chars().count() > LONGEST_TOLD && !is_a_name_of_words(word);
    let told_segment = |segment: &str| {
        if segment.starts_with(JWT) || segment.split('.').any(is_long) {
            told(segment)
        } else {
            segment.to_owned()
        }
    };
    path.split('/').map(told_segment).collect::<Vec<_>>().join("/")
}

/// Whether it is one name made of several words, each with its capital letter: the name of a method, like
/// `GetOrganizationUserManagementSetting`. In a random text the capitals stand closer.
fn is_a_name_of_words(text: &str) -> bool {
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    text.len() <= LONGEST_NAME
        && text.bytes().all(|byte| byte.is_ascii_alphabetic())
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.len() >= SHORTEST_WORD * capitals
}

/// `?state=…&code=…`: names without their values. Fragments are what tokens used to be returned in.
fn told_query(text: &str) -> String {
    let (query, fragment) = text.find('#').map_or((text, ""), |at| text.split_at(at));
    let told_pair = |pair: &str| match pair.split_once('=') {
        Some((name, "")) => format!("{}=", told(name)),
        Some((name, _)) => format!("{}=…", told(name)),
        None => told(pair),
    };
    let mut out = String::new();
    if let Some(query) = query.strip_prefix('?') {
        out.push('?');
        out.push_str(&query.split('&').map(told_pair).collect::<Vec<_>>().join("&"));
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
