//! The environment for the operations, with an object of each kind that an address can name.

use std::time::Duration;

use mock_idp::seed::{
    Connection, Directory, DirectoryUser, Domain, Organization, Passkey, Permission, Role, User,
};
use mock_idp::{MockIdp, Seed};
use reqwest::blocking::Client;
use serde_json::{Value, json};

use super::carry_out;
use super::request::Request;

pub(crate) const ACME: &str = "org_100000000000000001";
pub(crate) const GLOBEX: &str = "org_100000000000000002";
pub(crate) const BOB: &str = "usr_100000000000000002";
/// Bob's id, and Acme's, in the application's own system.
pub(crate) const EXTERNAL: &str = "own-1";
pub(crate) const CONNECTION: &str = "conn_100000000000000001";
pub(crate) const DIRECTORY: &str = "dir_100000000000000001";
pub(crate) const DOMAIN: &str = "dom_100000000000000001";
pub(crate) const PASSKEY: &str = "wac_100000000000000001";
/// A role of the environment that nobody holds.
pub(crate) const ROLE: &str = "editor";
/// A role that Acme has alone.
pub(crate) const ACMES_ROLE: &str = "org_auditor";
pub(crate) const PERMISSION: &str = "invoices:archive";
/// A permission that no role has.
pub(crate) const SPARE_PERMISSION: &str = "invoices:shred";

/// The address that gets codes of the passwordless API.
const ADDRESS: &str = "erin@initech.example";

/// Longer than the half minute after which a code can be sent again, and shorter than its five minutes.
const UNTIL_THE_NEXT_MAIL: Duration = Duration::from_mins(1);

/// A fake, and the ids of what was created in it.
#[derive(Debug)]
pub(crate) struct Environment {
    idp: MockIdp,
    token: String,
    /// A user who was invited to Acme and has not accepted.
    pub(crate) invited: String,
    /// A machine of Acme, and its second secret.
    pub(crate) machine: String,
    pub(crate) secret: String,
    /// Bob's session.
    pub(crate) session: String,
    /// A request of the passwordless API, and the code that was sent.
    pub(crate) passwordless: String,
    pub(crate) code: String,
}

impl Environment {
    /// Starts a fake, and makes in it the objects that a seed cannot have.
    pub(crate) fn start() -> Result<Self, String> {
        let idp = MockIdp::builder().seed(seed()).start().map_err(|why| why.to_string())?;
        let role = json!({ "name": ACMES_ROLE, "display_name": "Auditor" });
        let create_role = "roles.RolesService/CreateOrganizationRole";
        carry_out(&idp, create_role, json!({ "org_id": ACME, "role": role }))?;
        let invited = invite(&idp)?;
        let (machine, secret) = create_machine(&idp)?;
        idp.sign_in("bob@acme.example").tokens().map_err(|why| why.to_string())?;
        let sessions = idp.sessions_of("bob@acme.example").map_err(|why| why.to_string())?;
        let (passwordless, code) = mail_code(&idp)?;
        idp.clock().advance(UNTIL_THE_NEXT_MAIL);
        Ok(Self {
            token: own_token(&idp)?,
            invited,
            machine,
            secret,
            session: sessions.first().ok_or("Bob has no session")?.id.to_string(),
            passwordless,
            code,
            idp,
        })
    }

    /// Sends a request with the token of the environment's client. Returns the status, and the body if it is JSON.
    pub(crate) fn send(&self, request: &Request) -> Result<(u16, Option<Value>), String> {
        let url = format!("{}{}", self.idp.environment_url(), request.target);
        let method = request.method.to_uppercase();
        let method = method.parse().map_err(|_| format!("{method} is no method"))?;
        let mut sent = Client::new().request(method, url).bearer_auth(&self.token);
        if let Some(body) = &request.body {
            sent = sent.json(body);
        }
        let answer = sent.send().map_err(|why| why.to_string())?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().ok()))
    }
}

/// Invites a user to Acme, and returns the user's id.
fn invite(idp: &MockIdp) -> Result<String, String> {
    let invited = carry_out(
        idp,
        "users.UserService/CreateUserAndMembership",
        json!({ "organization_id": ACME, "user": { "email": ADDRESS, "membership": {} } }),
    )?;
    Ok(text(&invited["user"]["id"]))
}

/// Creates a client of Acme's with a second secret, and returns the ids of both.
fn create_machine(idp: &MockIdp) -> Result<(String, String), String> {
    let created = carry_out(
        idp,
        "clients.ClientService/CreateOrganizationClient",
        json!({ "organization_id": ACME, "client": { "name": "Nightly" } }),
    )?;
    let machine = text(&created["client"]["client_id"]);
    let secret = carry_out(
        idp,
        "clients.ClientService/CreateOrganizationClientSecret",
        json!({ "organization_id": ACME, "client_id": machine }),
    )?;
    Ok((machine, text(&secret["secret"]["id"])))
}

/// Mails a code of the passwordless API, and returns the request's id and the code.
fn mail_code(idp: &MockIdp) -> Result<(String, String), String> {
    let sent = carry_out(
        idp,
        "auth.passwordless.PasswordlessService/SendPasswordlessEmail",
        json!({ "email": ADDRESS }),
    )?;
    let code = idp.newest_code(ADDRESS).ok_or("no code was sent")?;
    Ok((text(&sent["auth_request_id"]), code))
}

/// Returns a seed with the objects that addresses name.
fn seed() -> Seed {
    let directory = Directory::of("Acme", "okta")
        .id(DIRECTORY)
        .group("Engineering")
        .user(DirectoryUser::new("bob@acme.example").name("Bob", "Okafor").in_group("Engineering"));
    let mut seed = Seed::default()
        .connection(Connection::of("Acme", "okta").id(CONNECTION))
        .domain(Domain::new("acme.example", "Acme").id(DOMAIN))
        .directory(directory)
        .permission(Permission::new(PERMISSION).description("Put invoices away"))
        .permission(Permission::new(SPARE_PERMISSION).description("Shred invoices"))
        .role(Role::new(ROLE).description("Writes").permission(PERMISSION));
    seed.organizations[0] = Organization::new("Acme").id(ACME).slug("acme").external_id(EXTERNAL);
    seed.users[1] = User::new("bob@acme.example")
        .id(BOB)
        .name("Bob", "Okafor")
        .external_id(EXTERNAL)
        .member_of("Acme", ["member"])
        .passkey(Passkey::new("Laptop").id(PASSKEY));
    seed
}

fn own_token(idp: &MockIdp) -> Result<String, String> {
    let web = idp.client("Acme web");
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", web.client_id.as_str()),
        ("client_secret", web.client_secret.as_deref().unwrap_or_default()),
    ];
    let url = format!("{}/oauth/token", idp.environment_url());
    let answer = Client::new().post(url).form(&form).send();
    let answer = answer.and_then(reqwest::blocking::Response::json::<Value>);
    answer.map(|body| text(&body["access_token"])).map_err(|why| why.to_string())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
