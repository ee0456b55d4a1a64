//! `/_mock/verdict`: what is wrong with the clients.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use schemars::{Schema, SchemaGenerator};

use super::operation::Operation;
use super::parameter::Parameter;
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::{DescribedReply, Reply};
use crate::environment::ClientId;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::control::find;
use crate::verdict::{Anchor, Verdict, Weight};

const CLIENT: Parameter =
    Parameter::text("client", "The findings of this client alone, by name or id.");
const WEIGHT: Parameter =
    Parameter::one_of("weight", weights, "The findings of this weight alone.");
const FORMAT: Parameter = Parameter::one_of(
    "format",
    formats,
    "`json`, if nothing else is said; `text` as `mock-idp exec` ends with it; `sarif`, version 2.1.0; `junit`, XML.",
);
const ANCHOR: Parameter = Parameter::text(
    "anchor",
    "The file, and perhaps a line of it after a colon, at which SARIF shows every finding: `src/routes/logout.ts:12`. Without it, `mock-idp.toml`.",
);
const QUERY: [Parameter; 4] = [CLIENT, WEIGHT, FORMAT, ANCHOR];

const TEXT: &str = "text/plain; charset=utf-8";
const SARIF: &str = "application/sarif+json";
const JUNIT: &str = "application/xml";

pub(super) fn operations() -> [Operation; 1] {
    [Operation::get("/verdict", "getVerdict", "What is wrong with the clients", verdict)
        .description(
            "A `fault` no honest client can have caused; a `doubt` has an innocent story, which it tells; `advice` is what works and could be better. `evidence` has numbers of exchanges.",
        )
        .parameters(&QUERY)
        .replies("The findings so far, and what the clients did and did not exercise.")
        .replies_also(&[
            ("text/plain", "The verdict for people."),
            (SARIF, "A log of SARIF 2.1.0."),
            (JUNIT, "A JUnit report, with a test case for each practice that is judged."),
        ])
        .refuses(StatusCode::BAD_REQUEST, "The query is not of these parameters.")
        .refuses(StatusCode::NOT_FOUND, "There is no such client; the answer lists those that exist.")]
}

/// The forms of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Text,
    Sarif,
    Junit,
}

/// A verdict in one of its forms.
enum VerdictReply {
    Json(Verdict),
    /// With its media type.
    Text(&'static str, String),
}

async fn verdict(
    State(idp): State<Idp>,
    RawQuery(query): RawQuery,
) -> Result<VerdictReply, JournalledError> {
    let VerdictQuery { client, weight, format, anchor } =
        verdict_query(&idp, query).map_err(|error| error.noted(&idp))?;
    let verdict = idp.verdict().only(client.as_ref(), weight);
    Ok(match format {
        Format::Json => VerdictReply::Json(verdict),
        Format::Text => VerdictReply::Text(TEXT, verdict.to_string()),
        Format::Sarif => VerdictReply::Text(SARIF, verdict.to_sarif(&anchor)),
        Format::Junit => VerdictReply::Text(JUNIT, verdict.to_junit()),
    })
}

/// Which findings are wanted, and in which form.
struct VerdictQuery {
    client: Option<ClientId>,
    weight: Option<Weight>,
    format: Format,
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
        format: query.text(&FORMAT)?.map_or(Ok(Format::Json), format)?,
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
    const ALL: [Self; 4] = [Self::Json, Self::Text, Self::Sarif, Self::Junit];

    fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
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
        }
    }
}
