//! The pages of simulated identity providers: within a sign-in at `/login`, and at `/idp`, where a person begins one.

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::body::Form;
use super::login::{Shown, client_name, field, foreign_form, submit};
use super::pages::{self, DeparturePage, Destination, Fault, SocialButton, UpstreamPage};
use super::redirect::{self, Via};
use super::refusal::{error_page, explain};
use crate::environment::{
    AuthRequest, AuthRequestId, Connection, ConnectionType, Environment, Id as _, OrganizationId,
    Upstream,
};
use crate::fault;
use crate::http::here::Here;
use crate::rules::authorization::IdentityProviderForm;
use crate::rules::authorization::hosted;
use crate::rules::idp_initiated::{
    self, IdpInitiatedError, IdpInitiatedParameters, IdpInitiatedRequest,
};
use crate::wire::{Browser, Params, UpstreamError, description};

/// Sends the person to a social provider: `POST /login/social`.
pub(super) async fn social(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    let connection = field(&params, "connection");
    submit(&idp, &params, |desk, id| hosted::choose_connection(desk.env, id, &connection, &browser))
}

/// Takes the form of the identity provider's page: `POST /login/upstream`.
pub(super) async fn sign_in(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    if let Some(fault) = filled(&params, "fault") {
        return submit(&idp, &params, |desk, id| {
            hosted::fail_at_identity_provider(desk.env, id, &fault, &browser)
        });
    }
    let form = IdentityProviderForm {
        email: person(&params),
        given_name: filled(&params, "given_name"),
        family_name: filled(&params, "family_name"),
    };
    submit(&idp, &params, |desk, id| hosted::submit_identity_provider(desk, id, &form, &browser))
}

/// Answers `GET /sso/v1/connections/{connection}/partner:callback?state=ar_…`, to which an application that signs
/// people in by itself sends the browser (`docs/authorize.md#sign-ins-that-an-application-carries-out`).
pub(super) async fn partner_callback(
    Here(idp): Here,
    Path(connection): Path<String>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let request = field(&params, "state");
    let request = AuthRequestId::named(&request);
    super::login::advance(&idp, &params, &request, Via::Found, |desk, id| {
        hosted::partner_callback(desk, id, &connection, &browser)
    })
}

/// Shows the page of an identity provider: `GET /idp/{connection}`.
pub(super) async fn start(
    Here(idp): Here,
    Path(connection): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let who = field(&Params::parse(query.unwrap_or_default().as_bytes()), "who");
    idp.read(|environment| match idp_initiated::provider(environment, &connection) {
        Ok((connection, organization)) => {
            pages::page(StatusCode::OK, &departure(environment, connection, organization, &who))
        }
        Err(why) => why.into_response(),
    })
}

/// Sends a person from an identity provider to an application: `POST /idp`. The form belongs to no authorization
/// request, so it is bound to no browser.
pub(super) async fn depart(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    let form = IdpInitiatedRequest {
        connection: field(&params, "connection"),
        client: field(&params, "client"),
        email: person(&params),
        relay_state: filled(&params, "relay_state"),
        fault: filled(&params, "fault"),
    };
    match idp.transact(|desk| idp_initiated::decide(desk.env, &form, &browser)) {
        Ok(sent) => match sent.with {
            IdpInitiatedParameters::Token(key, claims) => {
                let client = sent.client.as_str();
                let token = fault::signed_idp_initiated(&idp, client, &key, &claims);
                let parameters = [("idp_initiated_login", token.as_str())];
                redirect::to_client(Via::SeeOther, &sent.to, &parameters)
            }
            IdpInitiatedParameters::Error(fault) => {
                let description = description(&fault.to_string());
                let parameters =
                    [("error", fault.as_str()), ("error_description", description.as_str())];
                redirect::to_client(Via::SeeOther, &sent.to, &parameters)
            }
        },
        Err(IdpInitiatedError::Foreign(why)) => foreign_form(&why),
        Err(why) => why.into_response(),
    }
}

/// Returns the person of the clicked button, or else the typed address.
fn person(params: &Params) -> String {
    filled(params, "person").unwrap_or_else(|| field(params, "email"))
}

fn filled(params: &Params, name: &'static str) -> Option<String> {
    Some(field(params, name)).filter(|text| !text.trim().is_empty())
}

/// Shows the identity provider's page within a sign-in, or sends the browser to an application which signs people in by
/// itself.
pub(super) fn page(
    environment: &Environment,
    request: &AuthRequest,
    upstream: &Upstream,
    status: StatusCode,
    shown: &Shown,
) -> Response {
    let connection = environment.connection(&upstream.connection);
    if let Some(mut elsewhere) = connection.and_then(Connection::own_login_page) {
        // Both parameters have the request's id: one for the management API, one for the callback.
        let id = request.id.as_str();
        let parameters = [("login_request_id", id), ("state", id)];
        elsewhere.query_pairs_mut().extend_pairs(parameters);
        return redirect::see(Via::Found, elsewhere.as_str());
    }
    let organization = connection.and_then(|connection| connection.organization.as_ref());
    let hint = || upstream.login_hint.clone().unwrap_or_default();
    let page = UpstreamPage {
        request: request.id.to_string(),
        client: client_name(environment, request),
        provider: connection.map_or("an identity provider", Connection::name).to_owned(),
        organization: organization.map(|id| organization_name(environment, id)),
        email: shown.email.clone().unwrap_or_else(hint),
        error: shown.error.clone(),
        people: people(environment, organization, &shown.who, "/login"),
        faults: faults(connection),
        way_back: upstream.way_back,
    };
    pages::page(status, &page)
}

/// Returns the providers that the first page offers.
pub(super) fn social_buttons(environment: &Environment) -> Vec<SocialButton> {
    let active = environment.social_connections().filter(|one| one.is_active());
    let button = |connection: &Connection| SocialButton {
        connection: connection.id.to_string(),
        name: connection.name().to_owned(),
    };
    active.map(button).collect()
}

fn departure(
    environment: &Environment,
    connection: &Connection,
    organization: &OrganizationId,
    who: &str,
) -> DeparturePage {
    let clients = environment.clients().filter(|client| {
        let organization = environment.organization(organization);
        client.initiate_login(organization).is_some()
    });
    DeparturePage {
        connection: connection.id.to_string(),
        provider: connection.name().to_owned(),
        organization: organization_name(environment, organization),
        applications: clients
            .map(|client| Destination { id: client.id.to_string(), name: client.name.clone() })
            .collect(),
        people: people(environment, Some(organization), who, &format!("/idp/{}", connection.id)),
        faults: faults(Some(connection)),
    }
}

/// Returns the people whom a provider knows: a social provider everybody, an organization's its members.
fn people(
    environment: &Environment,
    organization: Option<&OrganizationId>,
    who: &str,
    page: &str,
) -> pages::People {
    let known = environment.users().filter(|user| {
        let is_member = |organization| user.membership(organization).is_some();
        user.seeded && organization.is_none_or(is_member)
    });
    super::people::found(environment, known, who, page)
}

fn faults(connection: Option<&Connection>) -> Vec<Fault> {
    let is_saml = connection.is_some_and(|one| one.connection_type == ConnectionType::Saml);
    let faults = if is_saml { UpstreamError::OF_SAML } else { UpstreamError::OF_OIDC };
    let described = |fault: &UpstreamError| Fault {
        code: fault.as_str().to_owned(),
        meaning: fault.to_string(),
    };
    faults.iter().map(described).collect()
}

fn organization_name(environment: &Environment, id: &OrganizationId) -> String {
    environment
        .organization(id)
        .map_or_else(|| id.to_string(), |organization| organization.name.clone())
}

impl IntoResponse for IdpInitiatedError {
    fn into_response(self) -> Response {
        error_page(
            StatusCode::BAD_REQUEST,
            "Nobody can start here",
            explain(&self),
            Vec::new(),
            Some(
                "Use the id of an organization's connection that is enabled, and a client with an initiate-login URL.",
            ),
        )
    }
}
