//! `scalekit.v1.events`: the envelope of an event, and the people, organizations and sessions in it
//! (`behaviours.md` 6.3).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::moment;
use super::sessions::SessionDetails;
use crate::environment::{EnvironmentId, EventId, Organization, OrganizationId, Session, User};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListEvents {
    pub(crate) filter: EventFilter,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
}

/// Narrows the list; what is absent admits all.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EventFilter {
    pub(crate) event_types: Vec<String>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) start_time: Option<Timestamp>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) end_time: Option<Timestamp>,
    pub(crate) organization_id: String,
    pub(crate) source: String,
    pub(crate) auth_request_id: String,
    pub(crate) interceptor_id: Option<String>,
    pub(crate) interceptor_status: Option<String>,
    pub(crate) interceptor_decision: Option<String>,
    pub(crate) connection_id: Option<String>,
    pub(crate) connected_account_id: Option<String>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
pub(crate) struct ScalekitEvent {
    pub(crate) spec_version: &'static str,
    pub(crate) id: EventId,
    pub(crate) r#type: &'static str,
    pub(crate) occurred_at: Timestamp,
    pub(crate) environment_id: EnvironmentId,
    pub(crate) organization_id: Option<String>,
    pub(crate) object: &'static str,
    pub(crate) data: Map<String, Value>,
    pub(crate) display_name: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Events {
    pub(crate) events: Vec<ScalekitEvent>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
}

/// What kind of thing an event of this type is about.
pub(crate) fn object_of(r#type: &str) -> &'static str {
    const OBJECTS: [(&str, &str); 12] = [
        ("user.login", "User"),
        ("user.logout", "User"),
        ("user.", "OrgMembership"),
        ("organization.sso_", "Connection"),
        ("organization.directory.user_", "DirectoryUser"),
        ("organization.directory.group_", "DirectoryGroup"),
        ("organization.directory_", "Directory"),
        ("organization.", "Organization"),
        ("role.", "Role"),
        ("permission.", "Permission"),
        ("connected_account.", "ConnectedAccount"),
        ("", "JSON"),
    ];
    OBJECTS.iter().find(|(begin, _)| r#type.starts_with(begin)).map_or("JSON", |(_, object)| object)
}

/// `user.organization_invitation` as people read it: `User Organization Invitation`.
pub(crate) fn display_name(r#type: &str) -> String {
    let words = r#type.split(['.', '_']).map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_uppercase())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A user, as they were.
pub(crate) fn user(user: &User) -> Value {
    json!({
        "id": user.id,
        "email": user.email,
        "external_id": user.external_id,
        "user_profile": {
            "email_verified": user.email_verified,
            "name": user.name(),
            "given_name": user.profile.given_name,
            "family_name": user.profile.family_name,
            "picture": user.profile.picture,
            "locale": user.profile.locale,
        },
    })
}

/// A user, as they were, with what they were in an organization; nothing, if they had left it.
pub(crate) fn member(of: &User, organization: &OrganizationId, at: Timestamp) -> Value {
    let mut told = user(of);
    if let Some(membership) = of.place(organization) {
        told["membership"] = json!({
            "organization_id": membership.organization,
            "membership_status": of.status(membership, at),
            "provisioning_method": membership.provisioned,
            "roles": membership.roles,
            "metadata": membership.metadata,
            "created_at": membership.created_at,
        });
    }
    told
}

/// An organization, as it was.
pub(crate) fn organization(organization: &Organization) -> Value {
    json!({
        "id": organization.id,
        "display_name": organization.name,
        "external_id": organization.external_id,
        "metadata": organization.metadata,
    })
}

/// A session, as it was: told like the sessions API tells it, but for the applications, which are left
/// out, and the status, which is in capitals.
pub(crate) fn session(session: &Session, at: Timestamp) -> Value {
    let mut told =
        serde_json::to_value(SessionDetails::of(session, at)).expect("a session is plain data");
    if let Value::Object(fields) = &mut told {
        fields.shift_remove("authenticated_clients");
        if let Some(Value::String(status)) = fields.get_mut("status") {
            status.make_ascii_uppercase();
        }
    }
    told
}
