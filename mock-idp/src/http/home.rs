//! `GET /`: the front page, for people who open the environment URL. It is the console for who may use the control API,
//! and a quiet page for everybody else.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;

use super::console::{self, Visitor};
use super::control::Standing;
use super::pages::{self, Application, HomePage};
use crate::environment::{Client, ClientKind, Environment, EnvironmentType};
use crate::http::here::Here;
use crate::idp::Idp;

pub(super) async fn get(Here(idp): Here, visitor: Visitor, RawQuery(query): RawQuery) -> Response {
    match visitor.standing() {
        Standing::Operator => console::page(&idp, &visitor, query.as_deref()),
        standing => {
            let has_control = standing != Standing::NoControl;
            let page =
                HomePage { takes_token: visitor.token().is_some(), ..quiet(&idp, has_control) };
            pages::page(StatusCode::OK, &page)
        }
    }
}

/// Returns the quiet page for a token that is not that of the control API.
pub(super) fn other_token(idp: &Idp) -> Response {
    let error = "That is not the token of this control API, which was printed at the start.";
    let page = HomePage { takes_token: true, error: Some(error.to_owned()), ..quiet(idp, true) };
    pages::page(StatusCode::UNAUTHORIZED, &page)
}

fn quiet(idp: &Idp, has_control: bool) -> HomePage {
    idp.read(|environment| HomePage {
        environment_url: environment.issuer().to_owned(),
        environment_type: environment_type(environment),
        applications: environment.clients().map(application).collect(),
        has_control,
        ..HomePage::default()
    })
}

/// Returns the type of an environment, for people.
pub(super) fn environment_type(environment: &Environment) -> String {
    match environment.settings().environment_type {
        EnvironmentType::Development => "development".to_owned(),
        EnvironmentType::Production => "production".to_owned(),
    }
}

fn application(client: &Client) -> Application {
    Application {
        id: client.id.to_string(),
        name: client.name.clone(),
        kind: match client.kind {
            ClientKind::Web(_) => "web".to_owned(),
            ClientKind::Spa => "spa".to_owned(),
            ClientKind::Native => "native".to_owned(),
        },
        redirect_uris: client.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect(),
    }
}
