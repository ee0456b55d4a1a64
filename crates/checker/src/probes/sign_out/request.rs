//! The request that signs out, as far as a page of another site can repeat it.

use http::Method;
use http::header::CONTENT_TYPE;
use serde_json::Value;
use url::{Position, Url, form_urlencoded};
use user_agent::{Control, Credentials, Fetch, Hop, Kind, Page};

use crate::{Encoding, NotTried, Stage};

/// How many requests of a press are repeated: one signs out, and a page sends another one or two with it, such as the request
/// for a token.
const MOST_REQUESTS: usize = 3;

/// The field by which some frameworks take a POST for a request of another method.
const METHOD_FIELD: &str = "_method";

/// The headers that a browser adds to a script's request, beside those that begin with `sec-`.
const OF_THE_BROWSER: [&str; 11] = [
    "accept-encoding",
    "cache-control",
    "connection",
    "content-length",
    "cookie",
    "host",
    "origin",
    "pragma",
    "referer",
    "upgrade-insecure-requests",
    "user-agent",
];

/// A request that signs out.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) url: Url,
    /// The encoding of a form that repeats it; `None` for the usual one.
    pub(super) encoding: Option<Encoding>,
    /// The fields of that form, with the values that the application's own page sent, one-time tokens among them.
    pub(super) fields: Vec<(String, String)>,
    /// The request itself, if a script sent it.
    pub(super) script: Option<Fetch>,
}

impl Request {
    /// Reads what a press of a form's button or of a link sends; `None` if that is a script's business.
    pub(super) fn of_control(page: &Page, control: &Control) -> Option<Self> {
        let (url, fields) = (control.url()?.clone(), page.entries(control));
        Some(Self { url, encoding: None, fields, script: None })
    }

    /// Returns what scripts sent at the sign-out of the ordinary journey, the likeliest first; empty if none did.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if nobody can sign out.
    pub(super) async fn of_scripts(stage: &Stage) -> Result<Vec<Self>, NotTried> {
        let is_script = stage.way_out()?.last().is_some_and(Control::is_script);
        let sent = &stage.exit().await?.departure.sent;
        // What follows the logout belongs to the page where people land.
        let before_logout = sent.iter().take_while(|hop| !stage.fake.has(hop.url()));
        let is_its =
            |hop: &&Hop| is_of_script(hop) || (is_script && hop.kind() == Kind::Navigation);
        let mut hops: Vec<_> = before_logout.filter(is_its).collect();
        hops.sort_by_key(|hop| hop.method() == Method::GET);
        Ok(hops.into_iter().take(MOST_REQUESTS).map(Self::of_hop).collect())
    }

    fn of_hop(hop: &Hop) -> Self {
        let body = hop.body().unwrap_or_default();
        let content_type = hop.sent(CONTENT_TYPE.as_str()).unwrap_or_default();
        let (encoding, mut fields) = match content_type {
            _ if body.is_empty() => (None, Vec::new()),
            pairs if pairs.starts_with("application/x-www-form-urlencoded") => {
                (None, form_urlencoded::parse(body.as_bytes()).into_owned().collect())
            }
            parts if parts.starts_with(Encoding::Multipart.as_str()) => {
                (Some(Encoding::Multipart), in_parts(parts, body))
            }
            _ => (Some(Encoding::Text), vec![in_text(body)]),
        };
        let is_of_forms = matches!(*hop.method(), Method::GET | Method::POST);
        if !is_of_forms && encoding != Some(Encoding::Text) {
            fields.push((METHOD_FIELD.to_owned(), hop.method().to_string()));
        }
        Self { url: hop.url().clone(), encoding, fields, script: Some(as_fetch(hop)) }
    }

    /// Returns the fields of a form that has nothing of the application's own.
    pub(super) fn no_fields(&self) -> Vec<(String, String)> {
        let text = self.encoding.filter(|encoding| *encoding == Encoding::Text);
        text.map(|_| in_text("{}")).into_iter().collect()
    }

    /// Returns the fields with values that nobody issued.
    pub(super) fn guessed_fields(&self) -> Vec<(String, String)> {
        let guessed = |(name, value): &(String, String)| match name.as_str() {
            METHOD_FIELD => (name.clone(), value.clone()),
            _ => (name.clone(), "0".repeat(value.len().max(1))),
        };
        match self.encoding {
            Some(Encoding::Text) => self.no_fields(),
            _ => self.fields.iter().map(guessed).collect(),
        }
    }

    /// Says whether a request to the same address is among these.
    pub(super) fn is_among(&self, sent: &[Hop]) -> bool {
        sent.iter().any(|hop| hop.url()[..Position::AfterPath] == self.url[..Position::AfterPath])
    }
}

/// Says whether a script sent a request, by `fetch` or its like: what is loaded for a page, such as a style sheet, has
/// another destination than `empty` (Fetch, section 2.2.5).
fn is_of_script(hop: &Hop) -> bool {
    matches!(hop.kind(), Kind::Script(..))
        && hop.method() != Method::OPTIONS
        && hop.sent("sec-fetch-dest").is_none_or(|destination| destination == "empty")
}

/// Returns a request as a script of any page sends it, with the headers that the application's script has set.
fn as_fetch(hop: &Hop) -> Fetch {
    let fetch = Fetch::new(hop.method().clone(), hop.url().as_str());
    let fetch = fetch.credentials(Credentials::Include);
    let fetch = hop.body().into_iter().fold(fetch, Fetch::text);
    let is_own = |name: &str| !OF_THE_BROWSER.contains(&name) && !name.starts_with("sec-");
    let own = hop.sent_headers().iter().filter(|(name, _)| is_own(name.as_str()));
    let own = own.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    own.fold(fetch, |fetch, (name, value)| fetch.header(name, value))
}

/// Returns the field of which the encoding `text/plain`, `name=value`, makes a body: the same text if it has the sign, and
/// an object of JSON with a member more.
fn in_text(body: &str) -> (String, String) {
    let is_object = serde_json::from_str::<Value>(body).is_ok_and(|value| value.is_object());
    match body.trim().strip_suffix('}').filter(|_| is_object) {
        Some(members) => {
            let comma = if members.trim() == "{" { "" } else { "," };
            (format!("{members}{comma}\"and\":\""), "\"}".to_owned())
        }
        None => {
            let (name, value) = body.split_once('=').unwrap_or((body, ""));
            (name.to_owned(), value.to_owned())
        }
    }
}

/// Reads the fields of a body in `multipart/form-data` (RFC 7578).
fn in_parts(content_type: &str, body: &str) -> Vec<(String, String)> {
    let Some((_, boundary)) = content_type.split_once("boundary=") else { return Vec::new() };
    let boundary = format!("--{}", boundary.trim_matches('"'));
    let field = |part: &str| {
        let (head, value) = part.split_once("\r\n\r\n")?;
        let (_, named) = head.split_once("; name=\"")?;
        let (name, _) = named.split_once('"')?;
        Some((name.to_owned(), value.strip_suffix("\r\n").unwrap_or(value).to_owned()))
    };
    body.split(&boundary).filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the body that a browser makes of a field in the encoding `text/plain`.
    fn sent(body: &str) -> String {
        let (name, value) = in_text(body);
        format!("{name}={value}\r\n")
    }

    #[test]
    fn a_form_in_text_sends_the_same_object_of_json_and_a_member_more() {
        for (body, and) in [
            ("{}", r#"{"and":"="}"#),
            (r#"{"all":{"of":"them"}}"#, r#"{"all":{"of":"them"},"and":"="}"#),
        ] {
            let sent: Value = serde_json::from_str(&sent(body)).expect("an object");

            assert_eq!(sent, serde_json::from_str::<Value>(and).expect("an object"), "{body}");
        }
        assert_eq!(sent("a=b=c"), "a=b=c\r\n");
        assert_eq!(sent("word"), "word=\r\n");
    }

    #[test]
    fn the_fields_of_a_form_in_parts_are_read() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nt0ken\r\n\
                    --b\r\nContent-Disposition: form-data; name=\"all\"\r\n\r\n\r\n--b--\r\n";

        let fields = in_parts("multipart/form-data; boundary=b", body);

        let expected = [("csrf", "t0ken"), ("all", "")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(in_parts("multipart/form-data", body).is_empty());
    }
}
