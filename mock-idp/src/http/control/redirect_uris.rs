//! `/_mock/clients/{client}/redirect_uris` and `post_logout_redirect_uris`: registers what an application requests.

use axum::extract::Path;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::operation::Operation;
use super::parameter::Parameter;
use super::refusal::JournalledError;
use super::reply::Reply;
use crate::environment::RegisteredUri;
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::control::redirects::{self, Purpose};

const CLIENT: Parameter = Parameter::text("client", "The name or the id of an application.");
const NO_SUCH_CLIENT: &str = "There is no such client; the answer lists those that exist.";
const NOT_A_URI: &str = "The URI cannot be registered.";

pub(super) fn operations() -> [Operation; 2] {
    [
        Operation::post(
            "/clients/{client}/redirect_uris",
            "registerRedirectUri",
            "Register another redirect URI, as *Allowed callback URLs* of the dashboard does",
            redirect,
        )
        .parameters(&[CLIENT])
        .replies("The redirect URIs from now on.")
        .refuses(StatusCode::BAD_REQUEST, NOT_A_URI)
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_CLIENT),
        Operation::post(
            "/clients/{client}/post_logout_redirect_uris",
            "registerPostLogoutRedirectUri",
            "Register another address for after a logout, as *Post logout URLs* of the dashboard does",
            after_logout,
        )
        .parameters(&[CLIENT])
        .replies("The addresses for after a logout from now on.")
        .refuses(StatusCode::BAD_REQUEST, NOT_A_URI)
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_CLIENT),
    ]
}

/// A URI to register.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewRedirectUri {
    #[schemars(example = &"http://localhost:3000/auth/callback")]
    uri: String,
}

/// The registered URIs.
#[derive(Debug, Serialize, JsonSchema)]
struct RedirectUris {
    #[schemars(with = "Vec<String>")]
    uris: Vec<RegisteredUri>,
}

async fn redirect(
    Here(idp): Here,
    Path(client): Path<String>,
    Body(new): Body<NewRedirectUri>,
) -> Result<Reply<RedirectUris>, JournalledError> {
    register(&idp, &client, Purpose::SignIn, &new)
}

async fn after_logout(
    Here(idp): Here,
    Path(client): Path<String>,
    Body(new): Body<NewRedirectUri>,
) -> Result<Reply<RedirectUris>, JournalledError> {
    register(&idp, &client, Purpose::Logout, &new)
}

fn register(
    idp: &Idp,
    client: &str,
    purpose: Purpose,
    new: &NewRedirectUri,
) -> Result<Reply<RedirectUris>, JournalledError> {
    idp.transact(|desk| redirects::register(desk.env, client, purpose, &new.uri))
        .map(|uris| Reply(RedirectUris { uris }))
        .map_err(JournalledError::by_rule)
}
