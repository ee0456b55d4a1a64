//! The environment's clients: an application that is registered here can sign users in at once.

use super::super::page::{List, Page};
use super::super::{OperationError, Service};
use super::change::change;
use super::settings::{allowlist, back_channel, claims, grants, lifetime, uri, uris};
use super::{add_secret, delete_secret, view};
use crate::environment::{Client, ClientEvent, ClientKind, ClientSettings, Environment};
use crate::rules::management::Ruling;
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::Empty;
use crate::wire::management::clients as wire;

/// Most secrets of an application: the one in use, and the next (`docs/management.md#clients`).
const MOST_SECRETS: usize = 2;

pub(super) fn serve(service: Service) -> Service {
    service
        .serve("ListClient", list)
        .serve("CreateClient", create)
        .serve("GetClient", get)
        .serve("UpdateClient", update)
        .serve("DeleteClient", delete)
        .serve("CreateClientSecret", create_secret)
        .serve("DeleteClientSecret", delete_secret_of)
}

/// Lists the applications, the oldest first. Their secrets are never shown, whatever `include_plain_secret` says:
/// Scalekit shows a secret once.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListClientsRequest,
) -> Ruling<wire::ListClientsResponse> {
    let types = &request.filter.clone().unwrap_or_default().client_type;
    let known = ["ENV", "WEB_APP", "SPA", "NTV", "ALL"];
    ensure(
        types.iter().all(|wanted| known.contains(&wanted.as_str())),
        OperationError::invalid(
            "filter.client_type",
            format!("must be among {}", known.join(", ")),
        ),
    )?;
    let clients = desk.env.numbered_clients().filter(|(_, client)| admits(types, client));
    let page = List::oldest_first(clients).page(request.page_size, &request.page_token)?;
    let page = page.map(view::application);
    let Page { items: clients, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListClientsResponse {
        total_size,
        clients,
        next_page_token,
        prev_page_token,
    }))
}

/// Returns whether one of the types is the client's; without a type, `ENV` is meant. `ENV` is the environment's own
/// application. That it is a `WEB_APP` too is our reading: the documents call it the default web application.
fn admits(types: &[String], client: &Client) -> bool {
    let wanted = |word: &String| match word.as_str() {
        "ALL" => true,
        "ENV" => client.is_default,
        word => word == view::client_type(client),
    };
    if types.is_empty() { client.is_default } else { types.iter().any(wanted) }
}

/// Registers an application. It has no secret until `CreateClientSecret` makes one.
fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateClientRequest,
) -> Ruling<wire::CreateClientResponse> {
    let client = register(desk, &request.client)?;
    let events = vec![ClientEvent::Created { client: Box::new(client.clone()) }.into()];
    let reply = wire::CreateClientResponse { client: Some(view::application(&client)) };
    Ok(Granted { reply, events })
}

fn register(desk: &mut Desk<'_>, new: &wire::CreateClient) -> Result<Client, OperationError> {
    let kind = match new.client_type.as_str() {
        "WEB_APP" => ClientKind::Web(Vec::new()),
        "SPA" => ClientKind::Spa,
        "NTV" => ClientKind::Native,
        _ => {
            let what = "must be WEB_APP, SPA or NTV";
            return Err(OperationError::invalid("client.client_type", what));
        }
    };
    let public = !matches!(kind, ClientKind::Web(_));
    let now = desk.env.now();
    let redirects = uris(desk.env, "client.post_login_uris", &new.post_login_uris)?;
    let after_logout =
        uris(desk.env, "client.post_logout_redirect_uris", &new.post_logout_redirect_uris)?;
    let begin_again = new.initiate_login_uri.as_deref().unwrap_or_default();
    Ok(Client {
        initiate_login_uri: uri(desk.env, "client.initiate_login_uri", begin_again)?,
        settings: ClientSettings {
            back_channel_logout_uris: back_channel(&new.back_channel_logout_uris, public)?,
            access_token_seconds: lifetime("client.access_token_expiry", new.access_token_expiry)?,
            scopes: new.scopes.clone(),
            custom_claims: claims(&new.custom_claims),
            management_denied: new.disallow_scalekit_api_access.unwrap_or_default(),
            grant_types: grants(&new.grant_types, public)?,
            ip_allowlist: new.ip_allowlist.as_ref().map(allowlist).transpose()?,
        },
        id: desk.ids.id(),
        name: new.name.clone(),
        kind,
        redirect_uris: redirects,
        post_logout_redirect_uris: after_logout,
        enforce_pkce: new.enforce_pkce.unwrap_or_default(),
        is_default: false,
        created_at: now,
        updated_at: now,
    })
}

fn get(desk: &mut Desk<'_>, request: &wire::GetClientRequest) -> Ruling<wire::GetClientResponse> {
    let client = client(desk.env, &request.client_id)?;
    Ok(Granted::plainly(wire::GetClientResponse { client: Some(view::application(client)) }))
}

/// Changes the fields that the mask names, an empty one too; without a mask, empty fields stay as they are.
fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateClientRequest,
) -> Ruling<wire::UpdateClientResponse> {
    let known = client(desk.env, &request.client_id)?;
    let changed = change(desk.env, known, &request.client, request.mask.as_deref())?;
    Ok(Granted {
        reply: wire::UpdateClientResponse { client: Some(view::application(&changed)) },
        events: vec![ClientEvent::Updated { client: Box::new(changed) }.into()],
    })
}

fn delete(desk: &mut Desk<'_>, request: &wire::DeleteClientRequest) -> Ruling<Empty> {
    let client = client(desk.env, &request.client_id)?;
    ensure(
        !client.is_default,
        OperationError::FailedPrecondition(format!(
            "{} is the environment's own application and cannot be deleted",
            client.id
        )),
    )?;
    Ok(Granted {
        reply: Empty {},
        events: vec![
            ClientEvent::Deleted { client: client.id.clone(), name: client.name.clone() }.into(),
        ],
    })
}

fn create_secret(
    desk: &mut Desk<'_>,
    request: &wire::CreateClientSecretRequest,
) -> Ruling<wire::CreateClientSecretResponse> {
    let client = client(desk.env, &request.client_id)?;
    ensure(
        !client.is_public(),
        OperationError::FailedPrecondition(format!(
            "{} is a {} and cannot keep a secret",
            client.id,
            view::client_type(client)
        )),
    )?;
    add_secret(desk, &client.id, client.secrets(), MOST_SECRETS, |plain_secret, secret| {
        wire::CreateClientSecretResponse { plain_secret, secret: Some(secret) }
    })
}

fn delete_secret_of(
    desk: &mut Desk<'_>,
    request: &wire::DeleteClientSecretRequest,
) -> Ruling<Empty> {
    let client = client(desk.env, &request.client_id)?;
    delete_secret(&client.id, client.secrets(), &request.secret_id)
}

fn client<'a>(env: &'a Environment, id: &str) -> Result<&'a Client, OperationError> {
    env.client(id).ok_or_else(|| OperationError::not_found("client", id))
}
