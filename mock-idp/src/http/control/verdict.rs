//! `/_mock/verdict`: what is wrong with the clients.

use axum::extract::{RawQuery, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::{Schema, SchemaGenerator};

use super::operation::Operation;
use super::parameter::Parameter;
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::{DescribedReply, Reply};
use crate::environment::ClientId;
use crate::http::console::Visitor;
use crate::http::here::Here;
use crate::http::pages::{self, VerdictPage};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::control::find;
use crate::verdict::{Anchor, Finding, Verdict, Weight};
use crate::wire::{Params, Reader, preferred};

/// Where the verdict is, below the control API's path.
const PATH: &str = "/verdict";

/// Where its exchanges are.
const EXCHANGES: &str = "/_mock/exchanges";

const CLIENT: Parameter =
    Parameter::text("client", "The findings of this client alone, by name or id.");
const WEIGHT: Parameter =
    Parameter::one_of("weight", weights, "The findings of this weight alone.");
const FORMAT: Parameter = Parameter::one_of(
    "format",
    formats,
    "The form, whatever `Accept` says: `json`; `text` as `mock-idp exec` ends with it; `html`, a page to keep, which needs nothing but itself; `sarif`, version 2.1.0; `junit`, XML.",
);
const ANCHOR: Parameter = Parameter::text(
    "anchor",
    "The file, and perhaps a line of it after a colon, at which SARIF shows every finding: `src/routes/logout.ts:12`. Without it, `mock-idp.toml`.",
);
const QUERY: [Parameter; 4] = [CLIENT, WEIGHT, FORMAT, ANCHOR];

/// The media types of the verdict, the usual one first. XML has two names (RFC 7303 §9).
const JSON: &str = "application/json";
const TEXT: &str = "text/plain";
const PAGE: &str = "text/html";
const SARIF: &str = "application/sarif+json";
const JUNIT: &str = "application/xml";
const JUNIT_AS_TEXT: &str = "text/xml";
const MEDIA_TYPES: [&str; 6] = [JSON, PAGE, TEXT, SARIF, JUNIT, JUNIT_AS_TEXT];

pub(super) fn operations() -> [Operation; 1] {
    [Operation::get(PATH, "getVerdict", "What is wrong with the clients", verdict)
        .description(
            "A `fault` no honest client can have caused; a `doubt` has an innocent story, which it tells; `advice` is what works and could be better. `evidence` has numbers of exchanges. `Accept` chooses the form, unless `format` does. A page needs no token: it is read by people, as the journal's is.",
        )
        .parameters(&QUERY)
        .replies("The findings so far, and what the clients did and did not exercise.")
        .replies_also(&[
            (PAGE, "The verdict as a page among the others; as the `format` `html`, one that loads nothing."),
            (TEXT, "The verdict for people."),
            (SARIF, "A log of SARIF 2.1.0."),
            (JUNIT, "A JUnit report, with a test case for each practice that is judged."),
            (JUNIT_AS_TEXT, "The same report, under the other name of XML."),
        ])
        .refuses(StatusCode::BAD_REQUEST, "The query is not of these parameters.")
        .refuses(StatusCode::NOT_FOUND, "There is no such client; the answer lists those that exist.")]
}

/// Returns who reads the verdict in a browser, which has no token to show; `None` of any other request.
pub(super) fn reader(request: &Request) -> Option<Reader> {
    let query = request.uri().query().unwrap_or_default();
    let format = Params::parse(query.as_bytes());
    let is_page = match format.one(FORMAT.name) {
        Ok(None) => preferred(request.headers(), &MEDIA_TYPES) == PAGE,
        Ok(Some(format)) => format == Format::Html.as_str(),
        Err(_) => false,
    };
    (request.uri().path() == PATH && is_page).then_some(Reader::Person)
}

/// The forms of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Text,
    Html,
    Sarif,
    Junit,
}

/// A verdict in one of its forms.
enum VerdictReply {
    Json(Verdict),
    /// With its media type.
    Text(&'static str, String),
    Page(Response),
}

async fn verdict(
    Here(idp): Here,
    visitor: Visitor,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<VerdictReply, JournalledError> {
    let accepted = preferred(&headers, &MEDIA_TYPES);
    let VerdictQuery { client, weight, format, anchor } = match verdict_query(&idp, query) {
        Ok(query) => query,
        Err(error) if accepted == PAGE => {
            return Ok(VerdictReply::Page(error.noted_for(Reader::Person, &idp)));
        }
        Err(error) => return Err(error.noted(&idp)),
    };
    let verdict = idp.verdict().only(client.as_ref(), weight);
    if format.is_none() && accepted == PAGE {
        return Ok(VerdictReply::Page(page(&idp, &visitor, &verdict)));
    }
    Ok(match format.unwrap_or(Format::of(accepted)) {
        Format::Json => VerdictReply::Json(verdict),
        Format::Text => VerdictReply::Text("text/plain; charset=utf-8", verdict.to_string()),
        Format::Html => VerdictReply::Page(pages::whole_page(verdict.to_html())),
        Format::Sarif => VerdictReply::Text(SARIF, verdict.to_sarif(&anchor)),
        Format::Junit if accepted == JUNIT_AS_TEXT => {
            VerdictReply::Text("text/xml; charset=utf-8", verdict.to_junit())
        }
        Format::Junit => VerdictReply::Text(JUNIT, verdict.to_junit()),
    })
}

/// Returns the page among the others.
fn page(idp: &Idp, visitor: &Visitor, verdict: &Verdict) -> Response {
    let since = |finding: &Finding| visitor.registered_since(idp, finding);
    let page = VerdictPage {
        environment: idp.issuer().to_owned(),
        fragment: verdict.to_fragment(EXCHANGES, &since),
    };
    pages::page(StatusCode::OK, &page)
}

/// Which findings are wanted, and in which form.
struct VerdictQuery {
    client: Option<ClientId>,
    weight: Option<Weight>,
    /// The form that the query names.
    format: Option<Format>,
    anchor: Anchor,
}

fn verdict_query(idp: &Idp, query: Option<String>) -> Result<VerdictQuery, ApiError> {
    let query = Query::read(query, &QUERY)?;
    let client = query.text(&CLIENT)?.map(|given| {
        idp.read(|environment| find::client(environment, given).map(|client| client.id.clone()))
    });
    let anchor = query.text(&ANCHOR)?.map(str::parse).transpose();
    Ok(VerdictQuery {
        client: client.transpose()?,
        weight: query.text(&WEIGHT)?.map(weight).transpose()?,
        format: query.text(&FORMAT)?.map(format).transpose()?,
        anchor: anchor
            .map_err(|error| ApiError::Malformed(format!("anchor: {error}")))?
            .unwrap_or_default(),
    })
}

fn weight(text: &str) -> Result<Weight, ApiError> {
    let found = Weight::ALL.into_iter().find(|weight| weight.as_str() == text);
    found.ok_or_else(|| ApiError::Malformed(format!("weight is one of {}", weights().join(", "))))
}

/// Returns the words for the weights.
fn weights() -> Vec<&'static str> {
    Weight::ALL.map(Weight::as_str).to_vec()
}

fn format(text: &str) -> Result<Format, ApiError> {
    let found = Format::ALL.into_iter().find(|format| format.as_str() == text);
    found.ok_or_else(|| ApiError::Malformed(format!("format is one of {}", formats().join(", "))))
}

/// Returns the words for the forms.
fn formats() -> Vec<&'static str> {
    Format::ALL.map(Format::as_str).to_vec()
}

impl Format {
    const ALL: [Self; 5] = [Self::Json, Self::Text, Self::Html, Self::Sarif, Self::Junit];

    /// Returns the form that has this media type.
    fn of(media_type: &str) -> Self {
        match media_type {
            TEXT => Self::Text,
            PAGE => Self::Html,
            SARIF => Self::Sarif,
            JUNIT | JUNIT_AS_TEXT => Self::Junit,
            _ => Self::Json,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Html => "html",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
        }
    }
}

impl DescribedReply for VerdictReply {
    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<Verdict>()
    }
}

impl IntoResponse for VerdictReply {
    fn into_response(self) -> Response {
        match self {
            Self::Json(verdict) => Reply(verdict).into_response(),
            Self::Text(media_type, text) => {
                (NO_STORE, [(CONTENT_TYPE, media_type)], text).into_response()
            }
            Self::Page(page) => page,
        }
    }
}
