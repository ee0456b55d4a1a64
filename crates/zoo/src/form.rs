//! Forms and queries, as they travel.

use std::sync::Arc;

use axum::extract::rejection::StringRejection;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use url::form_urlencoded;

use crate::app::App;
use crate::guard::Visitor;
use crate::sessions::Session;
use crate::{Defect, protection};

/// The fields of a form or a query, in their order.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form or a query; what is none has no fields.
    pub(crate) fn parse(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// Returns the value of a field that is there once.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(field, _)| field == name);
        let value = values.next().map(|(_, value)| value.as_str());
        value.filter(|_| values.next().is_none())
    }

    /// Says whether a field is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }
}

/// A form that a browser posted, and who visits with that.
pub(crate) struct Posted {
    pub(crate) headers: HeaderMap,
    pub(crate) fields: Fields,
    visitor: Option<Session>,
}

impl FromRequest<Arc<App>> for Posted {
    type Rejection = StringRejection;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let headers = request.headers().clone();
        let visitor = request.extensions().get::<Visitor>().cloned().and_then(|Visitor(it)| it);
        let fields = Fields::parse(&String::from_request(request, app).await?);
        Ok(Self { headers, fields, visitor })
    }
}

impl Posted {
    /// Returns the session of a form that a page of this application sent.
    pub(crate) fn ours(&self, app: &App) -> Option<Session> {
        let is_ours =
            |session: &&Session| protection::is_ours(app, session, &self.headers, &self.fields);
        self.visitor.as_ref().filter(is_ours).cloned()
    }

    /// Returns the session of a form that a page of this application sent, or of any by a defect.
    pub(crate) fn ours_but_for(&self, app: &App, unprotected: Defect) -> Option<Session> {
        if app.has(unprotected) { self.visitor.clone() } else { self.ours(app) }
    }
}
