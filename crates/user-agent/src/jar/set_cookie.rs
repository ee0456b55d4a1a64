//! A `Set-Cookie` line, taken apart (RFC 6265bis §5.6).

use std::time::{Duration, SystemTime};

use super::{CookieError, SameSite, date};

/// What browsers keep of name and value together, in octets (§5.6, step 6).
const LARGEST: usize = 4096;
/// A longer attribute is skipped, in octets (§5.6, the last algorithm's step 6).
const LONGEST_ATTRIBUTE: usize = 1024;
/// No cookie outlives this, whatever it says (§5.5: 400 days).
const LONGEST_LIFE: Duration = Duration::from_hours(400 * 24);

/// The line as it was meant, before any judgement of who sent it.
#[derive(Debug, Default)]
pub(super) struct SetCookie {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) domain: Option<String>,
    pub(super) path: Option<String>,
    max_age: Option<MaxAge>,
    expires: Option<SystemTime>,
    pub(super) secure: bool,
    pub(super) http_only: bool,
    pub(super) same_site: Option<SameSite>,
}

#[derive(Clone, Copy, Debug)]
enum MaxAge {
    Past,
    Seconds(u64),
}

impl SetCookie {
    pub(super) fn parse(line: &str) -> Result<Self, CookieError> {
        // RFC 6265bis would let a tab pass; Chromium does not.
        if line.chars().any(|c| c.is_ascii_control()) {
            return Err(CookieError::ControlCharacter);
        }
        let mut parts = line.split(';');
        let (name, value) = pair(parts.next().unwrap_or_default());
        match name.len() + value.len() {
            0 => return Err(CookieError::Empty),
            octets if octets > LARGEST => return Err(CookieError::TooLarge(octets)),
            _ => {}
        }
        let mut cookie = Self { name: name.to_owned(), value: value.to_owned(), ..Self::default() };
        parts.for_each(|part| cookie.attribute(part));
        Ok(cookie)
    }

    /// Sets an attribute; the last of several counts (§5.7, "the last attribute in the list").
    fn attribute(&mut self, part: &str) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let (name, value) = (name.trim(), value.trim());
        if value.len() > LONGEST_ATTRIBUTE {
            return;
        }
        match name.to_ascii_lowercase().as_str() {
            "expires" => self.expires = date::parse(value).or(self.expires),
            "max-age" => self.max_age = max_age(value).or(self.max_age),
            "domain" => self.domain = domain(value),
            "path" => self.path = value.starts_with('/').then(|| value.to_owned()),
            "secure" => self.secure = true,
            "httponly" => self.http_only = true,
            "samesite" => self.same_site = same_site(value),
            _ => {}
        }
    }

    /// Returns the end by `Max-Age`, else by `Expires`, and neither beyond 400 days.
    pub(super) fn expires(&self, now: SystemTime) -> Option<SystemTime> {
        let latest = now + LONGEST_LIFE;
        match self.max_age {
            Some(MaxAge::Past) => Some(SystemTime::UNIX_EPOCH),
            Some(MaxAge::Seconds(seconds)) => {
                Some(now + Duration::from_secs(seconds).min(LONGEST_LIFE))
            }
            None => self.expires.map(|end| end.min(latest)),
        }
    }
}

/// Splits at the first `=`; without it, the whole is a value (§5.6, step 4).
fn pair(text: &str) -> (&str, &str) {
    let (name, value) = text.split_once('=').unwrap_or(("", text));
    (name.trim(), value.trim())
}

fn max_age(value: &str) -> Option<MaxAge> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Too many digits to count means "for ever", which the limit of 400 days cuts.
    let seconds = digits.parse().unwrap_or(u64::MAX);
    Some(if value.starts_with('-') || seconds == 0 {
        MaxAge::Past
    } else {
        MaxAge::Seconds(seconds)
    })
}

fn domain(value: &str) -> Option<String> {
    let domain = value.strip_prefix('.').unwrap_or(value);
    (!domain.is_empty()).then(|| domain.to_ascii_lowercase())
}

/// Reads `SameSite`; what is not understood counts as absent: Lax.
fn same_site(value: &str) -> Option<SameSite> {
    match value.to_ascii_lowercase().as_str() {
        "strict" => Some(SameSite::Strict),
        "lax" => Some(SameSite::Lax),
        "none" => Some(SameSite::None),
        _ => None,
    }
}
