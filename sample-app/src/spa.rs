//! `/spa`: two browser applications of plain JavaScript, without a build step, which any server of files could serve.

use std::path::Path;

use askama::Template;
use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::routing::get;
use serde_json::json;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::pages::rendered;
use crate::routes::App;

/// The page that signs in by the app's session.
#[derive(Template)]
#[template(path = "spa/session.html")]
struct SessionPage {
    name: &'static str,
    path: &'static str,
}

/// The page of the public client.
#[derive(Template)]
#[template(path = "spa/tokens.html")]
struct TokensPage {
    name: &'static str,
    path: &'static str,
}

/// The paths of the public client's page: its own, and those that are registered for the client at Scalekit.
const TOKENS_PATHS: [&str; 4] = ["/spa/tokens", "/spa/login", "/spa/callback", "/spa/logged-out"];

const SCRIPTS: [(&str, &str); 4] = [
    ("/spa/page.js", include_str!("../assets/spa/page.js")),
    ("/spa/session.js", include_str!("../assets/spa/session.js")),
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
    let session = SessionPage { name: "Browser app", path: "/spa" };
    let tokens = TokensPage { name: "Browser app with tokens", path: TOKENS_PATHS[0] };
    let tokens = TOKENS_PATHS.map(|path| (path, rendered(&tokens)));
    let files = SCRIPTS.map(|(path, text)| (path, text.to_owned())).into_iter().chain(tokens);
    let files = files.chain([("/spa", rendered(&session)), ("/spa/places.js", places)]);
    let routes = files.fold(Router::new(), |routes, (path, text)| {
        let is_script = Path::new(path).extension().is_some_and(|ending| ending == "js");
        let media_type = if is_script { "text/javascript" } else { "text/html" };
        routes.route(path, get(move || async move { ([(CONTENT_TYPE, media_type)], text) }))
    });
    routes.layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, policy))
}
