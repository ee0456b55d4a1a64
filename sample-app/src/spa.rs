//! `/spa`: two browser applications of plain JavaScript, without a build step, which any server of files could serve.

use std::path::Path;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::routing::get;
use serde_json::json;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::routes::App;

/// The page of the public client, at a path of its own and at those that are registered for the client at Scalekit.
const TOKENS: &str = include_str!("../assets/spa/tokens.html");

const FILES: [(&str, &str); 9] = [
    ("/spa", include_str!("../assets/spa/index.html")),
    ("/spa/page.js", include_str!("../assets/spa/page.js")),
    ("/spa/session.js", include_str!("../assets/spa/session.js")),
    ("/spa/tokens", TOKENS),
    ("/spa/login", TOKENS),
    ("/spa/callback", TOKENS),
    ("/spa/logged-out", TOKENS),
    ("/spa/tokens.js", include_str!("../assets/spa/tokens.js")),
    ("/spa/oidc-client-ts.js", include_str!("../assets/oidc-client-ts/oidc-client-ts.min.js")),
];

/// Returns the files, and the one that says where the app and Scalekit are. They are the same for everybody.
pub(crate) fn routes(shared: &App) -> Router<App> {
    let (app, authority) = (shared.auth.origin(), shared.auth.client().environment_url());
    let places = json!({ "app": app, "authority": authority, "clientId": shared.public_client });
    let places = format!("export const places = {places};\n");
    // Scripts run that are files of this site; they send requests here, to the app and to Scalekit.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self' {app} {authority}; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'none'; require-trusted-types-for 'script'"
    );
    let policy = HeaderValue::try_from(policy).expect("origins are ASCII");
    let files = FILES.map(|(path, text)| (path, text.to_owned())).into_iter();
    let files = files.chain([("/spa/places.js", places)]);
    let routes = files.fold(Router::new(), |routes, (path, text)| {
        let is_script = Path::new(path).extension().is_some_and(|ending| ending == "js");
        let media_type = if is_script { "text/javascript" } else { "text/html" };
        routes.route(path, get(move || async move { ([(CONTENT_TYPE, media_type)], text) }))
    });
    routes.layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, policy))
}
