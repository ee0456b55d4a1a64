//! The active sessions: whose, where, since when and until when, and the ways to end each.

use std::collections::BTreeMap;

use crate::environment::{Environment, Session, UserId};
use crate::http::console::act::segment;
use crate::http::console::{Act, Visitor};
use crate::http::pages::{Buttons, SessionRow, Sessions};
use crate::idp::Idp;
use crate::wire::UserAgent;

/// Sessions on the page: more than a person who tries something by hand has, and fewer than would fill a screen.
const MOST_SESSIONS: usize = 8;

pub(super) fn active(idp: &Idp, visitor: &Visitor) -> Sessions {
    let (shown, active, over) = idp.read(|environment| {
        let now = environment.now();
        let active = || environment.sessions().rev().filter(|session| session.is_active(now));
        let newest: Vec<&Session> = active().take(MOST_SESSIONS).collect();
        // Of those who have one of the newest, how many they have. An environment may have thousands, which are passed once.
        let mut of_person: BTreeMap<&UserId, usize> =
            newest.iter().map(|session| (&session.user, 0)).collect();
        let mut count = 0;
        for session in active() {
            count += 1;
            of_person.entry(&session.user).and_modify(|sessions| *sessions += 1);
        }
        let shown =
            newest.iter().map(|session| (row(environment, session), of_person[&session.user]));
        (shown.collect::<Vec<_>>(), count, environment.sessions().count() - count)
    });
    let with_buttons = |(mut row, of_person): (SessionRow, usize)| {
        let id = segment(&row.id);
        let whose = format!("the session of {}", row.user);
        let acts = [
            Act::post("End", format!("/sessions/{id}/revoke")).about(whose.clone()),
            Act::post("Let it expire", format!("/sessions/{id}/expire")).about(whose),
            Act::post("End all", format!("/users/{}/sessions/revoke", segment(&row.user)))
                .about(format!("sessions of {}", row.user))
                .losing(all_lost(&row.user, of_person)),
        ];
        row.buttons = visitor.buttons(idp, row.id.clone(), acts);
        row
    };
    let shown: Vec<SessionRow> = shown.into_iter().map(with_buttons).collect();
    Sessions { more: active - shown.len(), shown, over }
}

/// Returns what is lost with all sessions of a person.
fn all_lost(user: &str, sessions: usize) -> String {
    match sessions {
        1 => format!("The one session of {user} ends, and its refresh tokens give no more tokens."),
        sessions => format!(
            "All {sessions} sessions of {user} end, in every browser, and their refresh tokens give no more tokens."
        ),
    }
}

fn row(environment: &Environment, session: &Session) -> SessionRow {
    let user = environment.user(&session.user);
    let organization = environment.organization(&session.organization);
    let clients = session.authenticated_clients.iter();
    let clients = clients.filter_map(|id| Some(environment.client(id.as_str())?.name.clone()));
    SessionRow {
        id: session.id.to_string(),
        user: user.map_or_else(|| session.user.to_string(), |user| user.email.clone()),
        organization: organization.map_or_else(
            || session.organization.to_string(),
            |organization| organization.name.clone(),
        ),
        clients: clients.collect(),
        device: device(session),
        since: session.created_at,
        until: session.expires_at(),
        buttons: Buttons::default(),
    }
}

/// Returns where the session is: browser, system and address.
fn device(session: &Session) -> String {
    let agent = UserAgent::read(session.user_agent.as_deref().unwrap_or_default());
    let program = match (agent.browser, agent.os) {
        ("", "") => String::new(),
        ("", one) | (one, "") => format!("{one}, "),
        (browser, system) => format!("{browser} on {system}, "),
    };
    format!("{program}{}", session.ip)
}
