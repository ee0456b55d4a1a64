//! The samples of identity providers: their pages, and their buttons on the first page.

use super::{Spelling, everybody, html, sign_in};
use crate::http::pages::{
    DeparturePage, Destination, Fault, Person, SignInPage, SocialButton, UpstreamPage,
};

pub(super) fn spelt(say: Spelling) -> Vec<(&'static str, String)> {
    vec![
        (
            "sign_in_social",
            html(&SignInPage {
                social: social(say),
                people: everybody(Vec::new()),
                ..sign_in(&str::to_owned, None)
            }),
        ),
        ("upstream", html(&provider(say))),
        (
            "upstream_error",
            html(&UpstreamPage {
                error: Some(say("That is not an e-mail address.")),
                organization: None,
                way_back: true,
                people: everybody(Vec::new()),
                ..provider(&str::to_owned)
            }),
        ),
        ("departure", html(&departure(say))),
        (
            "departure_without_a_way",
            html(&DeparturePage { applications: Vec::new(), ..departure(&str::to_owned) }),
        ),
    ]
}

fn social(say: Spelling) -> Vec<SocialButton> {
    let button = |connection: &str, name: &str| SocialButton {
        connection: say(connection),
        name: say(name),
    };
    vec![button("conn_100000000000000002", "Google"), button("conn_100000000000000003", "GitHub")]
}

/// Returns the people whom an identity provider knows; their ids and memberships are not on its page.
fn known(say: Spelling) -> Vec<Person> {
    let person = |name: Option<&str>, email: &str, active| Person {
        id: String::new(),
        name: name.map(say),
        email: say(email),
        memberships: Vec::new(),
        active,
    };
    vec![
        person(Some("Alice Nguyen"), "alice@acme.example", true),
        person(None, "dave@acme.example", false),
    ]
}

fn faults(say: Spelling) -> Vec<Fault> {
    let fault = |code: &str, meaning: &str| Fault { code: say(code), meaning: say(meaning) };
    vec![
        fault("access_denied", "the person declined at the identity provider"),
        fault("invalid_id_token", "the identity provider's ID token is not valid"),
    ]
}

fn provider(say: Spelling) -> UpstreamPage {
    UpstreamPage {
        request: say("ar_100000000000000001"),
        client: say("Acme web"),
        provider: say("Okta"),
        organization: Some(say("Acme")),
        email: say("alice@acme.example"),
        error: None,
        people: everybody(known(say)),
        faults: faults(say),
        way_back: false,
    }
}

fn departure(say: Spelling) -> DeparturePage {
    DeparturePage {
        connection: say("conn_100000000000000001"),
        provider: say("Okta"),
        organization: say("Acme"),
        applications: vec![Destination {
            id: say("skc_100000000000000001"),
            name: say("Acme web"),
        }],
        people: everybody(known(say)),
        faults: faults(say),
    }
}
