//! The refusals that all endpoints with forms and client authentication share.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};

use crate::http::{Answer, Fake, SPA, WEB, sent};

const ENDPOINTS: [&str; 3] = ["/oauth/token", "/oauth/introspect", "/revoke"];

/// Bytes of the longest form that is read.
const LONGEST_FORM: usize = 64 * 1024;

fn basic(request: RequestBuilder, credentials: &str) -> RequestBuilder {
    request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(credentials)))
}

fn of_type(fake: &Fake, path: &str, media_type: &str, body: String) -> RequestBuilder {
    fake.request(Method::POST, path).header(CONTENT_TYPE, media_type).body(body)
}

/// Describes a refusal: status, challenge, error and description.
fn describe(case: &str, refused: &Answer) -> String {
    assert_eq!(refused.header("cache-control"), Some("no-store"), "{case}: {refused}");
    let challenge = refused.header("www-authenticate").map_or("", |_| " Basic");
    let body = refused.json();
    let [error, description] = ["error", "error_description"].map(|name| body[name].to_string());
    format!("{case}: {}{challenge} {error} {description}", refused.status)
}

#[test]
fn each_refuses_a_client_and_a_form_that_are_not_clear() {
    let fake = Fake::start();
    let id = "client_id=skc_100000000000000001";
    let token = "grant_type=client_credentials&token=x";
    let json = "application/json";
    let form = |path: &str, form: &str| fake.form(path, &format!("{token}&{form}"));
    let refusals = ENDPOINTS.map(|path| {
        let cases = [
            ("nobody", form(path, "")),
            ("unknown", form(path, "client_id=skc_1")),
            ("no secret", form(path, id)),
            ("wrong secret", form(path, &format!("{id}&client_secret=wrong"))),
            ("public with secret", form(path, &format!("{SPA}&client_secret=x"))),
            ("secret alone", form(path, "client_secret=x")),
            ("bad Basic", basic(form(path, ""), "no colon")),
            ("both methods", basic(form(path, WEB), "skc_100000000000000001:x")),
            ("two clients", basic(form(path, SPA), "skc_100000000000000001:x")),
            ("client twice", form(path, &format!("{WEB}&{SPA}"))),
            ("JSON", of_type(&fake, path, json, "{}".to_owned())),
            ("too long", fake.form(path, &"a".repeat(LONGEST_FORM + 1))),
        ];
        cases.map(|(case, request)| describe(case, &sent(request))).join("\n")
    });

    insta::assert_snapshot!(refusals[0], @r#"
    nobody: 401 Basic "invalid_client" "no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic"
    unknown: 401 Basic "invalid_client" "there is no client `skc_1` in this environment"
    no secret: 401 Basic "invalid_client" "this client has a secret and must authenticate with it"
    wrong secret: 401 Basic "invalid_client" "the client secret is wrong"
    public with secret: 401 Basic "invalid_client" "this client is public: it has no secret, and must not send one"
    secret alone: 401 Basic "invalid_client" "client_secret came without client_id"
    bad Basic: 401 Basic "invalid_client" "the Basic credentials are not the base64 of `client_id:client_secret`, each form-encoded (RFC 6749 section 2.3.1)"
    both methods: 400 "invalid_request" "the client authenticated twice, in the form and by HTTP Basic; RFC 6749 section 2.3 allows one method"
    two clients: 400 "invalid_request" "client_id in the form and in the Basic credentials differ"
    client twice: 400 "invalid_request" "client_id came more than once; RFC 6749 section 3.1 allows a parameter once"
    JSON: 400 "invalid_request" "the body is application/json; send application/x-www-form-urlencoded"
    too long: 413 "invalid_request" "the body is longer than 65536 bytes"
    "#);
    for (path, refused) in ENDPOINTS.iter().zip(&refusals) {
        assert_eq!(refused, &refusals[0], "{path}");
    }
}

#[test]
fn a_form_without_a_type_or_with_a_charset_is_read() {
    let fake = Fake::start();
    let form = format!("{WEB}&grant_type=client_credentials");
    let charset = "application/x-www-form-urlencoded; charset=UTF-8";

    let untyped = sent(fake.request(Method::POST, "/oauth/token").body(form.clone()));
    let with_charset = sent(of_type(&fake, "/oauth/token", charset, form));

    assert_eq!((untyped.status, with_charset.status), (200, 200));
}
