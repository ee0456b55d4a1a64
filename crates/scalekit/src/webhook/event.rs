//! The events that an application's sessions and memberships follow.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::WebhookError;

/// What happened, for the types of events that concern sessions and memberships.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookEvent {
    /// `user.login`: a session began, or went on in another organization.
    UserLogin {
        /// The person: `usr_…`.
        user_id: String,
        /// The Scalekit session, the `sid` of its tokens: `ses_…`.
        session_id: String,
    },
    /// `user.logout`: a session has ended, whoever ended it. End what began with it.
    ///
    /// The payload's session has a `status`, which Scalekit's own sample contradicts: the type of the event counts.
    UserLogout {
        /// The person: `usr_…`.
        user_id: String,
        /// The Scalekit session, the `sid` of its tokens: `ses_…`.
        session_id: String,
    },
    /// `user.organization_membership_created`, `…_updated` or `…_deleted`.
    Membership {
        /// What became of the membership.
        change: MembershipChange,
        /// The person: `usr_…`.
        user_id: String,
        /// The organization: `org_…`.
        organization_id: String,
    },
    /// Any other type. Answer it with success, or Scalekit sends it again.
    Other,
}

/// What became of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MembershipChange {
    /// The person belongs to the organization now.
    Created,
    /// The person has other roles in the organization; the next tokens have them.
    Updated,
    /// The person has left the organization.
    Deleted,
}

#[derive(Deserialize)]
struct Session {
    session_id: String,
    user_id: String,
}

#[derive(Deserialize)]
struct Membership {
    user: Named,
    organization: Named,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

impl WebhookEvent {
    /// Reads the `data` of an event of this type.
    pub(super) fn read(event_type: &str, data: &Value) -> Result<Self, WebhookError> {
        Ok(match event_type {
            "user.login" => {
                let Session { session_id, user_id } = session(data)?;
                Self::UserLogin { user_id, session_id }
            }
            "user.logout" => {
                let Session { session_id, user_id } = session(data)?;
                Self::UserLogout { user_id, session_id }
            }
            "user.organization_membership_created" => membership(MembershipChange::Created, data)?,
            "user.organization_membership_updated" => membership(MembershipChange::Updated, data)?,
            "user.organization_membership_deleted" => membership(MembershipChange::Deleted, data)?,
            _ => Self::Other,
        })
    }
}

fn session(data: &Value) -> Result<Session, WebhookError> {
    read(&data["user_session"], "its `data` has no `user_session` with the ids of both")
}

fn membership(change: MembershipChange, data: &Value) -> Result<WebhookEvent, WebhookError> {
    let why = "its `data` has no `user` and `organization` with their ids";
    let Membership { user, organization } = read(data, why)?;
    Ok(WebhookEvent::Membership { change, user_id: user.id, organization_id: organization.id })
}

fn read<T: DeserializeOwned>(from: &Value, why: &'static str) -> Result<T, WebhookError> {
    T::deserialize(from).map_err(|_| WebhookError::Payload(why))
}
