//! Registers a redirect of an application, and moves those of a world's applications to another origin.

use url::Url;

use super::{ControlError, find};
use crate::environment::{Client, ClientEvent, Environment, Event, RegisteredUri};
use crate::rules::{Granted, Ruling};
use crate::wire::Redacted;

/// The redirect that a URI is registered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// After a sign-in, with a code.
    SignIn,
    /// After a logout.
    Logout,
}

/// Registers a redirect URI of an application, and returns all of its kind. A URI that is registered stays so.
pub(crate) fn register(
    env: &Environment,
    client: &str,
    purpose: Purpose,
    uri: &str,
) -> Ruling<Vec<RegisteredUri>, ControlError> {
    let mut client = find::client(env, client)?.clone();
    let uri = RegisteredUri::new(uri, env.settings().environment_type).map_err(|why| {
        let why = format!("{} cannot be registered: {why}", Redacted::of(uri));
        ControlError::CannotBe { field: "uri".to_owned(), why }
    })?;
    let registered = match purpose {
        Purpose::SignIn => &mut client.redirect_uris,
        Purpose::Logout => &mut client.post_logout_redirect_uris,
    };
    if registered.contains(&uri) {
        return Ok(Granted::plainly(registered.clone()));
    }
    registered.push(uri);
    let reply = registered.clone();
    client.updated_at = env.now();
    Ok(Granted { reply, events: vec![ClientEvent::Updated { client: Box::new(client) }.into()] })
}

/// Moves all http and https URIs that clients have registered to the origin `base`: redirect URIs, post-logout URIs
/// and initiate-login URIs. Paths stay, and so do URIs with schemes of an application's own. The addresses of
/// webhooks and logout tokens stay too.
pub(crate) fn moved(env: &Environment, base: &str) -> Result<Vec<Event>, ControlError> {
    let origin = origin(base)?;
    let moved = env.clients().map(|client| {
        let client = client_moved(env, client, &origin)?;
        Ok(Event::from(ClientEvent::Updated { client: Box::new(client) }))
    });
    moved.collect()
}

fn client_moved(env: &Environment, client: &Client, origin: &str) -> Result<Client, ControlError> {
    let one = |uri: &RegisteredUri| {
        let text = text_moved(uri.as_str(), origin);
        RegisteredUri::new(&text, env.settings().environment_type)
            .map_err(|why| cannot_be(format!("{text} of {}: {why}", client.name)))
    };
    let all = |uris: &[RegisteredUri]| {
        let mut moved: Vec<RegisteredUri> = Vec::new();
        for uri in uris {
            let uri = one(uri)?;
            // Two origins may have had the same path.
            if !moved.contains(&uri) {
                moved.push(uri);
            }
        }
        Ok(moved)
    };
    Ok(Client {
        redirect_uris: all(&client.redirect_uris)?,
        post_logout_redirect_uris: all(&client.post_logout_redirect_uris)?,
        initiate_login_uri: client.initiate_login_uri.as_ref().map(one).transpose()?,
        ..client.clone()
    })
}

/// Puts another origin before the path of a registered URI. The text is cut and not parsed: it may have templates and
/// wildcards in it.
fn text_moved(uri: &str, origin: &str) -> String {
    let Some((scheme, rest)) = uri.split_once("://") else { return uri.to_owned() };
    if !["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web)) {
        return uri.to_owned();
    }
    let path = rest.find(['/', '?']).map_or("", |at| &rest[at..]);
    format!("{origin}{path}")
}

/// Returns the base as an origin (RFC 6454 §6.2), if it is an http or https origin and nothing else.
fn origin(base: &str) -> Result<String, ControlError> {
    let url = Url::parse(base).ok().filter(|url| {
        let alone = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        matches!(url.scheme(), "http" | "https") && alone && anonymous
    });
    // URL parsers drop white space; a base with white space was copied by mistake, and is refused.
    let url = url.filter(|_| !base.contains(|c: char| c.is_whitespace() || c.is_control()));
    url.map(|url| url.origin().ascii_serialization()).ok_or_else(|| {
        let base = Redacted::of(base);
        cannot_be(format!("{base} is not the origin of an application, like http://localhost:4001"))
    })
}

fn cannot_be(why: String) -> ControlError {
    ControlError::CannotBe { field: "redirect_base".to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_gives_way_and_the_rest_stays() {
        for (registered, moved) in [
            ("http://localhost:3000/auth/callback", "http://localhost:4001/auth/callback"),
            ("http://localhost:3000", "http://localhost:4001"),
            (
                "https://{{org_slug}}.acme.example/{{external_id}}/callback",
                "http://localhost:4001/{{external_id}}/callback",
            ),
            ("https://*.acme.example/callback", "http://localhost:4001/callback"),
            ("HTTPS://acme.example/", "http://localhost:4001/"),
            ("com.acme.app:/callback", "com.acme.app:/callback"),
            ("acme://callback/x", "acme://callback/x"),
        ] {
            assert_eq!(text_moved(registered, "http://localhost:4001"), moved);
        }
    }

    #[test]
    fn a_base_is_an_origin_and_no_more() {
        assert_eq!(origin("http://LOCALHOST:4001/").unwrap(), "http://localhost:4001");
        for other in [
            "localhost:4001",
            "http://localhost/app",
            "http://a@b",
            "ftp://a",
            "http://a b",
            "http://a?b",
            "",
        ] {
            assert!(origin(other).is_err(), "{other}");
        }
    }
}
