//! The headers that every answer carries.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;

/// Puts the security headers on every answer that has not chosen its own.
pub(crate) fn on(routes: Router<Arc<App>>, app: &App) -> Router<Arc<App>> {
    chosen(app).into_iter().fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::if_not_present(name, value))
    })
}

fn chosen(app: &App) -> Vec<(HeaderName, HeaderValue)> {
    let policy = content_security_policy(&landing_origin(app), &app.environment_origin);
    let mut headers = vec![
        // Pages are personal, so that no cache keeps them, not even for "back".
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // Not `no-referrer`, with which browsers send `Origin: null` even with our own forms.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    if app.origin.starts_with("https://") {
        let a_year = HeaderValue::from_static("max-age=31536000");
        headers.push((header::STRICT_TRANSPORT_SECURITY, a_year));
    }
    headers
}

/// Writes the policy. `form-action` names Scalekit, because Chromium applies it to every redirect that follows a
/// form: without it, the answer to our sign-out button is blocked, silently.
fn content_security_policy(landing: &str, environment: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self' {environment}{landing}"
    );
    HeaderValue::try_from(policy).expect("origins are ASCII")
}

/// Returns the landing page's origin, if it is another one, because the redirects end there.
fn landing_origin(app: &App) -> String {
    let landing = app.post_logout_redirect_uri.origin().ascii_serialization();
    if landing == app.origin { String::new() } else { format!(" {landing}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_may_lead_to_this_site_and_to_scalekit_only() {
        let policy = content_security_policy("", "https://acme.scalekit.com");

        insta::assert_snapshot!(policy.to_str().expect("ASCII"), @"default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https://acme.scalekit.com");
    }
}
