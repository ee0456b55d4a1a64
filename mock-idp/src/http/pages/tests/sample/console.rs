//! The console's page.

use super::{Spelling, html, letters, moment};
use crate::http::pages::{
    Button, Buttons, ClockShown, ConsoleApplication, ConsolePage, ConsolePeople, ConsolePerson,
    DeliveryRow, Done, EndpointRow, FaultRow, Faults, Finding, JournalLine, Moment, Offer,
    OrganizationRow, Person, SessionRow, Sessions, Webhooks, WorldRow,
};

pub(super) fn spelt(say: Spelling) -> Vec<(&'static str, String)> {
    vec![("console", html(&full(say))), ("console_empty", html(&empty(say)))]
}

pub(super) fn buttons(say: Spelling, name: &str, label: &str) -> Buttons {
    let button = Button {
        label: say(label),
        about: say("the one of alice@acme.example"),
        call: say("POST /clock"),
        body: Some(say(r#"{"frozen":true}"#)),
        curl: say("curl --json '{\"frozen\":true}' http://127.0.0.1:8787/_mock/clock"),
        loss: None,
    };
    Buttons { name: name.to_owned(), each: vec![button] }
}

/// Returns buttons of which one needs a second step.
fn grave(say: Spelling, name: &str, label: &str) -> Buttons {
    let plain = buttons(say, name, label);
    let loss = Some(say("All that happened here is lost."));
    let other = Button { loss, ..buttons(say, name, label).each.remove(0) };
    Buttons { each: [plain.each, vec![other]].concat(), ..plain }
}

#[expect(clippy::too_many_lines, reason = "one page, with something in each of its parts")]
fn full(say: Spelling) -> ConsolePage {
    let at = moment("2026-11-21T14:03:20Z");
    ConsolePage {
        done: Some(Done { at: "clock", what: say("The clock went ahead.") }),
        findings: vec![Finding {
            weight: say("fault"),
            what: say("the application's server called /oidc/logout"),
            since: vec![say("http://localhost:3000/auth/callback/")],
            offer: Some(Offer {
                client: say("Acme web"),
                uri: say("http://localhost:3000/cb"),
                buttons: buttons(say, "register-found", "Register this URI"),
            }),
        }],
        more_findings: 2,
        refused: Some(Offer {
            client: say("Acme web"),
            uri: say("http://localhost:3000/callback"),
            buttons: buttons(say, "register", "Register this URI"),
        }),
        applications: vec![ConsoleApplication {
            id: say("skc_100000000000000001"),
            name: say("Acme web"),
            kind: say("web"),
            redirect_uris: vec![say("http://localhost:3000/auth/callback")],
            post_logout_redirect_uris: Vec::new(),
            initiate_login_uri: Some(say("http://localhost:3000/login")),
            variables: vec![say("SCALEKIT_CLIENT_ID=skc_1"), say("SCALEKIT_CLIENT_SECRET=test_1")],
        }],
        people: ConsolePeople {
            shown: vec![ConsolePerson {
                person: Person {
                    id: "usr_1".to_owned(),
                    name: Some(say("Alice Nguyen")),
                    email: say("alice@acme.example"),
                    memberships: vec![say("admin of Acme")],
                    active: true,
                },
                buttons: buttons(say, "sign-in-usr_1", "Sign in as"),
            }],
            total: 500,
            filter: Some(say("ali")),
        },
        organizations: (
            vec![OrganizationRow { id: say("org_1"), name: say("Acme"), members: 4 }],
            3,
        ),
        sessions: Sessions {
            shown: vec![SessionRow {
                id: "ses_1".to_owned(),
                user: say("alice@acme.example"),
                organization: say("Acme"),
                clients: vec![say("Acme web")],
                device: say("Chrome on Linux, 127.0.0.1"),
                since: at,
                until: at,
                buttons: grave(say, "ses_1", "End all"),
            }],
            more: 1,
            over: 7,
        },
        mailbox: (letters(say), 12),
        webhooks: Webhooks {
            endpoints: vec![EndpointRow {
                url: say("http://127.0.0.1:3000/webhooks"),
                events: vec![say("user.login")],
                held: true,
                buttons: buttons(say, "hold-1", "Release"),
            }],
            deliveries: vec![DeliveryRow {
                number: 3,
                r#type: say("logout_token"),
                url: say("http://127.0.0.1:3000/back-channel-logout"),
                status: say("waiting"),
                attempts: 2,
                next_attempt: Some(at),
                buttons: buttons(say, "replay-3", "Send again"),
            }],
            more: 4,
        },
        faults: Faults {
            planned: vec![FaultRow {
                sentence: say("token answers 503 Service Unavailable"),
                client: Some(say("skc_1")),
                left: Some(2),
                from_call: 3,
                buttons: buttons(say, "fault-1", "Forget"),
            }],
            choices: buttons(say, "fail", "Answer 503"),
        },
        clock: ClockShown {
            now: at,
            frozen: true,
            next_due: Some(at),
            buttons: buttons(say, "clock", "Let it run"),
        },
        keys: vec![(say("mock-key-1"), say("active"))],
        rotate: buttons(say, "rotate", "Rotate the keys"),
        reset: grave(say, "reset", "Reset"),
        worlds: vec![
            WorldRow {
                id: say("world_1"),
                name: None,
                environment_url: say("http://127.0.0.1:8787"),
                is_here: true,
                buttons: Buttons::default(),
            },
            WorldRow {
                id: say("world_2"),
                name: Some(say("checkout")),
                environment_url: say("http://127.0.0.1:8788"),
                is_here: false,
                buttons: buttons(say, "drop-2", "Drop"),
            },
        ],
        more_worlds: 5,
        journal: vec![JournalLine {
            number: 42,
            at: Moment { at, elapsed: say("05:32") },
            event: say("token.refused"),
            sentence: say("invalid_grant: this code is unknown"),
            is_bad: true,
        }],
        ..empty(say)
    }
}

fn empty(say: Spelling) -> ConsolePage {
    let at = moment("2026-11-21T14:03:20Z");
    ConsolePage {
        environment_url: say("http://127.0.0.1:8787"),
        environment_type: say("development"),
        done: None,
        findings: Vec::new(),
        more_findings: 0,
        refused: None,
        applications: Vec::new(),
        people: ConsolePeople { shown: Vec::new(), total: 0, filter: None },
        organizations: (Vec::new(), 0),
        sessions: Sessions { shown: Vec::new(), more: 0, over: 0 },
        mailbox: (Vec::new(), 0),
        webhooks: Webhooks { endpoints: Vec::new(), deliveries: Vec::new(), more: 0 },
        faults: Faults { planned: Vec::new(), choices: Buttons::default() },
        clock: ClockShown { now: at, frozen: false, next_due: None, buttons: Buttons::default() },
        keys: Vec::new(),
        rotate: Buttons::default(),
        reset: Buttons::default(),
        worlds: Vec::new(),
        more_worlds: 0,
        journal: Vec::new(),
    }
}
