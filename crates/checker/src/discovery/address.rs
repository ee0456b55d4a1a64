//! Where the application is.

use url::Url;
use user_agent::is_loopback;

use crate::{CheckError, Fake, Options, Registration};

/// Returns the address that was named, or the origin of the first redirect URI on this machine.
pub(super) fn of(fake: &Fake, options: &Options) -> Result<Url, CheckError> {
    let app = options.app.clone().or_else(|| registered(fake, options));
    let app = app.ok_or(CheckError::NoAddress)?;
    let is_allowed =
        app.host_str().is_some_and(|host| options.allowed_hosts.iter().any(|one| one == host));
    if is_loopback(&app) || is_allowed { Ok(app) } else { Err(CheckError::NotLoopback(app)) }
}

fn registered(fake: &Fake, options: &Options) -> Option<Url> {
    let is_wanted = |client: &&Registration| match &options.client {
        Some(wanted) => client.name == *wanted || client.id == *wanted,
        None => client.is_confidential,
    };
    let clients = fake.clients();
    let client = clients.iter().find(is_wanted).or(clients.first())?;
    let uris = client.redirect_uris.iter().filter_map(|uri| uri.parse::<Url>().ok());
    uris.filter(is_loopback).find_map(|uri| uri.join("/").ok())
}
