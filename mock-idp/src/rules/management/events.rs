//! The events of the environment, in Scalekit's words and types; whatever else happens here is in the
//! journal alone.

use serde_json::{Map, Value};

use super::page::List;
use super::{Failure, Service};
use crate::environment::{Environment, Event, Logged};
use crate::ids::{Ids, id_of};
use crate::rules::{Granted, Ruling};
use crate::wire::management::events::{
    self as wire, EventFilter, Events, ListEvents, ScalekitEvent,
};

/// The version of the envelope (`behaviours.md` 6.3).
const SPEC_VERSION: &str = "1";

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.events.EventsService").serve("ListEventsPaginated", list)
}

/// The newest first.
fn list(environment: &Environment, _: &mut Ids, ask: &ListEvents) -> Ruling<Events, Failure> {
    let admitted = environment.log().filter_map(|logged| admitted(&ask.filter, logged));
    let numbered = admitted.map(|one| (one.logged.number, one));
    let page = List::newest_first(numbered).page(ask.page_size, &ask.page_token)?;
    let events = page.items.into_iter();
    Ok(Granted::plainly(Events {
        events: events.map(|told| told.with(environment)).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
    }))
}

/// An event that the filter admits, and where it happened.
struct Told<'a> {
    logged: &'a Logged,
    organization: Option<String>,
    own: Map<String, Value>,
}

/// Directories, interceptors and connected accounts cause no events here, so that a filter for theirs
/// admits none.
fn admitted<'a>(filter: &EventFilter, logged: &'a Logged) -> Option<Told<'a>> {
    let caused_elsewhere = filter.source == "DIR_SYNC"
        || filter.interceptor_id.is_some()
        || filter.interceptor_status.is_some()
        || filter.interceptor_decision.is_some()
        || filter.connected_account_id.is_some();
    let types = &filter.event_types;
    let of_type = types.is_empty() || types.iter().any(|wanted| wanted == logged.event.name());
    let begun = filter.start_time.is_none_or(|start| start <= logged.at);
    let over = filter.end_time.is_none_or(|end| logged.at <= end);
    if caused_elsewhere || !of_type || !begun || !over {
        return None;
    }
    let own = fields(&logged.event);
    let organization = organization_of(logged, &own);
    let wanted = filter.organization_id.as_str();
    let here = wanted.is_empty() || organization.as_deref() == Some(wanted);
    let request = filter.auth_request_id.as_str();
    let of_request = request.is_empty() || named(&own, "request") == Some(request);
    let of_connection = match filter.connection_id.as_deref() {
        None | Some("") => true,
        wanted => named(&own, "connection") == wanted,
    };
    (here && of_request && of_connection).then_some(Told { logged, organization, own })
}

impl Told<'_> {
    fn with(self, environment: &Environment) -> ScalekitEvent {
        let kind = self.logged.event.name();
        ScalekitEvent {
            spec_version: SPEC_VERSION,
            id: self.logged.id.clone(),
            r#type: kind,
            occurred_at: self.logged.at,
            environment_id: id_of(&format!("environment {}", environment.issuer())),
            organization_id: self.organization,
            object: wire::object_of(kind),
            data: data(self.logged, self.own),
            display_name: wire::display_name(kind),
        }
    }
}

/// The event as webhooks tell it: in the envelope that the list has, too.
pub(crate) fn envelope(environment: &Environment, logged: &Logged) -> ScalekitEvent {
    let own = fields(&logged.event);
    let told = Told { organization: organization_of(logged, &own), logged, own };
    told.with(environment)
}

/// What an event says: people, organizations and sessions in Scalekit's shapes, and of other things what
/// the journal has.
fn data(logged: &Logged, own: Map<String, Value>) -> Map<String, Value> {
    let organization = logged.organization.as_ref().map(wire::organization);
    let user = logged.user.as_ref().map(wire::user);
    let session = logged.session.as_ref();
    let parts = match &logged.event {
        Event::UserSignedIn { .. } | Event::SessionEnded { .. } => {
            [("user", user), ("user_session", session.map(|one| wire::session(one, logged.at)))]
        }
        Event::UserSignedUp { .. }
        | Event::MembershipChanged { .. }
        | Event::MembershipMetadataChanged { .. }
        | Event::MembershipCreated { .. }
        | Event::MembershipDeleted { .. }
        | Event::InvitationAccepted { .. }
        | Event::UserInvited { .. } => {
            let member = logged.user.as_ref().zip(logged.organization.as_ref());
            let user =
                member.map_or(user, |(user, place)| Some(wire::member(user, &place.id, logged.at)));
            [("organization", organization), ("user", user)]
        }
        Event::OrganizationCreated { organization } => {
            return object(wire::organization(organization));
        }
        Event::OrganizationUpdated { organization }
        | Event::OrganizationDeleted { organization } => {
            return object(wire::organization(organization));
        }
        _ => return own,
    };
    parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The event's own fields, as the journal has them: secrets show their ends alone.
fn fields(event: &Event) -> Map<String, Value> {
    let mut own = object(serde_json::to_value(event).expect("an event is plain data"));
    own.shift_remove("event");
    own
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn organization_of(logged: &Logged, own: &Map<String, Value>) -> Option<String> {
    match &logged.organization {
        Some(organization) => Some(organization.id.to_string()),
        None => named(own, "organization").map(str::to_owned),
    }
}

/// The id of a thing that an event names, or carries whole.
fn named<'a>(own: &'a Map<String, Value>, thing: &str) -> Option<&'a str> {
    match own.get(thing)? {
        Value::Object(whole) => whole.get("id")?.as_str(),
        id => id.as_str(),
    }
}

#[cfg(test)]
mod tests;
