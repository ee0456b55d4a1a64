//! `GET /`: the front page, for people who open the environment URL.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::pages::{self, Application, HomePage};
use crate::environment::{Client, ClientKind, EnvironmentType};
use crate::idp::Idp;

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    let page = idp.read(|environment| HomePage {
        environment_url: environment.issuer().to_owned(),
        environment_type: match environment.settings().environment_type {
            EnvironmentType::Development => "development".to_owned(),
            EnvironmentType::Production => "production".to_owned(),
        },
        applications: environment.clients().map(application).collect(),
    });
    pages::page(StatusCode::OK, &page)
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
