//! The people, each to be signed in with one click, and their organizations.

use std::collections::BTreeMap;

use serde_json::json;

use crate::http::console::{Act, Visitor};
use crate::http::pages::{ConsolePeople, ConsolePerson, OrganizationRow};
use crate::http::people;
use crate::idp::Idp;

/// Organizations on the page: as many as people.
const MOST_ORGANIZATIONS: usize = 20;

pub(super) fn found(idp: &Idp, visitor: &Visitor, filter: &str) -> ConsolePeople {
    let people =
        idp.read(|environment| people::found(environment, environment.users(), filter, "/"));
    let person = |person: crate::http::pages::Person| {
        let body = json!({ "want": "next_browser", "user": person.email });
        let act = Act::post("Sign in as", "/sign-in").with(body).about(person.email.clone());
        let name = format!("sign-in-{}", person.id);
        ConsolePerson { buttons: visitor.buttons(idp, name, [act]), person }
    };
    ConsolePeople {
        total: people.total,
        filter: people.filter,
        shown: people.shown.into_iter().map(person).collect(),
    }
}

/// Returns the first organizations, and how many there are besides.
pub(super) fn organizations(idp: &Idp) -> (Vec<OrganizationRow>, usize) {
    idp.read(|environment| {
        let mut members: BTreeMap<&str, usize> = BTreeMap::new();
        let memberships = environment.users().flat_map(|user| &user.memberships);
        for membership in memberships {
            *members.entry(membership.organization.as_str()).or_default() += 1;
        }
        let all = environment.organizations();
        let shown = all.take(MOST_ORGANIZATIONS).map(|organization| OrganizationRow {
            id: organization.id.to_string(),
            name: organization.name.clone(),
            members: members.get(organization.id.as_str()).copied().unwrap_or_default(),
        });
        let more = environment.organizations().count().saturating_sub(MOST_ORGANIZATIONS);
        (shown.collect(), more)
    })
}
