//! `GET /magicLink/{id}`: a link to an organization's admin portal.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS};
use axum::response::Response;

use super::pages::{self, ErrorPage, Link, PortalPage};
use crate::http::here::Here;
use crate::rules::portal::{self, Portal, PortalError};

pub(super) async fn get(Here(idp): Here, Path(id): Path<String>) -> Response {
    match idp.transact(|desk| portal::open(desk.env, &id)) {
        Ok(opened) => framed(pages::page(StatusCode::OK, &page(opened))),
        Err(why) => framed(nothing(why).answer(StatusCode::GONE)),
    }
}

fn page(portal: Portal) -> PortalPage {
    PortalPage {
        organization: portal.organization.name,
        features: portal.features.into_iter().map(str::to_owned).collect(),
    }
}

fn nothing(why: PortalError) -> ErrorPage {
    ErrorPage {
        title: "This link opens nothing".to_owned(),
        message: format!("{why}."),
        details: Vec::new(),
        remedy: Some("make another link with GeneratePortalLink".to_owned()),
        back: Link::home(),
        ..ErrorPage::default()
    }
}

/// Lets applications show the portal in a frame, which no other page allows. The page has no forms and does nothing,
/// so a frame cannot trick a person into anything.
fn framed(mut page: Response) -> Response {
    page.headers_mut().remove(X_FRAME_OPTIONS);
    page.headers_mut().insert(CONTENT_SECURITY_POLICY, pages::FRAMED_CONTENT_SECURITY_POLICY);
    page
}
