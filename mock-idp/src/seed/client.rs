//! `[[clients]]`: the applications.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::export::Names;
use super::resolve::Resolver;
use super::section::Section;
use crate::environment as there;
use crate::environment::{ClientKind, RegisteredUri};

use super::revealed;
use crate::secret::Secret;

/// An application that people sign in to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Client {
    /// `skc_` and digits; without one, an id is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The display name.
    pub name: String,
    /// The kind of application.
    #[serde(rename = "type")]
    pub client_type: ClientType,
    /// One secret or two, for a web client alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "revealed::list")]
    #[schemars(with = "Vec<String>")]
    pub secrets: Vec<Secret>,
    /// *Allowed callback URLs*.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// *Post logout URLs*.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// *Back-channel logout URL*: addresses of a web client's server that get logout tokens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub back_channel_logout_uris: Vec<String>,
    /// *Initiate login URL*: where people are sent to begin again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<String>,
    /// *Enforce PKCE*. Public clients must use PKCE in any case.
    #[serde(default)]
    pub enforce_pkce: bool,
}

/// The place where an application runs, which decides whether it can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClientType {
    /// On a server: confidential.
    Web,
    /// In a browser: public.
    Spa,
    /// On a person's device: public.
    Native,
}

impl Client {
    /// Makes a confidential client on a server. Give it a [`secret`](Self::secret).
    pub fn web(name: impl Into<String>) -> Self {
        Self::new(name.into(), ClientType::Web)
    }

    /// Makes a public client in a browser.
    pub fn spa(name: impl Into<String>) -> Self {
        Self::new(name.into(), ClientType::Spa)
    }

    /// Makes a public client on a person's device.
    pub fn native(name: impl Into<String>) -> Self {
        Self::new(name.into(), ClientType::Native)
    }

    fn new(name: String, client_type: ClientType) -> Self {
        Self {
            id: None,
            name,
            client_type,
            secrets: Vec::new(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            back_channel_logout_uris: Vec::new(),
            initiate_login_uri: None,
            enforce_pkce: false,
        }
    }

    /// Pins its id, `skc_` and digits.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds a secret; two at most.
    pub fn secret(mut self, secret: impl AsRef<str>) -> Self {
        self.secrets.push(Secret::from(secret.as_ref()));
        self
    }

    /// Allows this callback URL.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Allows this URL after logout.
    pub fn post_logout_redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.post_logout_redirect_uris.push(uri.into());
        self
    }

    /// Sends logout tokens to this address of its server.
    pub fn back_channel_logout_uri(mut self, uri: impl Into<String>) -> Self {
        self.back_channel_logout_uris.push(uri.into());
        self
    }

    /// Sends people here to begin again.
    pub fn initiate_login_uri(mut self, uri: impl Into<String>) -> Self {
        self.initiate_login_uri = Some(uri.into());
        self
    }

    /// Refuses its authorization requests without PKCE.
    pub fn enforce_pkce(mut self) -> Self {
        self.enforce_pkce = true;
        self
    }
}

impl Section for Client {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.clients = resolver.clients();
    }

    fn export(environment: &there::Environment) -> Vec<Self> {
        let mut names = Names::default();
        let usable = |client: &&there::Client| client.is_public() || !client.secrets().is_empty();
        // The first web application is the default one here, and must be the first in the seed too.
        environment.clients().filter(usable).map(|known| client(known, &mut names)).collect()
    }
}

fn client(known: &there::Client, names: &mut Names) -> Client {
    let secrets = known.secrets().iter();
    Client {
        id: Some(known.id.to_string()),
        name: names.name(&known.name, known.id.as_str()),
        client_type: match known.kind {
            ClientKind::Web(_) => ClientType::Web,
            ClientKind::Spa => ClientType::Spa,
            ClientKind::Native => ClientType::Native,
        },
        secrets: secrets.map(|one| one.secret.clone()).collect(),
        redirect_uris: texts(&known.redirect_uris),
        post_logout_redirect_uris: texts(&known.post_logout_redirect_uris),
        initiate_login_uri: known.initiate_login_uri.as_ref().map(text),
        enforce_pkce: known.enforce_pkce,
        back_channel_logout_uris: known.settings.back_channel_logout_uris.clone(),
    }
}

fn texts(uris: &[RegisteredUri]) -> Vec<String> {
    uris.iter().map(text).collect()
}

fn text(uri: &RegisteredUri) -> String {
    uri.as_str().to_owned()
}
