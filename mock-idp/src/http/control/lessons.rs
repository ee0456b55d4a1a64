//! `/_mock/lessons`: flows that a person walks through, whose steps the journal ticks.

use axum::Extension;
use axum::extract::{Path, RawQuery, Request};
use axum::http::StatusCode;
use url::Url;

use super::PREFIX;
use super::operation::Operation;
use super::parameter::{NOW, Parameter};
use super::query::Query;
use super::refusal::ApiError;
use super::reply::PageReply;
use crate::http::here::Here;
use crate::http::pages::{
    self, Addresses, Drawings, Drawn, LessonOnPaper, LessonPage, LessonsPage,
};
use crate::http::redirect::{Via, see};
use crate::idp::Idp;
use crate::lessons::{self, LESSONS, Lesson, Player, Progress};
use crate::wire::endpoint::is_below;
use crate::wire::{Reader, Redacted};

/// Where the lessons are, below the control API's path, and where a page has them.
const PATH: &str = "/lessons";
const PAGES: &str = "/_mock/lessons";

/// How the address of a lesson on paper ends.
const ON_PAPER: &str = ".html";

const NAME: Parameter = Parameter::text(
    "name",
    "The name of a lesson; with `.html` at its end, the lesson on paper: a page that needs nothing but itself.",
);
const AFTER: Parameter = Parameter::after_or_now(
    "The number of the last entry that does not count; with `now` the lesson begins now, and the answer leads to its page.",
);

pub(super) fn operations() -> [Operation; 2] {
    [
        Operation::get(PATH, "listLessons", "The lessons", list)
            .description("A page. It needs no token, as the journal's page does not.")
            .replies("The page."),
        Operation::get("/lessons/{name}", "walkLesson", "A flow to walk through, step by step", one)
            .description("A page, which goes on by itself: the journal ticks the steps. It needs no token, as the journal's page does not.")
            .parameters(&[NAME, AFTER])
            .replies("The page.")
            .refuses(StatusCode::BAD_REQUEST, "The query is not of these parameters.")
            .refuses(StatusCode::NOT_FOUND, "There is no such lesson; the answer lists those that exist."),
    ]
}

/// Returns who reads a lesson in a browser, which has no token to show; `None` of any other request.
pub(super) fn reader(request: &Request) -> Option<Reader> {
    is_below(PATH, request.uri().path()).then_some(Reader::Person)
}

async fn list(Here(idp): Here) -> PageReply {
    let page = LessonsPage { environment: idp.issuer().to_owned(), path: PAGES };
    PageReply(pages::page(StatusCode::OK, &page))
}

async fn one(
    Here(idp): Here,
    player: Option<Extension<Player>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> PageReply {
    let (lesson, wanted) = match read(&idp, &name, query) {
        Ok(read) => read,
        Err(error) => return PageReply(error.noted_for(Reader::Person, &idp)),
    };
    let drawn = || drawings(player.map(|Extension(player)| player), lesson);
    PageReply(match wanted {
        Wanted::OnPaper => pages::whole_page(on_paper(lesson, drawn().await)),
        Wanted::After(number) => walked(&idp, lesson, number, drawn().await),
        // The address keeps where it began, so that a reload does not begin anew.
        Wanted::Now(last) => see(Via::Found, &format!("{PAGES}/{}?after={last}", lesson.name)),
    })
}

/// How a lesson is wanted.
enum Wanted {
    OnPaper,
    /// To be walked, after this entry.
    After(u64),
    /// To be walked from now on, when this is the last entry.
    Now(u64),
}

/// Reads which lesson is wanted, and how.
fn read(
    idp: &Idp,
    name: &str,
    query: Option<String>,
) -> Result<(&'static Lesson, Wanted), ApiError> {
    let query = Query::read(query, &[AFTER])?;
    let after = query.after(&AFTER, || idp.last_entry())?.unwrap_or_default();
    let on_paper = name.strip_suffix(ON_PAPER);
    let lesson = lessons::named(on_paper.unwrap_or(name)).ok_or_else(|| no_lesson(name))?;
    let wanted = match query.text(&AFTER)? {
        _ if on_paper.is_some() => Wanted::OnPaper,
        Some(NOW) => Wanted::Now(after),
        _ => Wanted::After(after),
    };
    Ok((lesson, wanted))
}

fn no_lesson(name: &str) -> ApiError {
    let known: Vec<_> = LESSONS.iter().map(|lesson| lesson.name).collect();
    ApiError::NotFound(format!(
        "no lesson is called {}; there are {}",
        Redacted::of(name),
        known.join(", ")
    ))
}

fn walked(
    idp: &Idp,
    lesson: &'static Lesson,
    after: u64,
    drawings: Drawings,
) -> axum::response::Response {
    let (came, last) = idp.came_after(after);
    let (application, name) = registered_application(idp).unzip();
    let page = LessonPage {
        path: PAGES,
        lesson,
        addresses: Addresses {
            application,
            name,
            environment: idp.issuer().to_owned(),
            control: format!("{}{PREFIX}", idp.issuer()),
        },
        progress: Progress::of(lesson, came),
        after,
        last,
        drawings,
    };
    pages::live_page(StatusCode::OK, &page)
}

/// Returns a lesson on paper. It is the same for every environment, so that a class has one.
fn on_paper(lesson: &'static Lesson, drawings: Drawings) -> String {
    let addresses = Addresses {
        application: Some(USUAL_APPLICATION.to_owned()),
        name: None,
        environment: "http://127.0.0.1:8080".to_owned(),
        control: format!("http://127.0.0.1:8080{PREFIX}"),
    };
    let page = LessonOnPaper { lesson, addresses, drawings };
    askama::Template::render(&page).expect("a template over owned strings always renders")
}

/// Returns what stands below the question of a what-if. The first reader of a lesson waits until it is played.
async fn drawings(player: Option<Player>, lesson: &'static Lesson) -> Drawings {
    let Some(Player(play)) = player else { return Drawings::NoApplication };
    match play(lesson).await {
        Ok(scenes) => Drawings::Both(Drawn::of(&scenes.right, &scenes.wrong)),
        Err(why) => Drawings::Failed(why),
    }
}

/// Where an application is, if no client has an address.
const USUAL_APPLICATION: &str = "http://localhost:3000";

/// Returns the address of the application, or the usual one if no client has an address.
pub(super) fn application(idp: &Idp) -> String {
    registered_application(idp).map_or_else(|| USUAL_APPLICATION.to_owned(), |(origin, _)| origin)
}

/// Returns the origin of the first redirect URI and the name of its client: whoever registered it said where the application
/// is.
fn registered_application(idp: &Idp) -> Option<(String, String)> {
    let registered = idp.read(|environment| {
        let mut clients = environment.clients();
        let with_uri = clients.find_map(|client| Some((client.redirect_uris.first()?, client)));
        with_uri
            .and_then(|(uri, client)| Some((Url::parse(uri.as_str()).ok()?, client.name.clone())))
    });
    let (uri, name) = registered?;
    let origin = Some(uri.origin()).filter(url::Origin::is_tuple)?;
    Some((origin.ascii_serialization(), name))
}
