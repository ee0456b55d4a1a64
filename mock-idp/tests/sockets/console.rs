//! The console: who sees it, and what its forms do.

use mock_idp::{Control, Seed, seed};
use reqwest::Method;
use reqwest::header::{ACCEPT, COOKIE};
use scraper::{ElementRef, Html, Selector};
use serde_json::json;
use url::form_urlencoded;

use crate::http::{AUTHORIZE, Answer, Fake, builder, sent};

const TOKEN: &str = "a-token-of-the-tests-own";

/// Chromium's `Accept` for a page.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

fn all<'a>(page: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(css).expect("a selector")).collect()
}

/// Returns the fields of the form that has the first button with this label.
fn form(page: &Answer, label: &str) -> String {
    let page = Html::parse_document(&page.body);
    let forms = all(&page, "form[action='/_mock/console']");
    let button = Selector::parse("button").expect("a selector");
    let form =
        forms.into_iter().find(|form| form.select(&button).any(|button| is_called(button, label)));
    let form = form.unwrap_or_else(|| panic!("no button {label}"));
    let mut fields = form_urlencoded::Serializer::new(String::new());
    for field in form.select(&Selector::parse("input").expect("a selector")) {
        let value = |name| field.attr(name).unwrap_or_default();
        fields.append_pair(value("name"), value("value"));
    }
    fields.finish()
}

/// Returns whether a button has this label; what it is about may follow.
fn is_called(button: ElementRef, label: &str) -> bool {
    button.text().next().is_some_and(|text| text.trim() == label)
}

/// Presses a button of the console, and returns the page that says what it did.
fn press(fake: &Fake, label: &str) -> Answer {
    let fields = form(&fake.get("/"), label);
    let done = fake.post("/_mock/console", &fields);
    assert_eq!(done.status, 303, "{label}: {done}");
    fake.get(&done.location())
}

fn done(page: &Answer) -> String {
    let page = Html::parse_document(&page.body);
    let said = all(&page, "#done");
    said.first().unwrap_or_else(|| panic!("nothing was said")).text().collect()
}

#[test]
fn each_button_does_what_it_says_and_the_page_says_what_it_did() {
    let fake = Fake::start();
    let labels = [
        "Sign in as",
        "Advance 6 minutes",
        "Advance a day",
        "Let it run",
        "Freeze",
        "Answer 503",
        "Forget",
        "Rotate the keys",
        "Reset",
    ];

    let said = labels.map(|label| (label, done(&press(&fake, label))));

    let at = regex::Regex::new(r"2026-\S+Z|snk_\d+").expect("a pattern");
    let lines = said.map(|(label, said)| format!("{label}: {}", at.replace(&said, "…")));
    insta::assert_snapshot!(lines.join("\n"), @"
    Sign in as: The next browser that an application sends comes as alice@acme.example: signed in, unless that person may not sign in. No page comes in between.
    Advance 6 minutes: The clock went ahead. It shows ….
    Advance a day: The clock went ahead. It shows ….
    Let it run: The clock runs again, from ….
    Freeze: The clock stands still at ….
    Answer 503: Fault 1 is planned.
    Forget: Fault 1 is no longer planned.
    Rotate the keys: … signs from now on. The keys before it stay published.
    Reset: The environment is as it was when it began: its people, its clock and its journal too.
    ");
}

#[test]
fn a_session_ends_by_its_buttons() {
    for (label, status) in
        [("End", "revoked"), ("Let it expire", "expired"), ("End all", "revoked")]
    {
        let fake = Fake::start();
        fake.alice();

        press(&fake, label);

        let statuses: Vec<_> =
            fake.idp.sessions().into_iter().map(|it| it.status(fake.idp.clock().now())).collect();
        assert_eq!(statuses.iter().map(|it| it.as_str()).collect::<Vec<_>>(), [status], "{label}");
        assert!(!form_is_there(&fake.get("/"), label), "{label}");
    }
}

fn form_is_there(page: &Answer, label: &str) -> bool {
    let page = Html::parse_document(&page.body);
    let buttons = all(&page, "form[action='/_mock/console'] button");
    buttons.into_iter().any(|button| is_called(button, label))
}

#[test]
fn the_clock_goes_to_what_falls_due_next() {
    let fake = Fake::start();
    assert!(!form_is_there(&fake.get("/"), "Advance to what falls due next"), "nothing falls due");
    fake.alice();

    press(&fake, "Advance to what falls due next");

    assert_eq!(fake.idp.counts().active_sessions, 0);
}

#[test]
fn what_was_refused_is_registered_by_one_click_and_works() {
    let fake = Fake::start();
    let authorize = AUTHORIZE.replace("auth/callback", "auth/callback/");

    let refused = fake.get(&authorize);

    let page = Html::parse_document(&refused.body);
    let marks: Vec<String> = all(&page, "mark").iter().map(|mark| mark.text().collect()).collect();
    assert_eq!(marks, ["/"], "{refused}");
    assert_eq!(all(&page, "a[href='/_mock/journal#entry-1']").len(), 1, "{refused}");
    let console = fake.get("/");
    let offers = all(&Html::parse_document(&console.body), ".primary").len();
    assert_eq!(
        offers, 1,
        "the console offers it once, where it says that it was refused: {console}"
    );
    assert!(form_is_there(&console, "Register this URI"));
    let journal = sent(fake.request(Method::GET, "/_mock/journal").header(ACCEPT, BROWSER));
    let who = all(&Html::parse_document(&journal.body), "#entry-1 .who")
        .iter()
        .flat_map(ElementRef::text)
        .collect::<String>();
    assert_eq!(who, "Acme web", "whose refusal it is: {journal}");
    let fields = form(&refused, "Register this URI");
    let said = fake.get(&fake.post("/_mock/console", &fields).location());
    assert_eq!(
        done(&said),
        "http://localhost:3000/auth/callback/ is a registered redirect URI now. Begin the sign-in again."
    );
    assert_eq!(fake.get(&authorize).status, 302);
    assert!(!form_is_there(&said, "Register this URI"), "it is registered");
    for path in ["/", "/_mock/verdict"] {
        let page = sent(fake.request(Method::GET, path).header(ACCEPT, BROWSER));
        let page = Html::parse_document(&page.body);
        let finding = all(&page, "#findings li, details").into_iter().find(|one| {
            one.text().collect::<String>().contains("the redirect_uri is not registered")
        });
        let finding = finding.unwrap_or_else(|| panic!("{path} has the finding: it was refused"));
        let says: String = finding.text().collect();
        assert!(says.contains("http://localhost:3000/auth/callback/"), "{path}: {says}");
        assert!(says.contains("since") || says.contains("Registered since"), "{path}: {says}");
    }
}

#[test]
fn an_address_for_after_a_logout_is_registered_too() {
    let fake = Fake::start();
    let requested =
        "client_id=skc_100000000000000001&post_logout_redirect_uri=http://localhost:3000/bye";
    let logout = format!("/oidc/logout?{requested}");

    let fields = form(&fake.get(&logout), "Register this URI");
    fake.post("/_mock/console", &fields);

    assert_eq!(fake.get(&logout).location(), "http://localhost:3000/bye");
}

#[test]
fn a_uri_that_nobody_can_register_is_not_offered() {
    let fake = Fake::start();

    let refused = fake.get(&AUTHORIZE.replace("auth/callback", "auth/callback?next=1"));

    assert_eq!(refused.status, 400);
    assert!(!form_is_there(&refused, "Register this URI"), "{refused}");
    assert!(!form_is_there(&fake.get("/"), "Register this URI"));
}

#[test]
fn a_form_that_is_refused_says_why_and_changes_nothing() {
    let fake = Fake::start();
    let post = |fields: &str, site: &str| {
        let form = fake.form("/_mock/console", fields).header(ACCEPT, BROWSER);
        sent(form.header("sec-fetch-site", site))
    };
    let freeze = "call=POST+/clock&body={\"frozen\":true}";

    for (fields, site, status) in [
        (freeze, "cross-site", 403),
        (freeze, "same-site", 403),
        ("call=POST+/clock&body={\"frozen\":1}", "same-origin", 400),
        ("call=POST+/sessions/ses_1/revoke", "same-origin", 404),
        ("call=POST+/nothing", "same-origin", 404),
        ("call=GET+/seed", "same-origin", 400),
        ("call=POST+http://evil.example/", "same-origin", 400),
        ("call=POST+/clock&body=no", "same-origin", 400),
        ("", "same-origin", 400),
    ] {
        let refused = post(fields, site);
        assert_eq!(refused.status, status, "{fields} of {site}: {refused}");
        assert!(refused.body.starts_with("<!doctype html>"), "{fields}: {refused}");
    }
    let of_another = fake.form("/_mock/console", freeze).header("origin", "http://evil.example");
    assert_eq!(sent(of_another).status, 403);
    assert_eq!(post(freeze, "same-origin").status, 303);
}

#[test]
fn a_token_is_taken_once_and_a_cookie_opens_the_console_from_then_on() {
    let fake = Fake::built(builder(Seed::default()).control(Control::with_token(TOKEN)));
    let quiet = fake.get("/");
    let wrong = fake.post("/_mock/console/token", "token=another-token-of-tests");
    let without = fake.post("/_mock/console", "call=POST+/clock&body={\"frozen\":true}");

    let right = fake.post("/_mock/console/token", &format!("token={TOKEN}"));

    let cookie = right.cookie();
    assert_eq!((wrong.status, without.status, right.status), (401, 401, 303));
    assert!(!cookie.contains(TOKEN), "{cookie}");
    let secret = "test_acme_web_secret_not_for_production";
    assert!(quiet.body.contains("/_mock/console/token") && !quiet.body.contains(secret), "{quiet}");
    let console = fake.get_with(&cookie, "/");
    assert!(console.body.contains(secret) && !console.body.contains(TOKEN));
    assert!(console.body.contains("$MOCK_IDP_CONTROL_TOKEN"));
    let freeze = form(&console, "Advance a day");
    let advance = |cookie: &str| sent(fake.form("/_mock/console", &freeze).header(COOKIE, cookie));
    assert_eq!(advance(&cookie).status, 303);
    assert_eq!(advance(&format!("{cookie}x")).status, 401);
    assert_eq!(fake.get_with(&cookie, "/_mock/seed").status, 200);
    assert!(!fake.idp.journal().contains(TOKEN));
}

#[test]
fn without_a_control_api_nothing_offers_a_change() {
    let fake = Fake::built(builder(Seed::default()).control(Control::Off));

    let home = fake.get("/");
    let refused = fake.get(&AUTHORIZE.replace("auth/callback", "callback"));

    for page in [&home, &refused] {
        assert!(!page.body.contains("<form") && !page.body.contains("/_mock"), "{page}");
    }
    assert_eq!(fake.post("/_mock/console", "call=POST+/reset&body={}").status, 404);
    assert_eq!(fake.post("/_mock/console/token", "token=").status, 404);
    assert_eq!(fake.get("/_mock/console/events").status, 404);
}

#[test]
fn of_five_hundred_people_the_first_twenty_are_shown_and_a_filter_finds_the_others() {
    let person = |number: usize| seed::User::new(format!("p{number:03}@acme.example"));
    let seed = (0..500).fold(Seed::default(), |seed, number| seed.user(person(number)));
    let fake = Fake::with(seed);
    let people = |page: &Answer| {
        let page = Html::parse_document(&page.body);
        all(&page, "#all-people > .line").len()
    };

    let first = fake.get("/");
    let found = fake.get("/?who=p499");

    assert_eq!((people(&first), people(&found)), (20, 1));
    assert!(found.body.contains("p499@acme.example"));
    assert!(first.body.len() < 200_000, "{} bytes", first.body.len());
}

#[test]
fn the_control_api_registers_what_a_button_registers() {
    let fake = Fake::start();
    let register = |client: &str, list: &str, uri: &str| {
        let path = format!("/clients/{client}/{list}");
        fake.control(&Method::POST, &path, &json!({ "uri": uri }))
    };

    let first = register("Acme%20web", "redirect_uris", "http://localhost:3000/second").json();
    let again = register("Acme%20web", "redirect_uris", "http://localhost:3000/second").json();
    let logout = register(
        "skc_100000000000000001",
        "post_logout_redirect_uris",
        "http://localhost:3000/bye",
    );
    let malformed = register("Acme%20web", "redirect_uris", "/relative");
    let nobody = register("Nobody", "redirect_uris", "http://localhost:3000/second");

    assert_eq!(first["uris"], again["uris"]);
    assert_eq!(
        first["uris"].as_array().expect("a list").last(),
        Some(&json!("http://localhost:3000/second"))
    );
    assert_eq!((logout.status, malformed.status, nobody.status), (200, 400, 404));
    assert_eq!(fake.idp.journal().matches("client.updated").count(), 2, "once each");
    fake.idp.register_redirect_uri("Acme web", "http://localhost:3000/third").expect("a URI");
    let after = fake.idp.register_post_logout_redirect_uri("Nobody", "http://localhost:3000/");
    assert!(after.is_err());
    assert!(fake.get("/").page_text().contains("http://localhost:3000/third"));
}
