//! The applications, with the variables that configure each.

use crate::environment::{Client, ClientKind, RegisteredUri};
use crate::http::console::memory::UnregisteredUri;
use crate::http::console::{Visitor, offer};
use crate::http::pages::{ConsoleApplication, Offer};
use crate::idp::Idp;

pub(super) fn all(idp: &Idp) -> Vec<ConsoleApplication> {
    idp.read(|environment| {
        let url = environment.issuer();
        environment.clients().map(|client| application(client, url)).collect()
    })
}

fn application(client: &Client, environment_url: &str) -> ConsoleApplication {
    let texts = |uris: &[RegisteredUri]| uris.iter().map(|uri| uri.as_str().to_owned()).collect();
    ConsoleApplication {
        id: client.id.to_string(),
        name: client.name.clone(),
        kind: match client.kind {
            ClientKind::Web(_) => "web",
            ClientKind::Spa => "single-page",
            ClientKind::Native => "native",
        }
        .to_owned(),
        redirect_uris: texts(&client.redirect_uris),
        post_logout_redirect_uris: texts(&client.post_logout_redirect_uris),
        initiate_login_uri: client.initiate_login_uri.as_ref().map(|uri| uri.as_str().to_owned()),
        variables: variables(client, environment_url),
    }
}

/// Returns the variables as `mock-idp serve` prints them.
fn variables(client: &Client, environment_url: &str) -> Vec<String> {
    let secret = client.secrets().first().map(|one| one.secret.reveal());
    // A pattern is registered and is no URI to send.
    let mut uris = client.redirect_uris.iter().map(RegisteredUri::as_str);
    let uri = uris.find(|uri| !uri.contains('*') && !uri.contains("{{"));
    let variables = [
        ("SCALEKIT_ENVIRONMENT_URL", Some(environment_url)),
        ("SCALEKIT_CLIENT_ID", Some(client.id.as_str())),
        ("SCALEKIT_CLIENT_SECRET", secret),
        ("SCALEKIT_REDIRECT_URI", uri),
    ];
    let set = variables.into_iter().filter_map(|(name, value)| Some((name, value?)));
    set.map(|(name, value)| format!("{name}={value}")).collect()
}

/// Returns the redirect that was refused last, if it can be registered and is not.
pub(super) fn offer(idp: &Idp, visitor: &Visitor, refused: &UnregisteredUri) -> Option<Offer> {
    let act = offer::act(idp, refused)?;
    let client =
        idp.read(|environment| environment.client(&refused.client).map(|it| it.name.clone()));
    Some(Offer {
        client: client?,
        uri: refused.uri.clone(),
        buttons: visitor.buttons(idp, "register", [act]),
    })
}
