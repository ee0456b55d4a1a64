//! The applications of a seed.

use toml::{Table, Value};

/// An application, as it is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The name.
    pub name: String,
    /// The id: `skc_…`.
    pub id: String,
    /// Whether it keeps a secret.
    pub is_confidential: bool,
    /// The redirect URIs.
    pub redirect_uris: Vec<String>,
    /// The post-logout redirect URIs.
    pub post_logout_redirect_uris: Vec<String>,
    /// The initiate-login URI.
    pub initiate_login_uri: Option<String>,
    /// The back-channel logout URIs.
    pub back_channel_logout_uris: Vec<String>,
}

/// Returns the applications of a seed.
pub(super) fn of(seed: &Table) -> Vec<Registration> {
    let clients = seed.get("clients").and_then(Value::as_array).into_iter().flatten();
    clients.filter_map(Value::as_table).map(registration).collect()
}

fn registration(client: &Table) -> Registration {
    let text = |field: &str| client.get(field).and_then(Value::as_str).map(ToOwned::to_owned);
    let list = |field: &str| {
        let all = client.get(field).and_then(Value::as_array).into_iter().flatten();
        all.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    };
    Registration {
        name: text("name").unwrap_or_default(),
        id: text("id").unwrap_or_default(),
        is_confidential: client.contains_key("secrets"),
        redirect_uris: list("redirect_uris"),
        post_logout_redirect_uris: list("post_logout_redirect_uris"),
        initiate_login_uri: text("initiate_login_uri"),
        back_channel_logout_uris: list("back_channel_logout_uris"),
    }
}
