//! `GET /front-end`, by which a browser comes back to a front end at an origin of its own: a sign-in ends at a path of this
//! site, and this path leads there.

use axum::extract::{RawQuery, State};
use axum::response::Redirect;

use crate::auth::Auth;
use crate::return_path::{PARAMETER, ReturnPath};

/// The path.
pub(super) const PATH: &str = "/front-end";

/// Redirects to the page of a front end that `next` is, and home if it is none.
pub(super) async fn lead_there(State(auth): State<Auth>, RawQuery(query): RawQuery) -> Redirect {
    let page = page(&auth, &query.unwrap_or_default());
    Redirect::to(page.as_deref().unwrap_or(auth.0.home.as_str()))
}

/// Returns the path of this site that leads to the page of a front end, if that is the `next` of a sign-in.
pub(super) fn wanted(auth: &Auth, query: &str) -> Option<ReturnPath> {
    let page = page(auth, query)?;
    let query =
        url::form_urlencoded::Serializer::new(String::new()).append_pair(PARAMETER, &page).finish();
    ReturnPath::parse(&format!("{PATH}?{query}"))
}

fn page(auth: &Auth, query: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let (_, next) = pairs.find(|(name, _)| name == PARAMETER)?;
    auth.0.origins.front_end_page(&next)
}
