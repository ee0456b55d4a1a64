use http::header::{COOKIE, REFERER};
use http::{Request, StatusCode};
use proptest::prelude::*;
use url::form_urlencoded;

use super::super::Recorder;
use super::*;
use crate::testing::{ISSUER, World};

/// Characters of a value that would give it away: what is quoted of a long text has four.
const GIVEAWAY: usize = 16;

/// Parameters that endpoints know, and one that none does.
const NAMES: [&str; 12] = [
    "client_id",
    "client_secret",
    "code",
    "code_verifier",
    "code_challenge",
    "id_token_hint",
    "nonce",
    "refresh_token",
    "scope",
    "state",
    "token",
    "x_unknown",
];

/// Returns a draft of a request to `path` that has `value` in every place that has a value.
fn draft(path: &str, value: &str) -> Draft {
    let parameters: Vec<String> = NAMES.iter().map(|name| format!("{name}={value}")).collect();
    let parameters = parameters.join("&");
    let request = Request::builder()
        .uri(format!("{path}?{parameters}"))
        .header(COOKIE, format!("sk_idp_session={value}"))
        .header(AUTHORIZATION, format!("Bearer {value}"))
        .header(REFERER, format!("http://app.example/{value}?code={value}"));
    let (parts, ()) = request.body(()).expect("a request").into_parts();
    let mut draft = Draft::open(Opened { number: 1, ..Opened::default() }, &parts, ISSUER);
    let form = format!("{parameters}&{value}=x");
    draft.read(Place::Form, form_urlencoded::parse(form.as_bytes()));
    draft
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_a_draft_nor_its_exchange_prints_a_value(value in "Q[A-Za-z0-9_]{31,60}") {
        let world = World::new();
        let giveaway = &value[..GIVEAWAY];
        for endpoint in Endpoint::ALL {
            let draft = draft(endpoint.path(), &value);
            prop_assert!(!format!("{draft:?}").contains(giveaway), "{draft:?}");

            let answer = Answer::of(StatusCode::OK, &http::HeaderMap::new());
            let mut recorder = Recorder::default();
            let exchange = world.idp.read(|env| recorder.close(draft, answer, env)).expect("kept");
            let json = serde_json::to_string(&exchange).expect("plain data");
            prop_assert!(!format!("{exchange:?}{json}{recorder:?}").contains(giveaway), "{json}");
        }
    }
}

#[test]
fn a_draft_keeps_what_the_property_looks_for() {
    let value = "Q".repeat(40);

    let draft = draft("/oauth/token", &value);

    let printed = format!("{draft:?}");
    for word in ["ClientSecret", "CodeVerifier", "SessionCookie", "…QQQQ"] {
        assert!(printed.contains(word), "{word}\n{printed}");
    }
}
