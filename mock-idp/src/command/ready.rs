//! The text that is printed when a fake is ready: URLs, clients, people, and how to trust the certificate.

use std::fmt::Write as _;

use mock_idp::seed::{Membership, Seed, SignIn, User};
use mock_idp::{MockIdp, Registration};
use serde_json::json;

use super::{CommandError, tls};

/// Most people that are named, as many as fit on a screen; a seed may have thousands.
const MOST_PEOPLE: usize = 10;

/// Returns the configuration for scripts: all clients, and at the top level the first confidential one, or else the
/// first. Without the control API its addresses are null.
pub(super) fn to_json_line(idp: &MockIdp, has_control: bool) -> String {
    let control_url = has_control.then(|| idp.control_url());
    let clients = idp.clients();
    let first = first_confidential(&clients);
    let mut line = json!({
        "environment_url": idp.environment_url(),
        "address": idp.address(),
        "client_id": first.map(|client| &client.client_id),
        "client_secret": first.and_then(|client| client.client_secret.as_ref()),
        "redirect_uris": first.map(|client| &client.redirect_uris),
        "post_logout_redirect_uris": first.map(|client| &client.post_logout_redirect_uris),
        "webhook_secret": idp.webhook_secret().reveal(),
        "interceptor_secret": idp.interceptor_secret().reveal(),
        "clients": clients.iter().map(client_to_json).collect::<Vec<_>>(),
        "mailbox_url": format!("{}/mailbox", idp.environment_url()),
        "journal_url": control_url.as_ref().map(|url| format!("{url}/journal")),
        "control_url": control_url,
        "control_token": idp.control_token(),
    });
    if let Some(trust) = idp.trust() {
        line["tls"] = tls::to_json(trust);
    }
    format!("{line}\n")
}

/// Returns the client with this name or id; without a name, the first confidential one.
pub(super) fn choose_client<'c>(
    clients: &'c [Registration],
    name_or_id: Option<&str>,
) -> Result<Option<&'c Registration>, CommandError> {
    let Some(wanted) = name_or_id else { return Ok(first_confidential(clients)) };
    let found = clients.iter().find(|client| client.name == wanted || client.client_id == wanted);
    found.map(Some).ok_or_else(|| CommandError::NoSuchClient {
        wanted: wanted.to_owned(),
        known: match clients {
            [] => "none".to_owned(),
            clients => {
                let names: Vec<&str> = clients.iter().map(|client| client.name.as_str()).collect();
                names.join(", ")
            }
        },
    })
}

fn first_confidential(clients: &[Registration]) -> Option<&Registration> {
    clients.iter().find(|client| client.client_secret.is_some()).or(clients.first())
}

fn client_to_json(client: &Registration) -> serde_json::Value {
    json!({
        "name": client.name,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "redirect_uris": client.redirect_uris,
        "post_logout_redirect_uris": client.post_logout_redirect_uris,
    })
}

/// Returns the text for people, without the addresses of a control API that is switched off.
pub(super) fn as_text(idp: &MockIdp, has_control: bool) -> String {
    let url = idp.environment_url();
    let mut text = format!(
        "A fake Scalekit environment is ready. Its keys are public: for tests only.\n\n  SCALEKIT_ENVIRONMENT_URL={url}\n"
    );
    if let Some(trust) = idp.trust() {
        text += &tls::as_text(trust);
    }
    for client in idp.clients() {
        text += &client_as_text(&client);
    }
    text += &people(&idp.seed());
    let _ = write!(
        text,
        "\n  SCALEKIT_WEBHOOK_SECRET={}\n  SCALEKIT_INTERCEPTOR_SECRET={}\n",
        idp.webhook_secret().reveal(),
        idp.interceptor_secret().reveal()
    );
    let _ = write!(text, "\n  mailbox  {url}/mailbox\n");
    if has_control {
        let control = idp.control_url();
        let _ = write!(
            text,
            "  journal  {control}/journal\n  verdict  {control}/verdict\n  control  {control}\n"
        );
    }
    let _ = writeln!(text, "  address  {}", idp.address());
    if let Some(token) = idp.control_token() {
        let _ = writeln!(text, "           Authorization: Bearer {token}");
    }
    text += "\nCtrl-C stops it.\n";
    text
}

fn client_as_text(client: &Registration) -> String {
    let mut text = format!("\n  {}\n    SCALEKIT_CLIENT_ID={}\n", client.name, client.client_id);
    if let Some(secret) = &client.client_secret {
        let _ = writeln!(text, "    SCALEKIT_CLIENT_SECRET={secret}");
    }
    for (label, uris) in
        [("callback", &client.redirect_uris), ("post logout", &client.post_logout_redirect_uris)]
    {
        for uri in uris {
            let _ = writeln!(text, "    {label:<11}  {uri}");
        }
    }
    text
}

/// Returns the people who can sign in, with organization and role.
fn people(seed: &Seed) -> String {
    if let SignIn::As(email) = &seed.environment.sign_in {
        return format!("\n  Everybody is signed in at once, as {email}.\n");
    }
    let active: Vec<&User> = seed.users.iter().filter(|user| user.active).collect();
    if active.is_empty() {
        return "\n  Nobody can sign in: there is no active user.\n".to_owned();
    }
    let named = &active[..active.len().min(MOST_PEOPLE)];
    let width = named.iter().map(|user| user.email.chars().count()).max().unwrap_or_default();
    let mut text = "\n  These can sign in\n".to_owned();
    for user in named {
        let belongs: Vec<String> =
            user.memberships.iter().map(|one| membership(seed, one)).collect();
        let belongs = match belongs.as_slice() {
            [] => "in no organization".to_owned(),
            some => some.join(", "),
        };
        let _ = writeln!(text, "    {:<width$}  {belongs}", user.email);
    }
    if let more @ 1.. = active.len() - named.len() {
        let _ = writeln!(text, "    and {more} more");
    }
    text
}

/// Returns a membership like `Acme: admin`.
fn membership(seed: &Seed, membership: &Membership) -> String {
    let id = Some(&membership.organization);
    let named = seed.organizations.iter().find(|one| one.id.as_ref() == id);
    let name = named.map_or(&membership.organization, |one| &one.name);
    match membership.roles.as_deref() {
        None | Some([]) => name.clone(),
        Some(roles) => format!("{name}: {}", roles.join(" and ")),
    }
}

#[cfg(test)]
mod tests {
    use mock_idp::seed::Organization;

    use super::*;

    #[test]
    fn of_many_people_the_first_are_named_and_the_others_counted() {
        let acme = Seed::empty().organization(Organization::new("Acme").id("org_1"));
        let seed = (0..12).fold(acme, |seed, number| {
            seed.user(User::new(format!("{number}@acme.example")).member_of("org_1", ["admin"]))
        });
        let seed = seed.user(User::new("gone@acme.example").deactivated());

        let text = people(&seed);

        assert!(text.contains("    9@acme.example  Acme: admin\n    and 2 more\n"), "{text}");
        assert!(!text.contains("10@"), "{text}");
    }

    #[test]
    fn that_nobody_can_sign_in_is_said_and_that_one_user_is_signed_in_at_once() {
        let nobody = Seed::empty().user(User::new("gone@acme.example").deactivated());
        let always = Seed::empty().user(User::new("a@b.example")).sign_in_as("a@b.example");

        assert!(people(&nobody).contains("Nobody can sign in"));
        assert!(people(&always).contains("signed in at once, as a@b.example"));
    }
}
