//! Replies of the control API.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::refusal::JournalledError;
use crate::http::refusal::NO_STORE;
use crate::rules::management::page::Page;

/// JSON with the status 200.
pub(super) struct Reply<T>(pub(super) T);

/// JSON with the status 201.
pub(super) struct Created<T>(pub(super) T);

/// A seed file.
pub(super) struct Toml(pub(super) String);

/// A page for people.
pub(super) struct PageReply(pub(super) Response);

/// A reply without members: `{}`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Done {}

/// The size of a list, and the token of its next page.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct NextPage {
    /// The token of the next page; empty on the last page.
    next_page_token: String,
    /// The number of items on all pages.
    total_size: u32,
}

/// A reply whose type has a schema.
pub(super) trait DescribedReply: IntoResponse {
    const STATUS: StatusCode = StatusCode::OK;
    const MEDIA_TYPE: &'static str = "application/json";

    /// Returns the schema of its body.
    fn schema(schemas: &mut SchemaGenerator) -> Schema;
}

impl NextPage {
    /// Returns the items of a page, and the link to the next.
    pub(super) fn after<T>(page: Page<T>) -> (Vec<T>, Self) {
        let Page { items, next_page_token, total_size, .. } = page;
        (items, Self { next_page_token, total_size })
    }
}

impl DescribedReply for PageReply {
    const MEDIA_TYPE: &'static str = "text/html";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl<T: Serialize + JsonSchema> DescribedReply for Reply<T> {
    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<T>()
    }
}

impl<T: Serialize + JsonSchema> DescribedReply for Created<T> {
    const STATUS: StatusCode = StatusCode::CREATED;

    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<T>()
    }
}

impl DescribedReply for Toml {
    const MEDIA_TYPE: &'static str = "application/toml";

    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<String>()
    }
}

impl<R: DescribedReply> DescribedReply for Result<R, JournalledError> {
    const STATUS: StatusCode = R::STATUS;
    const MEDIA_TYPE: &'static str = R::MEDIA_TYPE;

    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        R::schema(schemas)
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        (NO_STORE, Json(self.0)).into_response()
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, NO_STORE, Json(self.0)).into_response()
    }
}

impl IntoResponse for PageReply {
    fn into_response(self) -> Response {
        self.0
    }
}

impl IntoResponse for Toml {
    fn into_response(self) -> Response {
        (NO_STORE, [(CONTENT_TYPE, Self::MEDIA_TYPE)], self.0).into_response()
    }
}
