//! Resolves a seed into the initial state of an environment: looks names up, parses texts, and notes all mistakes.
//!
//! The resolver continues after a mistake, so that one mistake does not hide the next. Its result is used if there
//! were no mistakes.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use crate::environment::{
    ConnectionId, Contents, Id, IdError, InitialState, KeyRing, Settings, SignInMode, SigningKey,
    WebhookSecret,
};
use crate::ids::Ids;
use crate::seed::field_error::{FieldError, FieldPath};
use crate::seed::{Seed, SeedError};
use crate::wire::is_email_address;

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

impl Seed {
    /// Returns the initial state of an environment at the URL `issuer`.
    ///
    /// # Errors
    ///
    /// [`SeedError`] reports every mistake with its path, like `clients[0].redirect_uris[1]`.
    pub(crate) fn initial_state(
        &self,
        issuer: &str,
        ids: &mut Ids,
    ) -> Result<InitialState, SeedError> {
        let (resolved, mistakes) = self.resolve(ids);
        if !mistakes.is_empty() {
            return Err(SeedError::mistaken(&mistakes, None));
        }
        let key = resolved.given_key.unwrap_or_else(|| Arc::new(SigningKey::generate()));
        let noted = "a text that is no secret was noted as a mistake";
        Ok(InitialState {
            settings: Settings {
                issuer: issuer.trim_end_matches('/').into(),
                environment_type: self.environment.environment_type,
                policies: self.policies.clone(),
                email_connection: resolved.email_connection,
                sign_in: resolved.sign_in,
                webhook_secret: resolved.webhook_secret.expect(noted),
                interceptor_secret: resolved.interceptor_secret.expect(noted),
                call_beyond_loopback: self.environment.call_beyond_loopback,
            },
            keys: KeyRing::of(key),
            contents: resolved.contents,
        })
    }

    /// Returns all mistakes of the seed.
    pub(super) fn check(&self) -> Vec<FieldError> {
        let (_, mistakes) = self.resolve(&mut Ids::seeded(0));
        mistakes
    }

    fn resolve(&self, ids: &mut Ids) -> (Resolved, Vec<FieldError>) {
        let email_connection = ids.id();
        let mut resolver =
            Resolver { seed: self, ids, access_ids: None, email_connection, mistakes: Vec::new() };
        let parts = resolver.resolve();
        (parts, resolver.mistakes)
    }
}

/// The parts of an initial state, as far as they could be resolved.
struct Resolved {
    /// The key that the seed gives; `None` if a new key is to be generated.
    given_key: Option<Arc<SigningKey>>,
    webhook_secret: Option<WebhookSecret>,
    interceptor_secret: Option<WebhookSecret>,
    email_connection: ConnectionId,
    sign_in: SignInMode,
    contents: Contents,
}

/// A seed while it is resolved. Each noun has a file that adds to it.
pub(super) struct Resolver<'s> {
    seed: &'s Seed,
    ids: &'s mut Ids,
    /// The stream of the ids of permissions and roles, once the first id is drawn.
    access_ids: Option<Ids>,
    /// The connection that stands for e-mail codes.
    email_connection: ConnectionId,
    mistakes: Vec<FieldError>,
}

impl Resolver<'_> {
    fn resolve(&mut self) -> Resolved {
        self.check_policies();
        let given_key = self.given_key();
        let environment = &self.seed.environment;
        let webhook_secret = self.webhook_secret("webhook_secret", &environment.webhook_secret);
        let interceptor_secret =
            self.webhook_secret("interceptor_secret", &environment.interceptor_secret);
        let mut contents = Contents::default();
        Seed::resolve_sections(self, &mut contents);
        contents.passkeys = self.passkeys(&contents.users);
        Resolved {
            given_key,
            webhook_secret,
            interceptor_secret,
            email_connection: self.email_connection.clone(),
            sign_in: self.sign_in(&contents.users),
            contents,
        }
    }

    fn note(&mut self, mistake: FieldError) {
        self.mistakes.push(mistake);
    }

    /// Returns the pinned id, or a new one.
    fn id<I: Id + FromStr<Err = IdError>>(
        &mut self,
        pinned: Option<&String>,
        path: &FieldPath,
    ) -> I {
        match pinned.map(|text| text.parse()) {
            Some(Ok(id)) => return id,
            Some(Err(not_an_id)) => {
                let (what, help) = (not_an_id.reason(), not_an_id.remedy());
                self.note(FieldError::new(path.field("id"), what, help));
            }
            None => {}
        }
        self.ids.id()
    }

    fn not_blank(&mut self, text: &str, path: FieldPath) {
        if text.trim().is_empty() {
            self.note(FieldError::new(path, "this is blank", "give it a text of its own"));
        }
    }

    /// Notes a word that is none of `known`.
    fn known_word(&mut self, field: &'static str, word: &str, known: &[String], path: &FieldPath) {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.note(FieldError::unknown(path.field(field), field, word, &known));
        }
    }

    /// Notes a text that is no e-mail address.
    fn email_address(&mut self, text: &str, path: FieldPath) {
        if !is_email_address(text) {
            let what = format!("`{text}` is not an e-mail address");
            self.note(FieldError::new(path, what, "write one like `alice@acme.example`"));
        }
    }

    /// Notes a `name` that nothing of the kind `noun` has.
    fn exists(&mut self, noun: &str, name: &str, names: &[&str], path: FieldPath) {
        if !names.contains(&name) {
            self.note(FieldError::unknown(path, noun, name, names));
        }
    }

    /// Notes each item of `section` whose `field` has the value of an earlier item's.
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
            let path = FieldPath::section(section).item(index).field(field);
            if let Some(first) = first.get(&value) {
                let help = format!("no two {section} have the same `{field}`");
                self.note(
                    FieldError::new(path, format!("`{value}` is taken"), help).taken_at(first),
                );
            } else {
                first.insert(value, path);
            }
        }
    }
}
