//! Organizations' clients, each with a secret from the start.

use super::super::page::{List, Page};
use super::super::{OperationError, Service};
use super::settings::{claims, lifetime};
use super::{add_secret, delete_secret, new_secret, view};
use crate::environment::{ClientEvent, Environment, MachineClient, MachineClientEvent};
use crate::rules::management::Ruling;
use crate::rules::management::find;
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::Empty;
use crate::wire::management::clients as wire;

/// Most secrets of an organization's client (the M2M guide).
const MOST_SECRETS: usize = 5;

/// The default lifetime of a token, in seconds (`docs/tokens.md#client-tokens`).
const TOKEN_SECONDS: u32 = 3_600;

pub(super) fn serve(service: Service) -> Service {
    service
        .serve("CreateOrganizationClient", create)
        .serve("GetOrganizationClient", get)
        .serve("ListOrganizationClients", list)
        .serve("UpdateOrganizationClient", update)
        .serve("DeleteOrganizationClient", delete)
        .serve("CreateOrganizationClientSecret", create_secret)
        .serve("DeleteOrganizationClientSecret", delete_secret_of)
}

fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateOrganizationClientRequest,
) -> Ruling<wire::CreateOrganizationClientResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let new = &request.client;
    let token_seconds = lifetime("client.expiry", new.expiry)?.unwrap_or(TOKEN_SECONDS);
    let client = MachineClient {
        id: desk.ids.machine_client(),
        organization: organization.id.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        secrets: vec![new_secret(desk)],
        scopes: new.scopes.clone(),
        audience: new.audience.clone(),
        custom_claims: claims(&new.custom_claims),
        token_seconds,
        created_at: desk.env.now(),
        updated_at: desk.env.now(),
    };
    Ok(Granted {
        reply: wire::CreateOrganizationClientResponse {
            client: Some(view::machine(&client)),
            plain_secret: view::plain_secret(&client.secrets[0]),
        },
        events: vec![MachineClientEvent::Created { client: Box::new(client) }.into()],
    })
}

fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetOrganizationClientRequest,
) -> Ruling<wire::GetOrganizationClientResponse> {
    let client = client(desk.env, &request.organization_id, &request.client_id)?;
    let client = Some(view::machine(client));
    Ok(Granted::plainly(wire::GetOrganizationClientResponse { client }))
}

/// Lists an organization's clients, the newest first.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListOrganizationClientsRequest,
) -> Ruling<wire::ListOrganizationClientsResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let clients = desk.env.numbered_machine_clients(&organization.id);
    let page = List::newest_first(clients).page(request.page_size, &request.page_token)?;
    let page = page.map(view::machine);
    let Page { items: clients, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListOrganizationClientsResponse {
        next_page_token,
        total_size,
        clients,
        prev_page_token,
    }))
}

/// Changes the fields that are not empty: the contract cannot express absence otherwise here.
fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateOrganizationClientRequest,
) -> Ruling<wire::UpdateOrganizationClientResponse> {
    let mut changed = client(desk.env, &request.organization_id, &request.client_id)?.clone();
    let new = &request.client;
    if !new.name.is_empty() {
        changed.name.clone_from(&new.name);
    }
    if !new.description.is_empty() {
        changed.description.clone_from(&new.description);
    }
    if !new.scopes.is_empty() {
        changed.scopes.clone_from(&new.scopes);
    }
    if !new.audience.is_empty() {
        changed.audience.clone_from(&new.audience);
    }
    if !new.custom_claims.is_empty() {
        changed.custom_claims = claims(&new.custom_claims);
    }
    if let Some(seconds) = lifetime("client.expiry", new.expiry)? {
        changed.token_seconds = seconds;
    }
    changed.updated_at = desk.env.now();
    Ok(Granted {
        reply: wire::UpdateOrganizationClientResponse { client: Some(view::machine(&changed)) },
        events: vec![MachineClientEvent::Updated { client: Box::new(changed) }.into()],
    })
}

fn delete(desk: &mut Desk<'_>, request: &wire::DeleteOrganizationClientRequest) -> Ruling<Empty> {
    let client = client(desk.env, &request.organization_id, &request.client_id)?;
    Ok(Granted {
        reply: Empty {},
        events: vec![
            ClientEvent::Deleted { client: client.id.clone(), name: client.name.clone() }.into(),
        ],
    })
}

fn create_secret(
    desk: &mut Desk<'_>,
    request: &wire::CreateOrganizationClientSecretRequest,
) -> Ruling<wire::CreateOrganizationClientSecretResponse> {
    let client = client(desk.env, &request.organization_id, &request.client_id)?;
    add_secret(desk, &client.id, &client.secrets, MOST_SECRETS, |plain_secret, secret| {
        wire::CreateOrganizationClientSecretResponse { plain_secret, secret: Some(secret) }
    })
}

fn delete_secret_of(
    desk: &mut Desk<'_>,
    request: &wire::DeleteOrganizationClientSecretRequest,
) -> Ruling<Empty> {
    let client = client(desk.env, &request.organization_id, &request.client_id)?;
    delete_secret(&client.id, &client.secrets, &request.secret_id)
}

/// Returns the client, if it is this organization's. Another organization's is not found.
fn client<'a>(
    env: &'a Environment,
    organization: &str,
    id: &str,
) -> Result<&'a MachineClient, OperationError> {
    let owner = &find::organization(env, organization)?.id;
    let client = env.machine_client(id).ok_or_else(|| OperationError::not_found("client", id))?;
    let elsewhere = OperationError::not_found("client", format!("{id} of {owner}"));
    ensure(client.organization == *owner, elsewhere)?;
    Ok(client)
}
