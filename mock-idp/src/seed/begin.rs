//! From a seed to the beginning of an environment: names are looked up, texts are parsed, and what is
//! wrong is noted, all of it.
//!
//! Drafting goes on after a mistake, so that one does not hide the next; a draft is used if there were none.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use crate::environment::{
    Beginning, Client, Connection, ConnectionId, Directory, Domain, Id, KeyRing, NotAnId,
    Organization, Passkey, Permission, Role, Settings, SignInMode, SigningKey, User,
    WebhookEndpoint, WebhookSecret,
};
use crate::ids::Ids;
use crate::seed::mistake::{Mistake, Place};
use crate::seed::{Seed, SeedError};

mod client;
mod connection;
mod directory;
mod organization;
mod passkey;
mod policies;
mod role;
mod sign_in;
mod signing_key;
mod uri;
mod user;
mod webhook;
mod webhook_secret;

pub(super) use connection::{connection_types, providers};
pub(super) use directory::directory_providers;
use user::Known;

impl Seed {
    /// What an environment at the URL `issuer` starts with.
    ///
    /// # Errors
    ///
    /// [`SeedError`] reports every mistake by its place, like `clients[0].redirect_uris[1]`.
    pub(crate) fn begin(&self, issuer: &str, ids: &mut Ids) -> Result<Beginning, SeedError> {
        let (draft, mistakes) = self.draft(ids);
        if !mistakes.is_empty() {
            return Err(SeedError::mistaken(&mistakes, None));
        }
        let key = draft.given_key.unwrap_or_else(|| Arc::new(SigningKey::generate()));
        let noted = "what is no secret was noted as a mistake";
        Ok(Beginning {
            settings: Settings {
                issuer: issuer.trim_end_matches('/').into(),
                environment_type: self.environment.environment_type,
                policies: self.policies.clone(),
                email_connection: draft.email_connection,
                sign_in: draft.sign_in,
                webhook_secret: draft.webhook_secret.expect(noted),
                interceptor_secret: draft.interceptor_secret.expect(noted),
                call_beyond_loopback: self.environment.call_beyond_loopback,
            },
            keys: KeyRing::of(key),
            clients: draft.clients,
            organizations: draft.organizations,
            users: draft.users,
            roles: draft.roles,
            permissions: draft.permissions,
            connections: draft.connections,
            domains: draft.domains,
            directories: draft.directories,
            passkeys: draft.passkeys,
            webhook_endpoints: draft.webhook_endpoints,
        })
    }

    /// Everything that is wrong with it.
    pub(super) fn check(&self) -> Vec<Mistake> {
        let (_, mistakes) = self.draft(&mut Ids::seeded(0));
        mistakes
    }

    fn draft(&self, ids: &mut Ids) -> (Draft, Vec<Mistake>) {
        let mut drafting = Drafting { seed: self, ids, mistakes: Vec::new() };
        let draft = drafting.draft();
        (draft, drafting.mistakes)
    }
}

/// The parts of a beginning.
struct Draft {
    /// `None` if a new one is to be made.
    given_key: Option<Arc<SigningKey>>,
    webhook_secret: Option<WebhookSecret>,
    interceptor_secret: Option<WebhookSecret>,
    email_connection: ConnectionId,
    clients: Vec<Client>,
    organizations: Vec<Organization>,
    roles: Vec<Role>,
    permissions: Vec<Permission>,
    users: Vec<User>,
    sign_in: SignInMode,
    connections: Vec<Connection>,
    domains: Vec<Domain>,
    directories: Vec<Directory>,
    passkeys: Vec<Passkey>,
    webhook_endpoints: Vec<WebhookEndpoint>,
}

/// The work of drafting. Each noun has a file that adds to it.
struct Drafting<'s> {
    seed: &'s Seed,
    ids: &'s mut Ids,
    mistakes: Vec<Mistake>,
}

impl Drafting<'_> {
    fn draft(&mut self) -> Draft {
        self.check_policies();
        let given_key = self.given_key();
        let environment = &self.seed.environment;
        let webhook_secret = self.webhook_secret("webhook_secret", &environment.webhook_secret);
        let interceptor_secret =
            self.webhook_secret("interceptor_secret", &environment.interceptor_secret);
        let email_connection = self.ids.id();
        let clients = self.clients();
        let organizations = self.organizations();
        self.check_templates(&organizations, &clients);
        let (roles, permissions) = self.access();
        let users = self.users(Known { organizations: &organizations, roles: &roles });
        let sign_in = self.sign_in(&users);
        let connections = self.connections(&email_connection, &organizations);
        let domains = self.domains(&organizations);
        let directories = self.directories(&organizations);
        let passkeys = self.passkeys(&users);
        let webhook_endpoints = self.webhooks();
        Draft {
            given_key,
            webhook_secret,
            interceptor_secret,
            email_connection,
            clients,
            organizations,
            roles,
            permissions,
            users,
            sign_in,
            connections,
            domains,
            directories,
            passkeys,
            webhook_endpoints,
        }
    }

    fn note(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    /// The id that was pinned, or a new one.
    fn id<I: Id + FromStr<Err = NotAnId>>(&mut self, pinned: Option<&String>, place: &Place) -> I {
        match pinned.map(|text| text.parse()) {
            Some(Ok(id)) => return id,
            Some(Err(not_an_id)) => {
                let told = not_an_id.to_string();
                let (what, help) =
                    told.rsplit_once(": ").unwrap_or((&told, "leave it out, and one is made"));
                self.note(Mistake::new(place.field("id"), what, help));
            }
            None => {}
        }
        self.ids.id()
    }

    fn not_blank(&mut self, text: &str, place: Place) {
        if text.trim().is_empty() {
            self.note(Mistake::new(place, "this is blank", "give it a text of its own"));
        }
    }

    /// Notes a `name` that nothing of the kind `noun` has.
    fn exists(&mut self, noun: &str, name: &str, names: &[&str], place: Place) {
        if !names.contains(&name) {
            self.note(Mistake::unknown(place, noun, name, names));
        }
    }

    /// Notes each item of `section` whose `field` another one has already.
    fn distinct<T>(
        &mut self,
        section: &'static str,
        field: &'static str,
        items: &[T],
        value: impl Fn(&T) -> Option<String>,
    ) {
        let mut first = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            let Some(value) = value(item) else { continue };
            let place = Place::section(section).item(index).field(field);
            if let Some(first) = first.get(&value) {
                let help = format!("no two {section} have the same `{field}`");
                self.note(Mistake::new(place, format!("`{value}` is taken"), help).taken_at(first));
            } else {
                first.insert(value, place);
            }
        }
    }
}
