//! Requests and answers as plain data for a report: names of what was sent and set, and no value that could be a secret.

mod address;
mod scene;

use std::fmt;

use serde::Serialize;

pub use self::address::{Address, Parameter};
use crate::hop::{CookieLine, Hop};
use crate::jar::{CookieAttributes, CookieChange};

/// A [`Hop`] without its secrets, to print or to serialize.
///
/// ```
/// # async fn story(mut browser: user_agent::UserAgent) -> Result<(), user_agent::Error> {
/// let page = browser.open("http://localhost:3000/login").await?;
/// for hop in page.hops() {
///     println!("{}", hop.record());
///     // GET http://localhost:3000/login (navigation, none) → 303 http://localhost:4000/oauth/authorize?state=…  + attempt (Path=/; HttpOnly)
/// }
/// let _json = serde_json::to_string(&page.hops()[0].record()).expect("plain data");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HopRecord {
    /// The method.
    pub method: String,
    /// Where the request went.
    pub url: Address,
    /// What it was for: `navigation`, `frame`, `image`, `prefetch`, `fetch`, `preflight` or `probe`.
    pub kind: &'static str,
    /// The origin of the page that began the way; `None` for the address bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// `Sec-Fetch-Site`, as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// `Origin`, as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The names of the cookies that went along, in their order.
    pub cookies: Vec<String>,
    /// The names of the fields of a posted form.
    pub fields: Vec<String>,
    /// The status; `None` if nobody answered.
    pub status: Option<u16>,
    /// What each `Set-Cookie` line did.
    pub set_cookies: Vec<CookieRecord>,
    /// Where the answer redirects to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<Address>,
}

/// What a `Set-Cookie` line did, without the cookie's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CookieRecord {
    /// The name of the cookie; empty if the line has none.
    pub name: String,
    /// `set`, `cleared`, `cleared_nothing` or `refused`.
    pub change: &'static str,
    /// The rule that a refused line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What the line says beside the value; `None` if it cannot be read.
    #[serde(flatten)]
    pub attributes: Option<CookieAttributes>,
}

impl Hop {
    /// Returns the hop as plain data without secrets.
    pub fn record(&self) -> HopRecord {
        HopRecord {
            method: self.method().to_string(),
            url: Address::of(self.url()),
            kind: self.kind_name(),
            from: self.initiator.as_ref().map(|url| url.origin().ascii_serialization()),
            site: self.sent("sec-fetch-site").map(ToOwned::to_owned),
            origin: self.sent("origin").map(ToOwned::to_owned),
            cookies: self.cookies().to_vec(),
            fields: self.fields.iter().map(|name| address::shown(name)).collect(),
            status: Some(self.status()).filter(|status| *status != 0),
            set_cookies: self.changes().iter().map(CookieRecord::of).collect(),
            leads_to: self.redirects_to().map(Address::of),
        }
    }
}

impl CookieRecord {
    fn of(line: &CookieLine) -> Self {
        let change = match line.change {
            Ok(CookieChange::Set) => "set",
            Ok(CookieChange::Cleared) => "cleared",
            Ok(CookieChange::ClearedNothing) => "cleared_nothing",
            Err(_) => "refused",
        };
        let why = line.change.err().map(|why| why.to_string());
        Self { name: line.name.clone(), change, why, attributes: line.attributes.clone() }
    }
}

impl fmt::Display for HopRecord {
    /// Writes one line: the request, its cookies, `→` the answer, and what this did to the cookies.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({}", self.method, self.url, self.kind)?;
        self.site.iter().try_for_each(|site| write!(f, ", {site}"))?;
        f.write_str(")")?;
        if !self.cookies.is_empty() {
            write!(f, " with {}", self.cookies.join(" "))?;
        }
        match self.status {
            Some(status) => write!(f, " → {status}")?,
            None => f.write_str(" → no answer")?,
        }
        self.leads_to.iter().try_for_each(|target| write!(f, " {target}"))?;
        self.set_cookies.iter().try_for_each(|cookie| write!(f, "  {cookie}"))
    }
}

impl fmt::Display for CookieRecord {
    /// Writes `+ name (attributes)`, `- name (attributes)` or `! name (why)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.change {
            "set" => '+',
            "refused" => '!',
            _ => '-',
        };
        write!(f, "{sign} {}", self.name)?;
        match (&self.why, &self.attributes) {
            (Some(why), _) => write!(f, " ({why})"),
            (None, Some(attributes)) if !attributes.to_string().is_empty() => {
                write!(f, " ({attributes})")
            }
            (None, _) => Ok(()),
        }
    }
}
