//! Accessibility: browser tests and screen readers can use every page.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Html, Selector};

use super::sample;

#[test]
fn every_page_has_its_landmarks_and_one_heading_and_says_that_it_is_a_fake() {
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);

        for once in [
            "html[lang=en]",
            "meta[name=viewport][content='width=device-width, initial-scale=1']",
            "title",
            "body > header",
            "body > main#main",
            "body > main > h1",
            "h1",
            "body > footer",
        ] {
            assert_eq!(all(&page, once).len(), 1, "{name}: {once}");
        }
        let header = text(all(&page, "header")[0]);
        if is_own(name) {
            assert!(header.contains("mock Scalekit 127.0.0.1:8"), "{name}: {header}");
        } else {
            assert_eq!(header, "mock Scalekit · for development", "{name}");
        }
    }
}

#[test]
fn each_page_of_our_own_leads_to_the_others_and_says_which_it_is() {
    let places =
        |page: &Html, css: &str| -> Vec<String> { all(page, css).into_iter().map(text).collect() };
    let mut here = BTreeSet::new();
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);
        let all_places = places(&page, "header > nav > a");
        if !is_own(name) {
            assert_eq!(all_places, [""; 0], "{name}: people sign in here");
            continue;
        }
        let [before, ..] = &all(&page, "header > a")[..] else { panic!("{name}") };
        assert_eq!(before.attr("href"), Some("#main"), "{name}: the keyboard passes them over");
        assert_eq!(all(&page, "header > a.home[href='/']").len(), 1, "{name}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(all_places.join(", "), @"Console, Theatre, Journal, Exchanges, Verdict, Mailbox, Lessons, Logout help");
        }
        let current = places(&page, "header > nav > a[aria-current=page]");
        assert_eq!(current.len(), 1, "{name}");
        here.extend(current);
    }
    let here: Vec<String> = here.into_iter().collect();
    insta::assert_snapshot!(here.join(", "), @"Console, Exchanges, Journal, Lessons, Logout help, Mailbox, Verdict");
}

#[test]
fn titles_distinguish_pages() {
    let titles: BTreeSet<String> = sample::pages()
        .iter()
        .map(|(_, html)| text(all(&Html::parse_document(html), "title")[0]))
        .collect();

    insta::assert_snapshot!(titles.into_iter().collect::<Vec<_>>().join("\n"), @"
    A sign-out, done right · mock Scalekit
    Admin portal of Acme · mock Scalekit
    Choose an organization for Acme web · mock Scalekit
    Console · mock Scalekit
    Create an account for Acme web · mock Scalekit
    Enter the code for Acme web · mock Scalekit
    Error: Create an account for Acme web · mock Scalekit
    Error: Enter the code for Acme web · mock Scalekit
    Error: Home · mock Scalekit
    Error: Journal · mock Scalekit
    Error: Sign in at Okta · mock Scalekit
    Error: Sign in to Acme web · mock Scalekit
    Exchange 7 · mock Scalekit
    Exchanges · mock Scalekit
    Home · mock Scalekit
    Journal · mock Scalekit
    Lessons · mock Scalekit
    Mailbox · mock Scalekit
    My logout does not work · mock Scalekit
    No session was ended · mock Scalekit
    Sign in at Okta · mock Scalekit
    Sign in to Acme web · mock Scalekit
    Signed out · mock Scalekit
    Start at Okta · mock Scalekit
    This redirect URI is not registered · mock Scalekit
    This sign-in is over · mock Scalekit
    Verdict · mock Scalekit
    Welcome to Acme · mock Scalekit
    You are signed in · mock Scalekit
    ");
}

#[test]
fn headings_leave_no_level_out() {
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);
        let levels: Vec<u8> = all(&page, "h1, h2, h3, h4")
            .iter()
            .map(|h| h.value().name().as_bytes()[1] - b'0')
            .collect();
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
    }
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);
        let ids: Vec<&str> =
            all(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();

        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        for reference in ["for", "aria-describedby", "aria-labelledby"] {
            for element in all(&page, &format!("[{reference}]")) {
                for id in element.attr(reference).unwrap_or_default().split_whitespace() {
                    assert!(
                        unique.contains(id),
                        "{name}: {reference} names {id}, which is nowhere"
                    );
                }
            }
        }
    }
}

/// Returns the pages that a person meets on the way to an application, in whose forms typing begins at once.
fn hosted() -> impl Iterator<Item = (&'static str, String)> {
    let is_ours = |name: &str| is_own(name) || name.starts_with("home_token");
    sample::pages().into_iter().filter(move |(name, _)| !is_ours(name))
}

/// Whether a page is one of those on which somebody works with the fake.
fn is_own(name: &str) -> bool {
    let own = ["console", "journal", "exchange", "verdict", "lesson", "why"];
    own.iter().any(|own| name.starts_with(own)) || name == "mailbox"
}

#[test]
fn every_field_has_a_label_and_says_what_may_fill_it() {
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);
        for field in all(&page, "input:not([type=hidden])") {
            let id = field.attr("id").expect("a field has an id");
            assert_eq!(all(&page, &format!("label[for={id}]")).len(), 1, "{name}: {id}");
            assert!(field.attr("autocomplete").is_some(), "{name}: {id}");
        }
    }
    for (name, html) in hosted() {
        let page = Html::parse_document(&html);
        let fields = all(&page, "input:not([type=hidden])").len();
        assert_eq!(
            all(&page, "[autofocus]").len(),
            fields.min(1),
            "{name} puts the caret where typing begins"
        );
    }
}

#[test]
fn an_error_is_announced_and_tied_to_its_field() {
    for (name, html) in sample::pages().into_iter().filter(|(name, _)| name.contains("_error")) {
        let page = Html::parse_document(&html);

        assert_eq!(all(&page, "#error[role=alert]").len(), 1, "{name}");
        assert_eq!(
            all(&page, "input[aria-invalid=true][aria-describedby~=error]").len(),
            1,
            "{name}"
        );
        assert!(text(all(&page, "title")[0]).starts_with("Error: "), "{name}");
    }
}

#[test]
fn the_fields_have_the_labels_that_scalekits_own_sample_looks_for() {
    let pages: Vec<Html> =
        sample::pages().iter().map(|(_, html)| Html::parse_document(html)).collect();
    for (field, label) in [("email", "Email"), ("code", "Verification code")] {
        let labels: Vec<String> = pages
            .iter()
            .flat_map(|page| all(page, &format!("label[for={field}]")))
            .map(text)
            .collect();
        assert!(!labels.is_empty() && labels.iter().all(|found| found == label), "{labels:?}");
    }
}

#[test]
fn continue_names_one_control_where_there_is_a_form_to_fill_and_none_elsewhere() {
    for (name, html) in hosted() {
        let page = Html::parse_document(&html);
        let named: Vec<String> = all(&page, "button, a, [role=button], input[type=submit]")
            .into_iter()
            .map(accessible_name)
            .collect();
        let about_continuing: Vec<&String> =
            named.iter().filter(|name| name.to_lowercase().contains("continue")).collect();

        let fillable = !all(&page, "input:not([type=hidden])").is_empty();
        let expected: &[&str] = if fillable { &["Continue"] } else { &[] };
        assert_eq!(about_continuing, expected, "{name}");
        assert!(named.iter().all(|name| !name.is_empty()), "{name}: {named:?}");
    }
}

#[test]
fn every_form_posts_the_request_that_it_belongs_to() {
    for (name, html) in hosted() {
        let page = Html::parse_document(&html);
        // A sign-in that begins at an identity provider has no authorization request yet.
        // What an error page offers is a call of the control API.
        let others = "form:not([action='/idp']):not([action='/_mock/console'])";
        for form in all(&page, others) {
            assert_eq!(form.attr("method"), Some("post"), "{name}");
            assert!(
                form.attr("action").is_some_and(|action| action.starts_with("/login/")),
                "{name}"
            );
            let carried: Vec<_> =
                form.select(&selector("input[type=hidden][name=request]")).collect();
            assert_eq!(carried.len(), 1, "{name}");
            assert_eq!(carried[0].attr("value"), Some("ar_100000000000000001"), "{name}");
        }
    }
}

#[test]
fn the_selectors_of_scalekits_own_browser_tests_find_their_fields() {
    let pages: BTreeMap<_, _> = sample::pages().into_iter().collect();
    let sign_in = Html::parse_document(&pages["sign_in"]);
    let code = Html::parse_document(&pages["code"]);

    assert_eq!(all(&sign_in, r#"input[name="email"]"#).len(), 1);
    assert_eq!(all(&code, r#"[data-scope="pin-input"][data-part="input"]"#).len(), 1);
    // Playwright presses the button with the name `Continue`, Cypress the first submit button with that text.
    for page in [&sign_in, &code] {
        let presses = |css: &str| -> Vec<String> {
            let buttons = all(page, css).into_iter().map(accessible_name);
            buttons.filter(|name| name.contains("Continue")).collect()
        };
        assert_eq!(presses("button"), ["Continue"]);
        assert_eq!(presses(r#"button[type="submit"]"#), ["Continue"]);
    }
}

#[test]
fn every_button_says_that_it_submits_or_copies() {
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);
        let known = all(&page, "button[type=submit], button[type=button].copy");
        assert_eq!(all(&page, "button").len(), known.len(), "{name}");
    }
}

#[test]
fn what_cannot_be_undone_needs_a_second_step_that_says_what_is_lost() {
    let pages: BTreeMap<_, _> = sample::pages().into_iter().collect();
    let console = Html::parse_document(&pages["console"]);

    let grave = all(&console, "button.grave");

    assert_eq!(grave.len(), 2, "the session's, and the reset");
    assert_eq!(all(&console, "details.sure:not([open]) > p + form > button.grave").len(), 2);
    for summary in all(&console, "details.sure > summary") {
        let name = accessible_name(summary);
        assert!(name.contains("… the one of alice@acme.example"), "{name}");
    }
}

#[test]
fn each_line_of_curl_names_its_button() {
    for (name, html) in sample::pages() {
        let page = Html::parse_document(&html);
        for details in all(&page, "details.same") {
            let summary = details.select(&selector("summary")).next().map(accessible_name);
            assert!(summary.is_some_and(|text| text.starts_with("curl for ")), "{name}");
        }
    }
}

#[test]
fn on_the_page_of_an_error_the_first_button_is_what_the_person_wants() {
    let pages: BTreeMap<_, _> = sample::pages().into_iter().collect();
    let primary = |name: &str| -> Vec<String> {
        let page = Html::parse_document(&pages[name]);
        all(&page, ".primary").into_iter().map(text).collect()
    };

    assert_eq!(primary("error"), ["Register this URI the one of alice@acme.example"]);
    assert_eq!(primary("error_alone"), ["See what this environment has"]);
}

fn all<'a>(page: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    page.select(&selector(css)).collect()
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

fn text(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the accessible name: the content without what is hidden from assistive technology.
fn accessible_name(control: ElementRef) -> String {
    let hidden: Vec<_> =
        control.select(&selector("[aria-hidden=true]")).map(|element| element.id()).collect();
    let heard = control
        .descendants()
        .filter(|node| !node.ancestors().any(|ancestor| hidden.contains(&ancestor.id())));
    let words: String =
        heard.filter_map(|node| node.value().as_text().map(|text| text.to_string())).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
