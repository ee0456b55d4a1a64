//! Addresses that are not served, and the headers of every answer.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use super::{ACME, get};
use crate::http::{Fake, sent};

#[test]
fn what_scalekit_has_is_501_and_what_it_does_not_have_is_404_in_the_gateways_words() {
    let fake = Fake::start();
    let token = format!("/api/v1/tokens/api_{}", "A".repeat(40));

    let paths = ["/api/v1/tools", "/api/v1/organisations", "/api/v1", "/api/v1/", &token];
    let answers = paths.map(|path| get(&fake, path).to_string());

    insta::assert_snapshot!(answers.join("\n\n"));
    insta::assert_snapshot!(fake.idp.journal());
}

#[test]
fn a_method_that_an_address_does_not_have_is_405_with_those_it_has() {
    let fake = Fake::start();
    let methods = |path: &str| {
        let answer = fake.manage(Method::DELETE, path, &json!({}));
        assert_eq!(answer.status, 405, "{path}");
        answer.header("allow").map(str::to_owned)
    };

    assert_eq!(methods("/api/v1/sessions/ses_1").as_deref(), Some("GET"));
    assert_eq!(methods("/api/v1/tools").as_deref(), Some("GET, POST, PUT"));
}

/// `curl -d` calls every body a form.
#[test]
fn a_body_of_any_content_type_is_read_as_json() {
    let fake = Fake::start();
    for kind in ["application/x-www-form-urlencoded", "text/plain", "application/json; charset=x"] {
        let request = fake.request(Method::POST, "/api/v1/organizations");
        let request = request.bearer_auth(fake.own_token()).header(CONTENT_TYPE, kind);

        let answer = sent(request.body(r#"{"display_name": "Initech"}"#));

        assert_eq!(answer.status, 201, "{kind}");
        assert_eq!(answer.json()["organization"]["display_name"], "Initech");
    }
}

#[test]
fn a_caller_without_a_good_token_is_challenged() {
    let fake = Fake::start();
    let with = |token: &str| {
        let answer = sent(fake.request(Method::GET, ACME).bearer_auth(token));
        (answer.status, answer.header("www-authenticate").unwrap_or_default().to_owned())
    };

    let (nobody, (status, challenge)) = (fake.get(ACME), with("x.y.z"));

    assert_eq!((nobody.status, nobody.header("www-authenticate")), (401, Some("Bearer")));
    assert_eq!(status, 401);
    assert!(challenge.starts_with("Bearer error=\"invalid_token\", "), "{challenge}");
}

#[test]
fn every_answer_has_a_trace_id_of_its_own_which_no_id_depends_on() {
    let fakes = [Fake::start(), Fake::start()];
    let tokens = [0, 1].map(|which| fakes[which].own_token());
    let send = |which: usize, method: Method, path: &str| {
        let request = fakes[which].request(method, path).bearer_auth(&tokens[which]);
        sent(request.body(r#"{"display_name": "Initech"}"#))
    };
    let trace = |which: usize, path: &str| {
        let answer = send(which, Method::GET, path);
        assert_eq!(
            answer.header("cache-control"),
            Some("no-cache, no-store, must-revalidate"),
            "{path}"
        );
        answer.header("x-trace-id").expect("it is numbered").to_owned()
    };

    let traces =
        [ACME, ACME, "/api/v1/organizations/org_1", "/api/v1/nowhere"].map(|path| trace(0, path));

    for (index, id) in traces.iter().enumerate() {
        assert!(id.len() == 32 && id.bytes().all(|octet| octet.is_ascii_hexdigit()), "{id}");
        assert!(!traces[..index].contains(id), "{id} came twice");
    }
    assert_eq!(trace(1, ACME), traces[0], "they are the same in every run");
    let made = [0, 1].map(|which| {
        let answer = send(which, Method::POST, "/api/v1/organizations").json();
        answer["organization"]["id"].as_str().expect("it is made").to_owned()
    });
    assert_eq!(made[0], made[1], "however often somebody looked before");
}
