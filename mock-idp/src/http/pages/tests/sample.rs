//! A sample of each page, with texts that a test can change.

mod console;
mod journal;
mod lesson;
mod upstream;
mod why;
mod work;

use askama::Template;
use jiff::Timestamp;

use crate::environment::MailState;
use crate::http::pages::{
    Application, CodePage, Detail, ErrorPage, HomePage, JoinedPage, Letter, Link, MailboxPage,
    OrganizationChoice, OrganizationPage, People, Person, PortalPage, SignInPage, SignUpPage,
    SignedInPage, SignedOutPage, StalePage,
};

/// A function that changes each text of a page.
pub(super) type Spelling<'a> = &'a dyn Fn(&str) -> String;

/// Returns every page with unchanged texts, by name.
pub(super) fn pages() -> Vec<(&'static str, String)> {
    spelt(&str::to_owned)
}

/// Returns every page, by name.
pub(super) fn spelt(say: Spelling) -> Vec<(&'static str, String)> {
    let mut pages = our_own(say);
    pages.extend(console::spelt(say));
    pages.extend(journal::spelt(say));
    pages.extend(lesson::spelt(say));
    pages.extend(upstream::spelt(say));
    pages.extend(why::spelt(say));
    pages.extend(work::spelt(say));
    pages
}

fn our_own(say: Spelling) -> Vec<(&'static str, String)> {
    vec![
        ("sign_in", html(&sign_in(say, None))),
        ("sign_in_error", html(&sign_in(say, Some("That is not an e-mail address.")))),
        ("sign_up", html(&sign_up(say, None))),
        ("sign_up_error", html(&sign_up(say, Some("That is not an e-mail address.")))),
        ("code", html(&code(say))),
        (
            "code_error",
            html(&CodePage {
                error: Some(say("That is not the code. 4 tries are left.")),
                ..code(say)
            }),
        ),
        (
            "code_again",
            html(&CodePage { notice: Some(say("Another code was sent.")), ..code(say) }),
        ),
        ("code_test_user", html(&CodePage { is_test_user: true, ..code(say) })),
        ("organization", html(&organization(say))),
        ("mailbox", html(&mailbox(say, letters(say)))),
        (
            "mailbox_empty",
            html(&MailboxPage {
                environment: String::new(),
                has_control: false,
                letters: Vec::new(),
            }),
        ),
        ("signed_in", html(&SignedInPage { email: say("alice@acme.example"), go_on: None })),
        ("joined", html(&JoinedPage { organization: say("Acme") })),
        ("signed_out", html(&SignedOutPage { nothing_ended: None })),
        (
            "signed_out_nobody",
            html(&SignedOutPage {
                nothing_ended: Some(say("the cookie's session had ended before")),
            }),
        ),
        ("stale", html(&StalePage { begin_again: Some(link(say, "Acme web")) })),
        ("stale_without_a_way", html(&StalePage { begin_again: None })),
        ("error", html(&error(say))),
        ("error_alone", html(&bare_error(say))),
        (
            "portal",
            html(&PortalPage {
                organization: say("Acme"),
                features: vec![say("sso"), say("dir_sync")],
            }),
        ),
        ("home", html(&home(say, applications(say)))),
        ("home_empty", html(&home(say, Vec::new()))),
        (
            "home_token_error",
            html(&HomePage {
                takes_token: true,
                error: Some(say("That is not the token.")),
                ..home(say, Vec::new())
            }),
        ),
    ]
}

fn html(page: &impl Template) -> String {
    page.render().expect("samples render")
}

fn sign_in(say: Spelling, error: Option<&str>) -> SignInPage {
    let person = |id: &str, name: Option<&str>, email: &str, memberships: &[&str], active| Person {
        id: say(id),
        name: name.map(say),
        email: say(email),
        memberships: memberships.iter().map(|membership| say(membership)).collect(),
        active,
    };
    SignInPage {
        request: say("ar_100000000000000001"),
        client: say("Acme web"),
        email: say("alice@acme.example"),
        error: error.map(say),
        social: Vec::new(),
        people: everybody(vec![
            person(
                "usr_100000000000000001",
                Some("Alice Nguyen"),
                "alice@acme.example",
                &["admin of Acme"],
                true,
            ),
            person(
                "usr_100000000000000002",
                Some("Bob Okafor"),
                "bob@acme.example",
                &["member of Acme"],
                true,
            ),
            person(
                "usr_100000000000000003",
                Some("Carol Ito"),
                "carol@globex.example",
                &["admin of Globex", "member of Acme"],
                true,
            ),
            person("usr_100000000000000004", Some("Dave Laurent"), "dave@acme.example", &[], false),
            person(
                "usr_100000000000000005",
                None,
                "qa+sktest@acme.example",
                &["member of Acme"],
                true,
            ),
        ]),
        sign_up_url: say("/login?request=ar_100000000000000001&sign_up=true"),
    }
}

fn sign_up(say: Spelling, error: Option<&str>) -> SignUpPage {
    SignUpPage {
        request: say("ar_100000000000000001"),
        client: say("Acme web"),
        email: say("erin@initech.example"),
        organization_name: say("Initech"),
        error: error.map(say),
        sign_in_url: say("/login?request=ar_100000000000000001"),
    }
}

fn code(say: Spelling) -> CodePage {
    CodePage {
        request: say("ar_100000000000000001"),
        client: say("Acme web"),
        email: say("alice@acme.example"),
        digits: say("494162"),
        is_test_user: false,
        error: None,
        notice: None,
    }
}

fn organization(say: Spelling) -> OrganizationPage {
    let choice = |id: &str, name: &str, roles: &[&str]| OrganizationChoice {
        id: say(id),
        name: say(name),
        roles: roles.iter().map(|role| say(role)).collect(),
    };
    OrganizationPage {
        request: say("ar_100000000000000001"),
        client: say("Acme web"),
        email: say("carol@globex.example"),
        organizations: vec![
            choice("org_100000000000000001", "Acme", &["member"]),
            choice("org_100000000000000002", "Globex", &["admin", "billing"]),
        ],
    }
}

/// Returns all people of a small environment.
fn everybody(shown: Vec<Person>) -> People {
    People { total: shown.len(), shown, filter: None, page: "/login".to_owned() }
}

fn letters(say: Spelling) -> Vec<Letter> {
    let letter = |to: &str, subject: &str, code: Option<&str>, times: (&str, &str), state| Letter {
        to: say(to),
        subject: say(subject),
        code: code.map(say),
        link: None,
        sent_at: moment(times.0),
        expires_at: moment(times.1),
        state,
    };
    let morning = ("2026-11-21T13:40:02Z", "2026-11-21T13:45:02Z");
    let noon = ("2026-11-21T14:03:20Z", "2026-11-21T14:08:20Z");
    let fortnight = ("2026-11-21T14:05:00Z", "2026-12-06T14:05:00Z");
    let sign_in = "Code to sign in to Acme web";
    let erin = "erin@initech.example";
    vec![
        Letter {
            link: Some(say("http://127.0.0.1:8787/invitation?token=b2bhcshpvV-PDbTEMgBVG")),
            ..letter(erin, "Invitation to Initech", None, fortnight, MailState::Good)
        },
        letter("carol@globex.example", sign_in, Some("048213"), noon, MailState::Good),
        letter("alice@acme.example", sign_in, Some("917352"), morning, MailState::Used),
        letter("alice@acme.example", sign_in, Some("553021"), morning, MailState::Replaced),
        Letter {
            link: Some(say("https://app.example/magic?link_token=x-1")),
            ..letter(erin, "Passwordless sign-in", Some("640128"), morning, MailState::Expired)
        },
    ]
}

fn mailbox(say: Spelling, letters: Vec<Letter>) -> MailboxPage {
    MailboxPage { environment: say("http://127.0.0.1:8787"), has_control: true, letters }
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("samples are RFC 3339")
}

fn link(say: Spelling, label: &str) -> Link {
    Link { label: say(label), url: say("http://localhost:3000/login") }
}

fn error(say: Spelling) -> ErrorPage {
    let detail = |label: &str, values: &[&str]| Detail {
        label: say(label),
        values: values.iter().map(|value| say(value).into()).collect(),
        is_right: false,
    };
    ErrorPage {
        details: vec![
            detail("client", &["skc_100000000000000001"]),
            detail(
                "requested",
                &[
                    "http://localhost:3000/auth/callback/?from=a-very-long-query-string-without-any-place-to-break",
                ],
            ),
            detail(
                "registered",
                &["http://localhost:3000/auth/callback", "https://app.acme.example/auth/callback"],
            ),
            detail("post-logout URIs", &[]),
        ],
        remedy: Some(say(
            "Register the URI exactly as it was requested; the trailing slash counts.",
        )),
        buttons: console::buttons(say, "register", "Register this URI"),
        entry: Some(42),
        back: link(say, "Back to Acme web"),
        ..bare_error(say)
    }
}

fn bare_error(say: Spelling) -> ErrorPage {
    ErrorPage {
        title: say("This redirect URI is not registered"),
        message: say("Acme web requested an answer at an address that it never registered."),
        back: Link::home(),
        ..ErrorPage::default()
    }
}

fn home(say: Spelling, applications: Vec<Application>) -> HomePage {
    HomePage {
        environment_url: say("http://127.0.0.1:8787"),
        environment_type: say("development"),
        applications,
        has_control: true,
        ..HomePage::default()
    }
}

fn applications(say: Spelling) -> Vec<Application> {
    let application = |id: &str, name: &str, kind: &str, redirect_uris: &[&str]| Application {
        id: say(id),
        name: say(name),
        kind: say(kind),
        redirect_uris: redirect_uris.iter().map(|uri| say(uri)).collect(),
    };
    vec![
        application(
            "skc_100000000000000001",
            "Acme web",
            "web",
            &["http://localhost:3000/auth/callback"],
        ),
        application(
            "skc_100000000000000002",
            "Acme single page",
            "spa",
            &["http://localhost:3000/spa/callback", "http://localhost:5173/callback"],
        ),
        application("skc_100000000000000003", "Nightly report", "native", &[]),
    ]
}
