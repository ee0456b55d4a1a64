//! The environment's clients: applications that people sign in to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ClientSecret, CustomClaim};
use crate::environment::{self, ClientId, ClientKind, RegisteredUri};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListClients {
    /// Scalekit shows a secret once; so does the fake, whatever this says.
    pub(crate) include_plain_secret: bool,
    pub(crate) filter: Filter,
    pub(crate) page_token: String,
    pub(crate) page_size: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    pub(crate) client_type: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateClient {
    pub(crate) client: NewClient,
}

/// What an application is to be.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewClient {
    pub(crate) name: String,
    pub(crate) client_type: String,
    pub(crate) back_channel_logout_uris: Vec<String>,
    pub(crate) post_logout_redirect_uris: Vec<String>,
    pub(crate) initiate_login_uri: Option<String>,
    pub(crate) post_login_uris: Vec<String>,
    pub(crate) access_token_expiry: i64,
    pub(crate) scopes: Vec<String>,
    pub(crate) custom_claims: Vec<CustomClaim>,
    pub(crate) disallow_scalekit_api_access: Option<bool>,
    pub(crate) grant_types: Vec<String>,
    pub(crate) enforce_pkce: Option<bool>,
    pub(crate) ip_allowlist: Option<IpAllowlist>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateClient {
    pub(crate) client_id: String,
    pub(crate) client: ChangedClient,
    /// The fields that change to what is there, even to nothing; in JSON they are written `likeThis`.
    pub(crate) mask: Option<String>,
}

/// What an application is to be from now on.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ChangedClient {
    pub(crate) back_channel_logout_uris: Vec<String>,
    pub(crate) post_logout_redirect_uris: Vec<String>,
    pub(crate) initiate_login_uri: Option<String>,
    pub(crate) post_login_uris: Vec<String>,
    pub(crate) name: String,
    pub(crate) access_token_expiry: i64,
    pub(crate) scopes: Vec<String>,
    pub(crate) custom_claims: Vec<CustomClaim>,
    pub(crate) disallow_scalekit_api_access: Option<bool>,
    pub(crate) grant_types: Vec<String>,
    pub(crate) enforce_pkce: Option<bool>,
    pub(crate) ip_allowlist: Option<IpAllowlist>,
}

/// `GetClient`, `DeleteClient` and `CreateClientSecret` name a client and nothing else.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NamedClient {
    pub(crate) client_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeleteSecret {
    pub(crate) client_id: String,
    pub(crate) secret_id: String,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct IpAllowlist {
    pub(crate) opted_in: bool,
    pub(crate) cidrs: Vec<Cidr>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Cidr {
    pub(crate) value: String,
    /// It follows from the value, and is ignored in a request.
    pub(crate) r#type: String,
}

/// An application, as the API tells it. The field `keyId` of the contract stays empty: what it names is
/// documented nowhere.
#[derive(Debug, Serialize)]
pub(crate) struct Client {
    pub(crate) id: ClientId,
    pub(crate) create_time: Timestamp,
    pub(crate) update_time: Timestamp,
    pub(crate) secrets: Vec<ClientSecret>,
    pub(crate) post_logout_redirect_uris: Vec<String>,
    pub(crate) back_channel_logout_uris: Vec<String>,
    pub(crate) initiate_login_uri: String,
    pub(crate) post_login_uris: Vec<String>,
    pub(crate) name: String,
    pub(crate) access_token_expiry: Option<u32>,
    pub(crate) scopes: Vec<String>,
    pub(crate) custom_claims: Vec<CustomClaim>,
    pub(crate) disallow_scalekit_api_access: bool,
    pub(crate) grant_types: Vec<String>,
    pub(crate) client_type: &'static str,
    pub(crate) enforce_pkce: bool,
    pub(crate) ip_allowlist: Option<IpAllowlist>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneClient {
    pub(crate) client: Client,
}

#[derive(Debug, Serialize)]
pub(crate) struct Clients {
    pub(crate) total_size: u32,
    pub(crate) clients: Vec<Client>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
}

impl Client {
    pub(crate) fn of(client: &environment::Client) -> Self {
        let settings = &client.settings;
        Self {
            id: client.id.clone(),
            create_time: client.created_at,
            update_time: client.updated_at,
            secrets: ClientSecret::all(client.secrets()),
            post_logout_redirect_uris: texts(&client.post_logout_redirect_uris),
            back_channel_logout_uris: settings.back_channel_logout_uris.clone(),
            initiate_login_uri: texts(client.initiate_login_uri.as_slice()).concat(),
            post_login_uris: texts(&client.redirect_uris),
            name: client.name.clone(),
            access_token_expiry: settings.access_token_seconds,
            scopes: settings.scopes.clone(),
            custom_claims: settings.custom_claims.iter().map(CustomClaim::of).collect(),
            disallow_scalekit_api_access: settings.management_denied,
            grant_types: client.grant_types().into_iter().map(str::to_owned).collect(),
            client_type: type_of(client),
            enforce_pkce: client.needs_pkce(),
            ip_allowlist: settings.ip_allowlist.as_ref().map(IpAllowlist::of),
        }
    }
}

impl IpAllowlist {
    fn of(list: &environment::IpAllowlist) -> Self {
        let cidr = |value: &String| Cidr {
            value: value.clone(),
            r#type: if value.contains(':') { "IPV6" } else { "IPV4" }.to_owned(),
        };
        Self { opted_in: list.opted_in, cidrs: list.cidrs.iter().map(cidr).collect() }
    }
}

/// The contract's word for where an application runs.
pub(crate) fn type_of(client: &environment::Client) -> &'static str {
    match client.kind {
        ClientKind::Web(_) => "WEB_APP",
        ClientKind::Spa => "SPA",
        ClientKind::Native => "NTV",
    }
}

fn texts(uris: &[RegisteredUri]) -> Vec<String> {
    uris.iter().map(|uri| uri.as_str().to_owned()).collect()
}
