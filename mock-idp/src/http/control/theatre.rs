//! `/_mock/theatre`: the exchanges as a scene, as a page that goes on by itself and as files.

use axum::extract::{RawQuery, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use schemars::{Schema, SchemaGenerator, json_schema};
use theatre::{Density, Form, Links, Scene, View};
use url::form_urlencoded;

use super::operation::Operation;
use super::parameter::{Number, Parameter};
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::{DescribedReply, PageReply};
use super::{PREFIX, events};
use crate::http::here::Here;
use crate::http::pages::{self, TheatrePage};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::theatre::{Recorded, har};
use crate::wire::Reader;

/// Where the theatre is, below the control API's path, and where its page is told that there is more.
const PATH: &str = "/theatre";
const EVENTS_PATH: &str = "/theatre/events";

/// Where the exchanges are.
const EXCHANGES: &str = "/_mock/exchanges";

const DENSITY: Parameter = Parameter::one_of(
    "density",
    densities,
    "How much is drawn: `story`, a line for each group; `lanes`, which is usual, a line for each request and answer; `everything`, with parameters, events and requests for keys.",
);
const BEFORE: Number = Number {
    name: "before",
    description: "The number of the first exchange that is not drawn any more.",
    allowed: 1..=u64::MAX,
    default: u64::MAX,
};
const ARROW: Parameter =
    Parameter::serial("arrow", "The number of the exchange whose arrow is chosen.");
const LIFE: Parameter = Parameter::text(
    "life",
    "The life that is chosen, by its place among those of the page, from 0.",
);
const FORM: Parameter = Parameter::one_of("form", forms, "`text` is a list in place of a diagram.");
const PAGE_QUERY: [Parameter; 5] = [DENSITY, BEFORE.parameter(), ARROW, LIFE, FORM];
const FILE_QUERY: [Parameter; 2] = [DENSITY, BEFORE.parameter()];

const MALFORMED: &str = "The query is not of these parameters.";
const DRAWN: &str = "At most 200 exchanges are drawn, the last of those before `before`; what was left out is said. No value of a parameter, cookie or token is in it. It needs no token, as the page does not.";

pub(super) fn operations() -> [Operation; 6] {
    let file = |operation: Operation, reply| {
        operation
            .description(DRAWN)
            .parameters(&FILE_QUERY)
            .replies(reply)
            .refuses(StatusCode::BAD_REQUEST, MALFORMED)
    };
    [
        Operation::get(PATH, "watchTheatre", "A sequence diagram of the exchanges, and the lives of cookies and tokens", page)
            .description("A page, which goes on by itself. An arrow and a life can be chosen. At most 200 exchanges are drawn.")
            .parameters(&PAGE_QUERY)
            .replies("The page.")
            .refuses(StatusCode::BAD_REQUEST, MALFORMED),
        Operation::get(EVENTS_PATH, "followTheatre", "That there is more to draw, for as long as the connection lasts", events::watch_exchanges)
            .description("Server-sent events: one whenever exchanges were answered, the clock was turned, or something ended. `id` is the number of the last exchange, and `Last-Event-ID` goes on after it. The event `reset` says that the environment was reset. It needs no token, as the page does not.")
            .replies("The events. Every 15 seconds there is a comment, if nothing else.")
            .refuses(StatusCode::BAD_REQUEST, "`Last-Event-ID` is no number.")
            .refuses(StatusCode::TOO_MANY_REQUESTS, "As many pages watch this environment as may: 64."),
        file(Operation::get("/theatre.svg", "drawTheatre", "The scene as SVG", svg), "The drawing."),
        file(Operation::get("/theatre.mmd", "drawTheatreAsMermaid", "The scene as a sequence diagram of Mermaid", mermaid), "The diagram."),
        file(Operation::get("/theatre.html", "saveTheatre", "The scene as a page that needs nothing but itself", html), "The page."),
        file(Operation::get("/theatre.har", "archiveExchanges", "The exchanges as an HTTP archive without values", archive), "HAR 1.2."),
    ]
}

/// Returns who looks at the theatre in a browser, which has no token to show; `None` of any other request.
pub(super) fn reader(request: &Request) -> Option<Reader> {
    let path = request.uri().path();
    let is_file = path
        .strip_prefix(PATH)
        .is_some_and(|ending| [".svg", ".mmd", ".html", ".har"].contains(&ending));
    match path {
        PATH => Some(Reader::Person),
        EVENTS_PATH => Some(Reader::Program),
        _ if is_file => Some(Reader::Program),
        _ => None,
    }
}

/// What a page shows.
struct PageQuery {
    density: Density,
    form: Form,
    before: u64,
    arrow: Option<u64>,
    life: Option<usize>,
}

impl PageQuery {
    fn read(query: Option<String>) -> Result<Self, ApiError> {
        let query = Query::read(query, &PAGE_QUERY)?;
        let form = match query.text(&FORM)? {
            None | Some("diagram") => Form::Diagram,
            Some("text") => Form::Text,
            Some(_) => return Err(ApiError::Malformed("form is diagram or text".to_owned())),
        };
        Ok(Self {
            density: density(&query)?,
            form,
            before: query.number(&BEFORE)?,
            arrow: number(&query, &ARROW)?,
            life: number(&query, &LIFE)?,
        })
    }

    /// Returns the address of the page with another density or form.
    fn address(&self, density: Density, form: Form) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair(DENSITY.name, density.as_str());
        if form == Form::Text {
            query.append_pair(FORM.name, "text");
        }
        if self.before != u64::MAX {
            query.append_pair(BEFORE.name, &self.before.to_string());
        }
        format!("{PREFIX}{PATH}?{}", query.finish())
    }
}

fn number<T: std::str::FromStr>(
    query: &Query,
    parameter: &Parameter,
) -> Result<Option<T>, ApiError> {
    let no_number = |_| ApiError::Malformed(format!("{} is a number", parameter.name));
    query.text(parameter)?.map(|text| text.parse().map_err(no_number)).transpose()
}

fn density(query: &Query) -> Result<Density, ApiError> {
    let density = query.text(&DENSITY)?.map(str::parse).transpose();
    let density = density
        .map_err(|error: theatre::UnknownDensityError| ApiError::Malformed(error.to_string()))?;
    Ok(density.unwrap_or_default())
}

fn densities() -> Vec<&'static str> {
    Density::ALL.map(Density::as_str).to_vec()
}

fn forms() -> Vec<&'static str> {
    vec!["diagram", "text"]
}

async fn page(Here(idp): Here, RawQuery(query): RawQuery) -> PageReply {
    let query = match PageQuery::read(query) {
        Ok(query) => query,
        Err(error) => return PageReply(error.noted_for(Reader::Person, &idp)),
    };
    let last = idp.last_exchange();
    let recorded = idp.recorded(query.before);
    let scene = recorded.scene(Some(EXCHANGES));
    let here = query.address(query.density, query.form);
    let links = format!("{here}&");
    let fragment = scene.to_fragment(View {
        density: query.density,
        form: query.form,
        links: Links::At(&links),
        arrow: query.arrow,
        life: query.life,
        unchosen: Some(&here),
    });
    let densities = Density::ALL.map(|density| {
        let address = query.address(density, query.form);
        (density.as_str(), address, density == query.density)
    });
    let earlier = recorded.exchanges.first().filter(|_| recorded.earlier > 0);
    let is_latest = query.before > last;
    PageReply(pages::live_page(
        StatusCode::OK,
        &TheatrePage {
            environment: idp.issuer().to_owned(),
            densities: densities.to_vec(),
            as_text: query.address(query.density, Form::Text),
            as_diagram: query.address(query.density, Form::Diagram),
            is_text: query.form == Form::Text,
            files: ["svg", "mmd", "html", "har"]
                .map(|ending| {
                    (ending, format!("{PREFIX}{PATH}.{ending}?density={}", query.density))
                })
                .to_vec(),
            earlier: earlier.map(|first| {
                PageQuery { before: first.number, ..query }.address(query.density, query.form)
            }),
            events: is_latest.then(|| format!("{PREFIX}{EVENTS_PATH}")),
            end: recorded.next_end().filter(|_| is_latest).map(|left| left.as_millis()),
            latest: format!("{PREFIX}{PATH}?density={}", query.density),
            last,
            fragment,
        },
    ))
}

/// Reads the query of a file, and returns the scene.
fn drawn(idp: &Idp, query: Option<String>) -> Result<(Recorded, Scene, Density), JournalledError> {
    let read = || {
        let query = Query::read(query, &FILE_QUERY)?;
        Ok::<_, ApiError>((density(&query)?, query.number(&BEFORE)?))
    };
    let (density, before) = read().map_err(|error| error.noted(idp))?;
    let recorded = idp.recorded(before);
    let scene = recorded.scene(None);
    Ok((recorded, scene, density))
}

async fn svg(Here(idp): Here, RawQuery(query): RawQuery) -> Result<Svg, JournalledError> {
    let (_, scene, density) = drawn(&idp, query)?;
    Ok(Svg(scene.to_svg(density)))
}

async fn mermaid(Here(idp): Here, RawQuery(query): RawQuery) -> Result<Mermaid, JournalledError> {
    let (_, scene, density) = drawn(&idp, query)?;
    Ok(Mermaid(scene.to_mermaid(density)))
}

async fn html(Here(idp): Here, RawQuery(query): RawQuery) -> Result<PageReply, JournalledError> {
    let (_, scene, density) = drawn(&idp, query)?;
    Ok(PageReply(pages::whole_page(scene.to_html(density))))
}

async fn archive(Here(idp): Here, RawQuery(query): RawQuery) -> Result<Archive, JournalledError> {
    let (recorded, _, _) = drawn(&idp, query)?;
    Ok(Archive(har(&recorded)))
}

macro_rules! files {
    ($($(#[$doc:meta])* $file:ident is $media_type:literal;)+) => {$(
        $(#[$doc])*
        struct $file(String);

        impl DescribedReply for $file {
            const MEDIA_TYPE: &'static str = $media_type;

            fn schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }

        impl IntoResponse for $file {
            fn into_response(self) -> Response {
                (NO_STORE, [(CONTENT_TYPE, $media_type)], self.0).into_response()
            }
        }
    )+};
}

files! {
    /// A drawing.
    Svg is "image/svg+xml";
    /// A sequence diagram.
    Mermaid is "text/vnd.mermaid";
    /// An HTTP archive.
    Archive is "application/json";
}
