//! The seed of an environment: its initial state, written in Rust or in TOML.
//!
//! ```
//! use mock_idp::seed::{Client, Organization, Seed, User};
//!
//! let seed = Seed::empty()
//!     .client(Client::web("Acme web").secret("only_for_tests").redirect_uri("http://localhost:3000/auth/callback"))
//!     .organization(Organization::new("Acme"))
//!     .user(User::new("alice@acme.example").name("Alice", "Nguyen").member_of("Acme", ["admin"]))
//!     .policies(|policies| policies.access_token_seconds = 60);
//!
//! let same = Seed::from_toml(
//!     r#"
//!     policies.access_token_seconds = 60
//!
//!     [[clients]]
//!     name = "Acme web"
//!     type = "web"
//!     secrets = ["only_for_tests"]
//!     redirect_uris = ["http://localhost:3000/auth/callback"]
//!
//!     [[organizations]]
//!     name = "Acme"
//!
//!     [[users]]
//!     email = "alice@acme.example"
//!     given_name = "Alice"
//!     family_name = "Nguyen"
//!     memberships = [{ organization = "Acme", roles = ["admin"] }]
//!     "#,
//! )?;
//! assert_eq!(seed, same);
//! # Ok::<(), mock_idp::seed::SeedError>(())
//! ```

use std::path::Path;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::environment::{Contents, EnvironmentType, Policies};
use crate::ids::Ids;
use crate::secret::Secret;

mod client;
mod connection;
mod directory;
mod environment;
mod error;
mod export;
mod foreign;

mod field_error;
mod malformed;
mod passkey;
mod person;
mod report;
mod resolve;
mod revealed;
mod role;
mod schema;
mod section;
mod structure;
mod syntax;
mod text;
mod webhook;

pub use client::{Client, ClientType};
pub use connection::{Connection, Domain, DomainType};
pub use directory::{Directory, DirectoryUser};
pub use environment::{Environment, SignIn, SigningKey};
pub use error::SeedError;
pub use passkey::Passkey;
pub use person::{Membership, Organization, User};
pub use role::{Permission, Role};
pub use webhook::Webhook;

use resolve::Resolver;
use section::{Section, Words, sections};
use text::SeedText;

/// The default seed as a commented file, in which every field is explained, also those that it leaves out. `mock-idp
/// init` writes it.
pub const DEFAULT_TOML: &str = include_str!("seed/default.toml");

/// The name, in reports, of a seed that came from a text and not from a file.
const NAMELESS: &str = "seed";

/// The initial state of an environment.
///
/// Names in it are checked when the environment starts, or when the file is read; the error about an unknown name
/// lists the known ones. [`Seed::default`] has an application, two organizations and five people; [`Seed::empty`] has
/// Scalekit's defaults alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Seed {
    /// The type, ids, key and secrets, and the way in which people sign in.
    #[serde(default)]
    pub environment: Environment,
    /// Lifetimes, in seconds, and strictness.
    #[serde(default)]
    pub policies: Policies,
    /// The applications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clients: Vec<Client>,
    /// The tenants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<Organization>,
    /// The permissions that roles can allow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permission>,
    /// The roles of people in organizations; if empty, Scalekit's `admin` and `member`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// The people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<User>,
    /// The identity providers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub connections: Vec<Connection>,
    /// The e-mail domains of organizations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    /// The directories of organizations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directories: Vec<Directory>,
    /// The endpoints that webhooks go to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<Webhook>,
}

impl Default for Seed {
    fn default() -> Self {
        // Read once, because a suite may make thousands of worlds.
        static READ: LazyLock<Seed> = LazyLock::new(|| {
            Seed::from_toml(DEFAULT_TOML).expect("the default seed is right, and a test says so")
        });
        READ.clone()
    }
}

/// Reading.
impl Seed {
    /// Reads a seed from TOML.
    ///
    /// # Errors
    ///
    /// [`SeedError`] shows each mistake in its line, and what would be right.
    pub fn from_toml(text: &str) -> Result<Self, SeedError> {
        let text = SeedText::new(NAMELESS, text);
        let seed = text.read()?;
        seed.checked(&text)
    }

    /// Reads a seed from a TOML file. A relative `pem_file` is relative to the file's folder.
    ///
    /// # Errors
    ///
    /// [`SeedError`] if there is no such file, or with each mistake in its line.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, SeedError> {
        let path = path.as_ref();
        let content = std::fs::read_to_string(path)
            .map_err(|why| SeedError::Unreadable { path: path.to_owned(), why })?;
        let name = path.display().to_string();
        let text = SeedText::new(&name, &content);
        let mut seed = text.read()?;
        seed.environment.signing_key.look_beside(path);
        seed.checked(&text)
    }

    fn checked(self, text: &SeedText<'_>) -> Result<Self, SeedError> {
        let mistakes = self.check();
        if mistakes.is_empty() { Ok(self) } else { Err(SeedError::mistaken(&mistakes, Some(text))) }
    }

    /// Returns the environment's stream of ids.
    pub(crate) fn stream_of_ids(&self) -> Ids {
        self.environment.ids.map_or_else(Ids::unpredictable, Ids::seeded)
    }
}

sections! {
    clients: Client, client, "Adds an application.";
    organizations: Organization, organization, "Adds a tenant.";
    permissions: Permission, permission, "Adds something that roles can allow.";
    roles: Role, role, "Adds a role. The first one takes the place of Scalekit's `admin` and `member`.";
    users: User, user, "Adds a person.";
    connections: Connection, connection, "Adds an identity provider.";
    domains: Domain, domain, "Adds an e-mail domain of an organization.";
    directories: Directory, directory, "Adds a directory of an organization.";
    webhooks: Webhook, webhook, "Adds an endpoint that webhooks go to.";
}

/// Building.
impl Seed {
    /// Lets webhooks and logout tokens go to other machines than this one.
    pub fn call_beyond_loopback(mut self) -> Self {
        self.environment.call_beyond_loopback = true;
        self
    }

    /// Changes lifetimes, in seconds, and strictness.
    pub fn policies(mut self, change: impl FnOnce(&mut Policies)) -> Self {
        change(&mut self.policies);
        self
    }

    /// Seeds the stream of ids with the number `ids`, so that it is the same each time.
    pub fn ids(mut self, ids: u64) -> Self {
        self.environment.ids = Some(ids);
        self
    }

    /// Makes it a production environment, which registers neither http, localhost nor wildcards.
    pub fn production(mut self) -> Self {
        self.environment.environment_type = EnvironmentType::Production;
        self
    }

    /// Signs this user in without a page.
    pub fn sign_in_as(mut self, email: impl Into<String>) -> Self {
        self.environment.sign_in = SignIn::As(email.into());
        self
    }

    /// Signs in, without a page, the user whom a request's `login_hint` names.
    pub fn sign_in_by_hint(mut self) -> Self {
        self.environment.sign_in = SignIn::Hint;
        self
    }

    /// Sets the key that signs tokens.
    pub fn signing_key(mut self, key: SigningKey) -> Self {
        self.environment.signing_key = key;
        self
    }

    /// Sets the secret that signs webhooks: `whsec_`, and 24 to 64 octets in base64.
    pub fn webhook_secret(mut self, secret: impl AsRef<str>) -> Self {
        self.environment.webhook_secret = Secret::from(secret.as_ref());
        self
    }

    /// Sets the secret that signs calls to interceptors, in the same form.
    pub fn interceptor_secret(mut self, secret: impl AsRef<str>) -> Self {
        self.environment.interceptor_secret = Secret::from(secret.as_ref());
        self
    }
}

#[cfg(test)]
mod tests;
