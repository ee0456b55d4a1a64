//! Organizations' clients, each with a secret from the start.

use super::super::page::List;
use super::super::{Failure, Service};
use super::settings::{claims, lifetime};
use super::{add_secret, delete_secret, new_secret};
use crate::environment::{ClientEvent, Environment, MachineClient, MachineClientEvent};
use crate::rules::management::known;
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::management::Nothing;
use crate::wire::management::clients::organization::{
    CreateMachine, DeleteMachineSecret, ListMachines, Machine, MachineCreated, Machines,
    NamedMachine, OneMachine, UpdateMachine,
};
use crate::wire::management::clients::{SecretCreated, revealed};

/// Secrets of an organization's client at once (the M2M guide).
const MOST_SECRETS: usize = 5;

/// The life of a token in seconds where none is named (`behaviours.md` 3.3).
const TOKEN_SECONDS: u32 = 3_600;

pub(super) fn served(service: Service) -> Service {
    service
        .serve("CreateOrganizationClient", create)
        .serve("GetOrganizationClient", get)
        .serve("ListOrganizationClients", list)
        .serve("UpdateOrganizationClient", update)
        .serve("DeleteOrganizationClient", delete)
        .serve("CreateOrganizationClientSecret", create_secret)
        .serve("DeleteOrganizationClientSecret", delete_secret_of)
}

fn create(desk: &mut Desk<'_>, ask: &CreateMachine) -> Ruling<MachineCreated, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let asked = &ask.client;
    let token_seconds = lifetime("client.expiry", asked.expiry)?.unwrap_or(TOKEN_SECONDS);
    let client = MachineClient {
        id: desk.ids.machine_client(),
        organization: organization.id.clone(),
        name: asked.name.clone(),
        description: asked.description.clone(),
        secrets: vec![new_secret(desk)],
        scopes: asked.scopes.clone(),
        audience: asked.audience.clone(),
        custom_claims: claims(&asked.custom_claims),
        token_seconds,
        created_at: desk.env.now(),
        updated_at: desk.env.now(),
    };
    Ok(Granted {
        reply: MachineCreated {
            client: Machine::of(&client),
            plain_secret: revealed(&client.secrets[0].secret),
        },
        events: vec![MachineClientEvent::Created { client: Box::new(client) }.into()],
    })
}

fn get(desk: &mut Desk<'_>, ask: &NamedMachine) -> Ruling<OneMachine, Failure> {
    let client = client(desk.env, &ask.organization_id, &ask.client_id)?;
    Ok(Granted::plainly(OneMachine { client: Machine::of(client) }))
}

/// The newest first.
fn list(desk: &mut Desk<'_>, ask: &ListMachines) -> Ruling<Machines, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let clients = desk.env.numbered_machine_clients(&organization.id);
    let page = List::newest_first(clients).page(ask.page_size, &ask.page_token)?;
    Ok(Granted::plainly(Machines {
        clients: page.items.into_iter().map(Machine::of).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
        total_size: page.total_size,
    }))
}

/// What is empty stays as it is: the contract knows no other absence here.
fn update(desk: &mut Desk<'_>, ask: &UpdateMachine) -> Ruling<OneMachine, Failure> {
    let mut changed = client(desk.env, &ask.organization_id, &ask.client_id)?.clone();
    let new = &ask.client;
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
        reply: OneMachine { client: Machine::of(&changed) },
        events: vec![MachineClientEvent::Updated { client: Box::new(changed) }.into()],
    })
}

fn delete(desk: &mut Desk<'_>, ask: &NamedMachine) -> Ruling<Nothing, Failure> {
    let client = client(desk.env, &ask.organization_id, &ask.client_id)?;
    Ok(Granted {
        reply: Nothing {},
        events: vec![
            ClientEvent::Deleted { client: client.id.clone(), name: client.name.clone() }.into(),
        ],
    })
}

fn create_secret(desk: &mut Desk<'_>, ask: &NamedMachine) -> Ruling<SecretCreated, Failure> {
    let client = client(desk.env, &ask.organization_id, &ask.client_id)?;
    add_secret(desk, &client.id, &client.secrets, MOST_SECRETS)
}

fn delete_secret_of(desk: &mut Desk<'_>, ask: &DeleteMachineSecret) -> Ruling<Nothing, Failure> {
    let client = client(desk.env, &ask.organization_id, &ask.client_id)?;
    delete_secret(&client.id, &client.secrets, &ask.secret_id)
}

/// The client, if it is this organization's: of another's, nothing is told.
fn client<'a>(env: &'a Environment, of: &str, asked: &str) -> Result<&'a MachineClient, Failure> {
    let of = &known::organization(env, of)?.id;
    let client = env.machine_client(asked).ok_or_else(|| Failure::not_found("client", asked))?;
    ensure(client.organization == *of, Failure::not_found("client", format!("{asked} of {of}")))?;
    Ok(client)
}
