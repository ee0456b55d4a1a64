//! The environment's clients: what is registered here signs people in at once.

use super::super::page::List;
use super::super::{Failure, Service};
use super::change::change;
use super::settings::{allowlist, back_channel, claims, grants, lifetime, uri, uris};
use super::{add_secret, delete_secret};
use crate::environment::{Client, ClientEvent, ClientKind, ClientSettings, Environment};
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::management::Nothing;
use crate::wire::management::clients::SecretCreated;
use crate::wire::management::clients::application::{
    self as wire, Clients, CreateClient, DeleteSecret, ListClients, NamedClient, NewClient,
    OneClient, UpdateClient,
};

/// Secrets of an application at once: the one in use, and the next (`behaviours.md` 5).
const MOST_SECRETS: usize = 2;

pub(super) fn served(service: Service) -> Service {
    service
        .serve("ListClient", list)
        .serve("CreateClient", create)
        .serve("GetClient", get)
        .serve("UpdateClient", update)
        .serve("DeleteClient", delete)
        .serve("CreateClientSecret", create_secret)
        .serve("DeleteClientSecret", delete_secret_of)
}

/// The oldest first.
fn list(desk: &mut Desk<'_>, ask: &ListClients) -> Ruling<Clients, Failure> {
    let types = &ask.filter.client_type;
    let known = ["ENV", "WEB_APP", "SPA", "NTV", "ALL"];
    ensure(
        types.iter().all(|wanted| known.contains(&wanted.as_str())),
        Failure::invalid("filter.client_type", format!("must be among {}", known.join(", "))),
    )?;
    let clients = desk.env.numbered_clients().filter(|(_, client)| admits(types, client));
    let page = List::oldest_first(clients).page(ask.page_size, &ask.page_token)?;
    Ok(Granted::plainly(Clients {
        total_size: page.total_size,
        clients: page.items.into_iter().map(wire::Client::of).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
    }))
}

/// `ENV`, which is also meant when no type is named, is the environment's own application. That it is
/// a `WEB_APP` too is our reading: the documents call it the default web application.
fn admits(types: &[String], client: &Client) -> bool {
    let wanted = |word: &String| match word.as_str() {
        "ALL" => true,
        "ENV" => client.is_default,
        word => word == wire::type_of(client),
    };
    if types.is_empty() { client.is_default } else { types.iter().any(wanted) }
}

/// The new client has no secret yet: one that is never asked for cannot leak.
fn create(desk: &mut Desk<'_>, ask: &CreateClient) -> Ruling<OneClient, Failure> {
    let client = registered(desk, &ask.client)?;
    let events = vec![ClientEvent::Created { client: Box::new(client.clone()) }.into()];
    Ok(Granted { reply: told(&client), events })
}

fn registered(desk: &mut Desk<'_>, new: &NewClient) -> Result<Client, Failure> {
    let kind = match new.client_type.as_str() {
        "WEB_APP" => ClientKind::Web(Vec::new()),
        "SPA" => ClientKind::Spa,
        "NTV" => ClientKind::Native,
        _ => {
            let what = "must be WEB_APP, SPA or NTV";
            return Err(Failure::invalid("client.client_type", what));
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

fn get(desk: &mut Desk<'_>, ask: &NamedClient) -> Ruling<OneClient, Failure> {
    Ok(Granted::plainly(told(client(desk.env, &ask.client_id)?)))
}

/// What the mask names changes, even to nothing; without one, what is empty stays as it is.
fn update(desk: &mut Desk<'_>, ask: &UpdateClient) -> Ruling<OneClient, Failure> {
    let asked = client(desk.env, &ask.client_id)?;
    let changed = change(desk.env, asked, &ask.client, ask.mask.as_deref())?;
    Ok(Granted {
        reply: told(&changed),
        events: vec![ClientEvent::Updated { client: Box::new(changed) }.into()],
    })
}

fn delete(desk: &mut Desk<'_>, ask: &NamedClient) -> Ruling<Nothing, Failure> {
    let client = client(desk.env, &ask.client_id)?;
    ensure(
        !client.is_default,
        Failure::FailedPrecondition(format!(
            "{} is the environment's own application and cannot be deleted",
            client.id
        )),
    )?;
    Ok(Granted {
        reply: Nothing {},
        events: vec![
            ClientEvent::Deleted { client: client.id.clone(), name: client.name.clone() }.into(),
        ],
    })
}

fn create_secret(desk: &mut Desk<'_>, ask: &NamedClient) -> Ruling<SecretCreated, Failure> {
    let client = client(desk.env, &ask.client_id)?;
    ensure(
        !client.is_public(),
        Failure::FailedPrecondition(format!(
            "{} is a {} and cannot keep a secret",
            client.id,
            wire::type_of(client)
        )),
    )?;
    add_secret(desk, &client.id, client.secrets(), MOST_SECRETS)
}

fn delete_secret_of(desk: &mut Desk<'_>, ask: &DeleteSecret) -> Ruling<Nothing, Failure> {
    let client = client(desk.env, &ask.client_id)?;
    delete_secret(&client.id, client.secrets(), &ask.secret_id)
}

fn told(client: &Client) -> OneClient {
    OneClient { client: wire::Client::of(client) }
}

fn client<'a>(env: &'a Environment, asked: &str) -> Result<&'a Client, Failure> {
    env.client(asked).ok_or_else(|| Failure::not_found("client", asked))
}
