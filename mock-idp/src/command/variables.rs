//! The variables that configure an application for a fake: `exec` sets them, `serve --env-file` writes them.

use mock_idp::{MockIdp, Registration, Trust};

/// Each variable with its value; `None` for a variable to remove, because this fake has no value for it.
pub(super) type Variables = Vec<(&'static str, Option<String>)>;

/// Returns the variables with which an application is configured as this client.
pub(super) fn variables(
    idp: &MockIdp,
    client: Option<&Registration>,
    has_control: bool,
) -> Variables {
    let url = idp.environment_url();
    let given = |value: &str| Some(value.to_owned());
    let mut variables = vec![
        ("SCALEKIT_ENVIRONMENT_URL", given(url)),
        ("SCALEKIT_ENV_URL", given(url)),
        ("SCALEKIT_CLIENT_ID", client.map(|client| client.client_id.clone())),
        ("SCALEKIT_CLIENT_SECRET", client.and_then(|client| client.client_secret.clone())),
        ("SCALEKIT_REDIRECT_URI", client.and_then(|client| usable(&client.redirect_uris))),
        (
            "SCALEKIT_POST_LOGOUT_REDIRECT_URI",
            client.and_then(|client| usable(&client.post_logout_redirect_uris)),
        ),
        ("SCALEKIT_WEBHOOK_SECRET", given(idp.webhook_secret().reveal())),
        ("SCALEKIT_INTERCEPTOR_SECRET", given(idp.interceptor_secret().reveal())),
        ("MOCK_IDP_CONTROL_URL", has_control.then(|| idp.control_url())),
        ("MOCK_IDP_CONTROL_TOKEN", idp.control_token().map(str::to_owned)),
    ];
    let trusting = idp.trust().map(Trust::environment).unwrap_or_default();
    variables.extend(trusting.into_iter().map(|(name, value)| (name, Some(value))));
    variables
}

/// Returns the first registered URI without a wildcard and without a template, which can be sent unchanged.
fn usable(registered: &[String]) -> Option<String> {
    registered.iter().find(|uri| !uri.contains('*') && !uri.contains("{{")).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_registered_and_is_no_uri_to_send() {
        let registered = ["https://*.acme.example/cb", "https://{{org_slug}}.acme.example/cb"];
        let registered = registered.map(str::to_owned);

        assert_eq!(usable(&registered), None);
        let with_one = [&registered[..], &["https://acme.example/cb".to_owned()]].concat();
        assert_eq!(usable(&with_one).as_deref(), Some("https://acme.example/cb"));
    }
}
