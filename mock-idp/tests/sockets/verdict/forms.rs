//! The verdict in the form that `format` names, or else `Accept`.

use mock_idp::{Control, MockIdp};
use reqwest::Method;
use scraper::{Html, Selector};

use super::application::Application;
use crate::control::document;
use crate::http::{Answer, client, sent};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const TOKEN: &str = "a-token-of-the-tests-own";

/// Requests the verdict, and holds an answer that is no page's refusal against the document.
#[track_caller]
fn verdict(idp: &MockIdp, query: &str, accept: &str) -> Answer {
    let path = format!("/verdict{query}");
    let answer =
        sent(client().get(format!("{}{path}", idp.control_url())).header("accept", accept));
    if answer.status == 200 {
        document::holds(&Method::GET, &path, &answer);
    }
    answer
}

#[test]
fn each_form_has_its_media_type_and_is_chosen_by_name_or_by_accept() {
    let app = Application::start();
    app.signs_out_by_its_server();

    for (query, accept, media_type, has) in [
        ("", "*/*", "application/json", "{\"findings\":["),
        ("", "image/png", "application/json", "{\"findings\":["),
        ("", "application/json, text/plain, */*", "application/json", "{\"findings\":["),
        ("", "text/plain", "text/plain; charset=utf-8", "\n  fault  logout-by-navigation "),
        ("", "application/sarif+json", "application/sarif+json", "\"uri\": \"mock-idp.toml\""),
        ("?anchor=app.py:7", "application/sarif+json", "application/sarif+json", "\"app.py\""),
        ("", "application/xml", "application/xml", "<failure type=\"fault\""),
        ("", "text/xml", "text/xml; charset=utf-8", "<failure type=\"fault\""),
        ("", BROWSER, "text/html; charset=utf-8", "<summary><span class=\"weight fault\">"),
        ("?format=json", BROWSER, "application/json", "{\"findings\":["),
        ("?format=text", "*/*", "text/plain; charset=utf-8", "\n  fault  logout-by-navigation "),
        ("?format=sarif&anchor=app.py:7", "*/*", "application/sarif+json", "\"app.py\""),
        ("?format=junit", "text/plain", "application/xml", "<failure type=\"fault\""),
        ("?format=html", "*/*", "text/html; charset=utf-8", "<!doctype html>"),
    ] {
        let answer = verdict(&app.idp, query, accept);
        assert_eq!(answer.header("content-type"), Some(media_type), "{query} {accept}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{query} {accept}");
        assert!(answer.body.contains(has), "{query} {accept}: {answer}");
    }
}

#[test]
fn the_page_is_the_report_under_a_policy_that_lets_it_load_nothing() {
    let app = Application::start();
    app.signs_out_by_its_server();

    let page = verdict(&app.idp, "?weight=fault", BROWSER);

    assert_eq!(
        page.header("content-security-policy"),
        Some(
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    );
    let parsed = Html::parse_document(&page.body);
    let open = Selector::parse("details[open] > summary code").expect("a selector");
    let slugs: Vec<String> = parsed.select(&open).map(|code| code.text().collect()).collect();
    assert_eq!(slugs, ["logout-by-navigation"]);
}

#[test]
fn a_person_who_mistypes_reads_a_page_and_a_program_json() {
    let app = Application::start();

    let person = verdict(&app.idp, "?weight=heavy", BROWSER);
    let program = verdict(&app.idp, "?weight=heavy", "*/*");

    assert_eq!((person.status, program.status), (400, 400));
    assert_eq!(person.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(person.body.contains("weight is one of fault, doubt, advice"), "{person}");
    assert_eq!(program.json()["error"], "invalid_request");
}

#[test]
fn a_person_has_no_token_to_show_and_a_program_has() {
    let guarded = MockIdp::builder().control(Control::with_token(TOKEN));
    let idp = guarded.start().expect("a port is free");
    let status = |query: &str, accept: &str| verdict(&idp, query, accept).status;

    assert_eq!([status("", BROWSER), status("?format=html", "*/*")], [200, 200]);
    assert_eq!([status("", "*/*"), status("", "text/plain")], [401, 401]);
    assert_eq!([status("?format=json", BROWSER), status("?format=sarif", BROWSER)], [401, 401]);
}

#[test]
fn the_document_lists_the_forms() {
    let app = Application::start();

    let document = sent(client().get(format!("{}/openapi.json", app.idp.control_url()))).json();

    let operation = &document["paths"]["/_mock/verdict"]["get"];
    let forms = operation["responses"]["200"]["content"].as_object().expect("forms");
    let expected = [
        "application/json",
        "text/html",
        "text/plain",
        "application/sarif+json",
        "application/xml",
        "text/xml",
    ];
    assert_eq!(forms.keys().collect::<Vec<_>>(), expected);
    assert!(
        operation["description"].as_str().is_some_and(|text| text.contains("`Accept` chooses"))
    );
}
