//! The journal in the form that `Accept` names: JSON, text, or a page.

use mock_idp::{Control, Seed};
use reqwest::Method;
use scraper::{Html, Selector};

use crate::http::{Answer, Fake, builder, sent};
use crate::raw::{got_raw, status};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const TOKEN: &str = "a-token-of-the-tests-own";

fn accepting(fake: &Fake, accept: &str, query: &str) -> Answer {
    sent(fake.request(Method::GET, &format!("/_mock/journal{query}")).header("accept", accept))
}

fn page(fake: &Fake, query: &str) -> Answer {
    accepting(fake, BROWSER, query)
}

/// Returns what an attribute of the first such element says.
fn attribute(answer: &Answer, css: &str, name: &str) -> Option<String> {
    let page = Html::parse_document(&answer.body);
    let found = page.select(&Selector::parse(css).expect("a selector")).next()?;
    found.attr(name).map(str::to_owned)
}

/// Returns the ids of the entries, in the order of the page.
fn entries(answer: &Answer) -> Vec<String> {
    let page = Html::parse_document(&answer.body);
    let rows = Selector::parse("ol > li").expect("a selector");
    page.select(&rows).filter_map(|row| row.attr("id")).map(str::to_owned).collect()
}

#[test]
fn a_browser_gets_a_page_with_the_newest_first() {
    let fake = Fake::start();
    fake.alice();
    fake.post("/oauth/token", "");

    let page = page(&fake, "");

    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let folded = Selector::parse("ol details:not([open])").expect("a selector");
    assert_eq!(Html::parse_document(&page.body).select(&folded).count(), 8);
    let text: Vec<String> = page
        .page_text()
        .lines()
        .map(str::to_owned)
        .filter(|line| !line.starts_with(['{', '}', ' ', '"', ']']))
        .collect();
    let times = regex::Regex::new(r"(?m)^\d\d:\d\d:\d\d$").expect("a pattern");
    insta::assert_snapshot!(times.replace_all(&text.join("\n"), "HH:MM:SS"), @"
    Journal
    All that happened here, the newest first. Times are in UTC, by the environment's own clock.
    Reload
    Event
    Text
    Find
    HH:MM:SS
    token.refused
    invalid_client: no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic
    Entry
    8
    HH:MM:SS
    tokens.issued
    alice@acme.example
    Acme web: access, id, refresh
    Entry
    7
    HH:MM:SS
    authorization_code.redeemed
    alice@acme.example
    Acme web
    Entry
    6
    HH:MM:SS
    authorization_code.issued
    alice@acme.example
    Acme web: openid profile email offline_access
    Entry
    5
    HH:MM:SS
    user.login
    alice@acme.example
    in Acme
    Entry
    4
    HH:MM:SS
    verdict.finding
    Acme web
    advice pkce: the authorization request has no code_challenge
    Entry
    3
    HH:MM:SS
    verdict.finding
    Acme web
    doubt state-is-new: the state is shorter than 22 characters; all is well if the application compares the nonce with that of the ID token
    Entry
    2
    HH:MM:SS
    authorization.requested
    Acme web
    openid profile email offline_access
    Entry
    1
    HH:MM:SS
    Entry
    0
    ");
    let events = attribute(&page, "ol", "data-events").expect("it is live");
    assert_eq!(events, "/_mock/journal/events?from=9");
}

#[test]
fn text_is_the_story() {
    let fake = Fake::start();
    fake.alice();

    let text = accepting(&fake, "text/plain", "");
    let some = accepting(&fake, "text/plain", "?event=user.*");

    assert_eq!(text.header("content-type"), Some("text/plain; charset=utf-8"));
    let times = mock_idp::JOURNAL_TIMES;
    assert_eq!(text.body, format!("{times}\n\n{}", fake.idp.journal()));
    insta::assert_snapshot!(some, @"
    200
    cache-control: no-store

    Times are minutes:seconds since the environment began, by its own clock.

    00:00  user.login                   alice@acme.example in Acme
    ");
}

#[test]
fn whoever_names_no_form_gets_json_to_the_byte() {
    let fake = Fake::start();
    fake.alice();
    let head = |accept: &[&str]| {
        let answer = got_raw(&fake.idp, "/_mock/journal", &[&["Host: localhost"], accept].concat());
        assert_eq!(status(&answer), 200);
        assert!(answer.contains("content-type: application/json\r\n"), "{answer}");
        answer
    };

    let nothing = head(&[]);

    for accept in ["*/*", "application/json", "application/json, text/plain, */*", "image/png"] {
        assert_eq!(head(&[&format!("Accept: {accept}")]), nothing, "{accept}");
    }
}

#[test]
fn a_filter_selects_and_stays_filled_in() {
    let fake = Fake::start();
    fake.alice();
    fake.idp.sign_in("bob@acme.example").code().expect("he may");

    let some = page(&fake, "?event=user.*&text=ALICE");
    let untouched = page(&fake, "?event=&text=");
    let nothing = page(&fake, "?text=%22%3E%3Cscript%3E");

    assert_eq!(entries(&some), ["entry-4"]);
    assert_eq!(attribute(&some, "#event", "value").as_deref(), Some("user.*"));
    assert_eq!(attribute(&some, "#text", "value").as_deref(), Some("ALICE"));
    let events = attribute(&some, "ol", "data-events");
    let expected = "/_mock/journal/events?event=user.*&text=ALICE&from=10";
    assert_eq!(events.as_deref(), Some(expected));
    assert_eq!(entries(&untouched).len(), 9);
    assert_eq!(entries(&nothing), [""; 0]);
    assert!(nothing.body.contains("Nothing like that has happened yet."));
}

#[test]
fn a_filter_that_is_none_is_said_beside_the_field() {
    let fake = Fake::start();

    let unknown = page(&fake, "?event=usr.*");
    let malformed = page(&fake, "?from=x");

    assert_eq!((unknown.status, malformed.status), (400, 400));
    assert!(unknown.body.contains("No event is called usr.*. Did you mean user.*?"));
    assert_eq!(attribute(&unknown, "#event", "aria-invalid").as_deref(), Some("true"));
    assert!(malformed.body.contains("from is a whole number from 0 on"));
}

#[test]
fn a_long_journal_comes_in_pages() {
    let fake = Fake::start();
    for _ in 0..450 {
        assert!(fake.idp.sign_in_next_as("nobody@acme.example").is_err());
    }
    let earlier = |answer: &Answer| {
        let link = attribute(answer, "ol ~ p > a", "href");
        link.map(|link| link.strip_prefix("/_mock/journal").expect("here").to_owned())
    };
    let ends = |answer: &Answer| {
        let entries = entries(answer);
        (entries.len(), entries.first().cloned().unwrap_or_default())
    };

    let first = page(&fake, "?event=control.*");
    let second = page(&fake, &earlier(&first).expect("there are more"));
    let third = page(&fake, &earlier(&second).expect("there are more"));

    assert_eq!(ends(&first), (200, "entry-450".to_owned()));
    assert_eq!(ends(&second), (200, "entry-250".to_owned()));
    assert_eq!(ends(&third), (50, "entry-50".to_owned()));
    assert_eq!(earlier(&third), None);
    assert_eq!(attribute(&second, "ol", "data-events"), None, "what comes is not among them");
    let json = fake.see("/journal?before=3");
    assert_eq!(
        (json["entries"].as_array().map(Vec::len), &json["last_seq"]),
        (Some(2), &450.into())
    );
}

#[test]
fn a_person_has_no_token_to_show_and_a_program_has() {
    let fake = Fake::built(builder(Seed::default()).control(Control::with_token(TOKEN)));
    let off = Fake::built(builder(Seed::default()).control(Control::Off));
    let called = |fake: &Fake, accept: &str, host: &str| {
        let head = [&format!("Host: {host}") as &str, &format!("Accept: {accept}")];
        status(&got_raw(&fake.idp, "/_mock/journal", &head))
    };
    let events = |fake: &Fake, host: &str| {
        let path = "/_mock/journal/events?limit=1";
        status(&got_raw(&fake.idp, path, &[&format!("Host: {host}")]))
    };

    assert_eq!(called(&fake, BROWSER, "localhost"), 200);
    assert_eq!(called(&fake, "*/*", "localhost"), 401);
    assert_eq!(called(&fake, "text/plain", "localhost"), 401);
    assert_eq!(events(&fake, "localhost"), 400, "it is let in, and has no such parameter");
    assert_eq!([called(&fake, BROWSER, "evil.example"), events(&fake, "evil.example")], [403, 403]);
    assert_eq!([called(&off, BROWSER, "localhost"), events(&off, "localhost")], [404, 404]);
}

#[test]
fn a_person_who_is_refused_reads_a_page() {
    let fake = Fake::start();

    let refused =
        got_raw(&fake.idp, "/_mock/journal", &["Host: evil.example", "Accept: text/html"]);

    assert_eq!(status(&refused), 403);
    assert!(refused.contains("content-type: text/html"), "{refused}");
}

#[test]
fn the_script_of_the_page_is_there_and_the_documents_forms_are() {
    let fake = Fake::start();

    let script = fake.get("/assets/journal.js");
    let document = fake.get("/_mock/openapi.json").json();

    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    let forms = &document["paths"]["/_mock/journal"]["get"]["responses"]["200"]["content"];
    let forms: Vec<&String> = forms.as_object().expect("forms").keys().collect();
    assert_eq!(forms, ["application/json", "text/html", "text/plain"]);
    let events = &document["paths"]["/_mock/journal/events"]["get"]["responses"]["200"]["content"];
    assert!(events["text/event-stream"].is_object(), "{events}");
}
