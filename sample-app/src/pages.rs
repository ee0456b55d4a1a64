//! The look of the pages: HTML without JavaScript, filled in and escaped by askama.

use std::time::SystemTime;

use askama::Template;
use axum::response::{self, IntoResponse, Response};
use scalekit::management::{Organization, Role, User};
use scalekit_axum::{CsrfToken, Page, SignedIn, Visitor, duration_until};

/// A page of the app.
pub(crate) struct Html<T>(pub(crate) T);

impl<T: Template> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        response::Html(rendered(&self.0)).into_response()
    }
}

/// Draws a page of the routes and guards of [`scalekit_axum`] as one of ours.
pub(crate) fn in_our_frame(page: &Page) -> String {
    rendered(&Framed { visitor: page.visitor.clone(), page })
}

pub(crate) fn rendered(page: &impl Template) -> String {
    page.render().expect("a template over text that is there renders")
}

#[derive(Template)]
#[template(path = "framed.html")]
struct Framed<'p> {
    visitor: Option<Visitor>,
    page: &'p Page,
}

/// `/`
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home {
    pub(crate) visitor: Option<Visitor>,
}

/// `/dashboard`
#[derive(Template)]
#[template(path = "dashboard.html")]
pub(crate) struct Dashboard {
    visitor: Option<Visitor>,
    person: SignedIn,
    renews_in: String,
    ends_in: String,
}

impl Dashboard {
    pub(crate) fn of(person: SignedIn, now: SystemTime) -> Self {
        Self {
            visitor: Some(person.visitor()),
            renews_in: duration_until(person.session.renew_from(), now),
            ends_in: duration_until(person.session.ends_at, now),
            person,
        }
    }
}

/// `/admin`
#[derive(Template)]
#[template(path = "admin.html")]
pub(crate) struct AdminPage {
    visitor: Option<Visitor>,
    csrf: CsrfToken,
    organization: String,
    members: Vec<Member>,
    roles: Vec<String>,
}

struct Member {
    id: String,
    email: String,
    roles: Vec<String>,
}

impl AdminPage {
    /// Returns the members of the organization, and the roles that they can be given.
    pub(crate) fn of(
        person: &SignedIn,
        organization: &Organization,
        users: &[User],
        roles: &[Role],
    ) -> Self {
        let member = |user: &User| {
            let mut memberships = user.memberships.iter();
            let here = memberships.find(|membership| membership.organization_id == organization.id);
            Member {
                id: user.id.clone(),
                email: user.email.clone(),
                roles: here.map_or_else(Vec::new, |membership| membership.roles.clone()),
            }
        };
        Self {
            visitor: Some(person.visitor()),
            csrf: person.session.csrf.clone(),
            organization: organization.display_name.clone(),
            members: users.iter().map(member).collect(),
            roles: roles.iter().map(|role| role.name.clone()).collect(),
        }
    }
}
