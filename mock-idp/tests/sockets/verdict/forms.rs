//! The verdict in the form that `format` names, or else `Accept`.

use mock_idp::{Control, MockIdp, printable};
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
fn the_page_to_keep_is_under_a_policy_that_lets_it_load_nothing() {
    let app = Application::start();
    app.signs_out_by_its_server();

    let page = verdict(&app.idp, "?weight=fault&format=html", "*/*");

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
    assert!(!page.body.contains("/_mock/") && !page.body.contains("/assets/"), "{page}");
}

#[test]
fn a_browser_gets_the_verdict_among_the_other_pages() {
    let app = Application::start();
    app.signs_out_by_its_server();

    let page = verdict(&app.idp, "?weight=fault", BROWSER);

    let parsed = Html::parse_document(&page.body);
    let count = |css: &str| parsed.select(&Selector::parse(css).expect("a selector")).count();
    assert_eq!(count("header nav a"), 8, "{page}");
    assert_eq!(count("header nav a[href='/_mock/verdict'][aria-current=page]"), 1, "{page}");
    assert_eq!(count("link[href='/assets/style.css']"), 1, "{page}");
    assert_eq!(count("main > details[open] > summary code"), 1, "{page}");
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

/// Requests exchanges, and holds the answer against the document.
#[track_caller]
fn exchanges(idp: &MockIdp, path: &str, accept: &str) -> Answer {
    let answer =
        sent(client().get(format!("{}{path}", idp.control_url())).header("accept", accept));
    if accept != BROWSER || answer.status == 200 {
        document::holds(&Method::GET, path, &answer);
    }
    answer
}

#[test]
fn exchanges_are_json_a_text_or_a_page_and_so_is_each_of_them() {
    let app = Application::start();
    app.signs_out_by_its_server();
    let last = app.idp.exchanges().last().expect("a logout").number;
    let one = format!("/exchanges/{last}");

    let text = exchanges(&app.idp, "/exchanges", "text/plain");
    let page = exchanges(&app.idp, "/exchanges", BROWSER);
    let story = exchanges(&app.idp, &one, "text/plain");
    let page_of_one = exchanges(&app.idp, &one, BROWSER);

    let line = format!("#{last}  00:00  GET /oidc/logout by ");
    assert!(text.body.contains(&line) && story.body.contains(&line), "{text} {story}");
    assert!(story.body.contains("      with        id_token_hint ("), "{story}");
    let anchor = Selector::parse(&format!("#exchange-{last} a[href='/_mock{one}']")).expect("one");
    assert_eq!(Html::parse_document(&page.body).select(&anchor).count(), 1, "{page}");
    assert!(page_of_one.body.contains("<dt>with</dt><dd>id_token_hint ("), "{page_of_one}");
    assert_eq!(exchanges(&app.idp, &one, "*/*").json()["number"], last);
}

#[test]
fn an_exchange_that_is_not_there_is_refused_with_those_that_are() {
    let app = Application::start();

    let none = exchanges(&app.idp, "/exchanges/3", "*/*");
    app.signs_out_by_its_server();
    let refused = ["/exchanges/99", "/exchanges/first", "/exchanges/0"]
        .map(|path| exchanges(&app.idp, path, "text/plain"));

    assert_eq!(none.json()["error_description"], "no exchange 3; there is none yet");
    for refused in refused {
        assert_eq!(refused.status, 404);
        assert!(refused.body.contains("those that are kept are 1 to "), "{refused}");
    }
    assert_eq!(exchanges(&app.idp, "/exchanges/99", BROWSER).status, 404);
}

#[test]
fn the_verdicts_page_leads_to_the_exchanges_that_it_names() {
    let app = Application::start();
    app.signs_out_by_its_server();
    let finding = app.idp.verdict().finding("logout-by-navigation").expect("a fault").clone();

    let page = Html::parse_document(&verdict(&app.idp, "", BROWSER).body);
    let file = app.idp.verdict().to_html();

    for number in finding.evidence {
        let link = format!(".evidence a[href='/_mock/exchanges/{number}']");
        assert_ne!(page.select(&Selector::parse(&link).expect("one")).count(), 0, "{number}");
    }
    assert!(!file.contains("/_mock/"), "a file leads nowhere");
}

#[test]
fn nothing_that_a_test_sends_steers_what_shows_it() {
    let steering = "\u{202e}a\u{2066}b\u{2028}c\u{1b}[31m\u{0}\u{200f}d";
    let app = Application::start();
    let note = serde_json::json!({ "text": steering });
    let noted = client().post(format!("{}/notes", app.idp.control_url())).json(&note);
    assert_eq!(sent(noted).status, 200);
    app.signs_out_by_its_server();

    for format in ["json", "text", "html", "sarif", "junit"] {
        let shown = verdict(&app.idp, &format!("?format={format}"), "*/*").body;
        for line in shown.lines() {
            assert_eq!(printable(line), line, "{format}");
        }
        assert!(shown.contains("\u{fffd}a\u{fffd}b c\u{fffd}[31m\u{fffd}\u{fffd}d"), "{shown}");
    }
}

#[test]
fn a_practice_that_nobody_exercised_is_skipped_with_what_was_missing() {
    let app = Application::start();
    app.signs_out_by_its_server();

    let report = verdict(&app.idp, "?format=junit", "*/*").body;
    let page = verdict(&app.idp, "?format=html", "*/*").body;

    for (slug, missing) in [
        ("one-renewal", "no client renewed tokens"),
        ("landing-page-waits", "no browser was led back after a sign-out"),
        ("working-sdk-version", "no request came from an official SDK"),
    ] {
        let case = report.split("<testcase ").find(|case| case.contains(slug)).expect("a case");
        assert!(case.contains(&format!("<skipped message=\"{missing}\"/>")), "{case}");
        assert!(page.contains(&format!("Not looked at: {missing}.")), "{missing}");
    }
    let held = report.split("<testcase ").find(|case| case.contains("\"pkce\"")).expect("a case");
    assert!(!held.contains("<skipped"), "{held}");
}
