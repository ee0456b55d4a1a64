//! The events for which Scalekit has types, for the events API and for webhooks. The journal has all others too.

mod data;

use serde_json::Value;

use self::data::{
    ConnectionData, DirectoryData, DomainData, EventData, OrganizationData, PermissionData,
    RoleData, UserData,
};
use super::page::{List, Page};
use super::{Ruling, Service};
use crate::environment::{Environment, Logged, Subject};
use crate::rules::{Desk, Granted};
use crate::wire::management::events as wire;

/// The version of the envelope (`docs/webhooks.md#envelope`).
const SPEC_VERSION: &str = "1";

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.events.EventsService").serve("ListEventsPaginated", list)
}

/// Lists the events, the newest first.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListEventsPaginatedRequest,
) -> Ruling<wire::ListEventsPaginatedResponse> {
    let filter = request.filter.clone().unwrap_or_default();
    let admitted = desk.env.log().filter(|logged| admits(&filter, logged));
    let numbered = admitted.map(|logged| (logged.number, logged));
    let page = List::newest_first(numbered).page(request.page_size, &request.page_token)?;
    let page = page.map(|logged| envelope(desk.env, logged));
    let Page { items: events, next_page_token, prev_page_token, .. } = page;
    Ok(Granted::plainly(wire::ListEventsPaginatedResponse {
        events,
        next_page_token,
        prev_page_token,
    }))
}

/// Returns whether the filter admits an event. Directories' users, interceptors and connected accounts cause no
/// events here, and no event names an authorization request, so a filter for any of these admits no event.
fn admits(filter: &wire::EventFilter, logged: &Logged) -> bool {
    let caused_elsewhere = filter.source == "DIR_SYNC"
        || !filter.auth_request_id.is_empty()
        || filter.interceptor_id.is_some()
        || filter.interceptor_status.is_some()
        || filter.interceptor_decision.is_some()
        || filter.connected_account_id.is_some();
    let types = &filter.event_types;
    let of_type = types.is_empty() || types.iter().any(|wanted| wanted == logged.r#type.name);
    let begun = filter.start_time.is_none_or(|start| start <= logged.at);
    let over = filter.end_time.is_none_or(|end| logged.at <= end);
    let wanted = filter.organization_id.as_str();
    let organization = logged.subject.organization();
    let here = wanted.is_empty() || organization.is_some_and(|id| id.as_str() == wanted);
    let of_connection = match (filter.connection_id.as_deref(), &logged.subject) {
        (None | Some(""), _) => true,
        (Some(wanted), Subject::Connection(connection)) => connection.id.as_str() == wanted,
        (Some(_), _) => false,
    };
    !caused_elsewhere && of_type && begun && over && here && of_connection
}

/// Describes an event in the envelope that webhooks and the list share.
pub(crate) fn envelope(env: &Environment, logged: &Logged) -> wire::ScalekitEvent {
    let data = match serde_json::to_value(data(env, logged)) {
        Ok(Value::Object(members)) => Some(members),
        _ => unreachable!("the data of an event is an object"),
    };
    wire::ScalekitEvent {
        spec_version: SPEC_VERSION.to_owned(),
        id: logged.id.to_string(),
        r#type: logged.r#type.name.to_owned(),
        object: logged.r#type.object.to_owned(),
        occurred_at: Some(logged.at),
        environment_id: env.settings().environment_id().to_string(),
        organization_id: logged.subject.organization().map(ToString::to_string),
        data,
        display_name: logged.r#type.display_name.to_owned(),
    }
}

/// Describes the subject of an event.
fn data<'a>(env: &Environment, logged: &'a Logged) -> EventData<'a> {
    let (r#type, at) = (logged.r#type.name, logged.at);
    match &logged.subject {
        Subject::Organization(organization) => {
            let deleted_at = (r#type == "organization.deleted").then_some(at);
            EventData::Organization(OrganizationData::of(organization, deleted_at))
        }
        Subject::Connection(connection) => {
            let is_switched =
                matches!(r#type, "organization.sso_enabled" | "organization.sso_disabled");
            EventData::Connection(ConnectionData::of(connection, is_switched))
        }
        Subject::Directory(directory) => EventData::Directory(DirectoryData::of(directory, at)),
        Subject::Domain(domain) => EventData::Domain(DomainData::of(env, domain)),
        Subject::Membership { user, organization } => EventData::Membership {
            organization: OrganizationData::of(organization, None),
            user: Box::new(UserData::of(user)),
        },
        Subject::Session { user, session } => EventData::Session {
            user: Box::new(UserData::of(user)),
            user_session: data::session(session, at),
        },
        Subject::Role(role) => EventData::Role(RoleData::of(role)),
        Subject::Permission(permission) => EventData::Permission(PermissionData::of(permission)),
    }
}

#[cfg(test)]
mod tests;
