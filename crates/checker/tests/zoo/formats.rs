//! The reports for tools and for a pull request: JUnit, SARIF and the page.

use checker::{Configuration, Options, Report, SarifRows};
use practices::Vantage;
use scraper::{Html, Selector};
use serde_json::Value;
use zoo::Defect;

use crate::world;

/// What is looked at: a fault, what follows from it, something that holds and something that nobody tries.
const ROWS: [&str; 4] = [
    "session-dies-on-the-server",
    "logout-survives-outage",
    "landing-page-waits",
    "every-path-is-exercised",
];

/// Checks an application whose sign-out leaves the session alive, with this configuration.
async fn report_of(configuration: &str) -> (Report, String) {
    let configuration = Configuration::parse(configuration).expect("it is right");
    let slugs = ROWS.map(str::to_owned).to_vec();
    let change = |options: Options| Options { configuration, slugs, ..options };
    let (report, app) = world::check_zoo_with(&[Defect::SessionLivesOn], change).await;
    (report.expect("a check"), app)
}

fn sarif(report: &Report, rows: SarifRows) -> Value {
    let text = report.to_sarif(rows, &"check.toml".parse().expect("a place"));
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test]
async fn junit_fails_once_for_a_fault_and_skips_what_follows_with_the_reason() {
    let (report, app) = report_of("").await;

    let junit = at_no_port(&report.to_junit(), &report, &app);

    let cases: Vec<_> = junit.split("    <testcase ").skip(1).collect();
    assert_eq!(cases.len(), 120);
    let wanted = |case: &&&str| ROWS.iter().any(|slug| case.contains(&format!("name=\"{slug}\"")));
    let shown: Vec<_> = cases.iter().filter(wanted).copied().collect();
    insta::assert_snapshot!(shown.concat());
    assert!(junit.contains("tests=\"120\" failures=\"1\" errors=\"0\""), "{junit}");
    assert_eq!(junit.matches("<failure").count(), 1);
}

#[tokio::test]
async fn sarif_has_the_problems_at_the_places_that_the_configuration_names() {
    let anchors = "[anchors]\nsign_out = \"src/logout.ts:12\"\n\"session-dies-on-the-server\" = \"src/session.ts\"";
    let (report, app) = report_of(anchors).await;

    let mut log = sarif(&report, SarifRows::Problems);

    let rules = log["runs"][0]["tool"]["driver"]["rules"].take();
    let rules = rules.as_array().expect("rules");
    assert_eq!(rules.len(), 120);
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
        assert_eq!(result["ruleId"], rules[index.expect("an index")]["id"]);
    }
    let text = format!("{:#}", log["runs"][0]["results"]);
    insta::assert_snapshot!(at_no_port(&text, &report, &app));
}

#[tokio::test]
async fn sarif_can_have_every_row_by_its_kind() {
    let (report, _) = report_of("").await;

    let log = sarif(&report, SarifRows::All);

    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 120);
    let kind = |slug: &str| {
        let result = results.iter().find(|result| result["ruleId"] == slug).expect("a result");
        (result["kind"].as_str().expect("a kind"), result["level"].as_str().expect("a level"))
    };
    assert_eq!(ROWS.map(kind)[..3], [("fail", "error"), ("fail", "note"), ("pass", "none")]);
    let uri = |result: &Value| {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "check.toml"
    };
    assert!(results.iter().all(uri));
    let mut fingerprints: Vec<_> =
        results.iter().map(|result| result["partialFingerprints"].to_string()).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 120);
}

#[tokio::test]
async fn sarif_is_what_its_schema_says() {
    let schema = include_str!("../../../reports/schemas/sarif-2.1.0.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let (report, _) = report_of("allow = [{ row = 82, why = \"the portal\" }]").await;

    for rows in [SarifRows::Problems, SarifRows::All] {
        let log = sarif(&report, rows);
        let wrong: Vec<_> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(wrong, [""; 0]);
    }
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0" })));
}

#[tokio::test]
async fn an_alert_stays_the_same_from_run_to_run() {
    let fingerprint = |report: &Report| {
        sarif(report, SarifRows::Problems)["runs"][0]["results"][0]["partialFingerprints"].clone()
    };

    let (first, _) = report_of("").await;
    let (second, _) = report_of("").await;

    assert_ne!(first.app, second.app);
    assert_eq!(fingerprint(&first), fingerprint(&second));
}

#[tokio::test]
async fn an_allowed_breach_fails_nothing_and_is_suppressed() {
    let allow = "allow = [{ row = 82, why = \"the portal ends <them> & all\" }]";
    let (report, _) = report_of(allow).await;

    let junit = report.to_junit();
    assert!(junit.contains("failures=\"0\""), "{junit}");
    assert!(
        junit.contains("<skipped message=\"allowed, the portal ends &#60;them&#62; &#38; all: ")
    );
    let result = &sarif(&report, SarifRows::Problems)["runs"][0]["results"][0];
    assert_eq!(result["suppressions"][0]["justification"], "the portal ends <them> & all");
    let page = Html::parse_document(&report.to_html(&world::made()));
    let headings = select(&page, "h2");
    assert!(headings.contains(&"Allowed".to_owned()), "{headings:?}");
}

#[tokio::test]
async fn the_page_shows_what_is_broken_open_and_the_rest_folded() {
    let (report, _) = world::check_zoo_with(&[Defect::SessionLivesOn], |options| options).await;
    let report = report.expect("a check");

    let page = Html::parse_document(&report.to_html(&world::made()));

    let broken = select(&page, "details[open] > summary > code");
    assert_eq!(broken, ["session-dies-on-the-server"]);
    assert_eq!(select(&page, "details[open] dt"), ["rule", "seen", "why", "fix", "so", "sources"]);
    let listed = select(&page, "details:not([open]) ul:not([class]) > li > code:first-child").len();
    let advice = report.broken().filter(|row| row.is_advice()).count();
    let echoes = report.rows.iter().filter(|row| row.cause().is_some()).count();
    assert_eq!(listed + 1 + advice + echoes, report.rows.len());
    let by_hand = report.rows.iter().filter(|row| {
        let is_read = matches!(row.practice.vantage, Vantage::Source | Vantage::Nobody);
        let outcome = row.outcome.as_str();
        outcome == "not_tried" || (is_read && outcome == "not_looked_at")
    });
    assert_eq!(select(&page, "tbody tr").len(), report.found.cookies.len());
    assert_eq!(select(&page, ".plan > li").len(), by_hand.count());
    let text = page.root_element().text().collect::<String>();
    assert!(!text.contains('`'), "code is shown as code");
    assert!(!report.to_html(&world::made()).contains(world::SECRET));
}

#[tokio::test]
async fn the_head_of_the_page_leads_to_each_broken_row_and_the_one_that_others_follow_from_comes_first()
 {
    let defects = [Defect::PkceMissing, Defect::ErrorEchoed, Defect::SessionLivesOn];
    let rows = ["pkce", "callback-error-is-not-echoed", ROWS[0], ROWS[1]];
    let few = |options: Options| Options { slugs: rows.map(str::to_owned).to_vec(), ..options };
    let report = world::check_zoo_with(&defects, few).await.0.expect("a check");

    let html = report.to_html(&world::made());

    let page = Html::parse_document(&html);
    let links = Selector::parse(".headlines a").expect("a selector");
    let links: Vec<_> = page.select(&links).filter_map(|link| link.attr("href")).collect();
    assert_eq!(
        links,
        ["#session-dies-on-the-server", "#callback-error-is-not-echoed", "#pkce"],
        "{report}"
    );
    for link in links {
        let what = select(&page, &format!("details > dl{link} dt"));
        assert_eq!(what.first().map(String::as_str), Some("rule"), "{link}");
    }
    let (headlines, broken) = (html.find("headlines\">"), html.find("<h2>Broken"));
    assert!(headlines < broken, "they are the head");
}

#[tokio::test]
async fn the_page_says_when_by_what_and_how_it_was_made_and_is_the_same_each_time() {
    let (report, _) = report_of("").await;

    let html = report.to_html(&world::made());

    assert_eq!(html, report.to_html(&world::made()));
    let page = Html::parse_document(&html);
    assert_eq!(select(&page, "time[datetime=\"2030-01-31T09:30:15Z\"]"), ["2030-01-31 09:30 UTC"]);
    let soft = select(&page, "main > p.soft").concat();
    assert!(soft.contains("mock-idp 1.2.3 · mock-idp check --thorough"), "{soft}");
}

/// A lead who reads a pull request unfolds what they want to know.
#[tokio::test]
async fn beside_faults_everything_is_folded() {
    let (report, _) = world::check_zoo_with(&[Defect::SessionLivesOn], |options| options).await;

    let page = Html::parse_document(&report.expect("a check").to_html(&world::made()));

    for folded in ["table", "figure", ".plan", "h3", ".hints"] {
        let inside = format!("details:not([open]) {folded}");
        assert!(!select(&page, folded).is_empty(), "{folded}");
        assert_eq!(select(&page, folded), select(&page, &inside), "{folded}");
    }
}

#[tokio::test]
async fn the_page_loads_nothing_runs_nothing_and_takes_no_markup_from_outside() {
    let (mut report, _) = report_of("").await;
    report.people = vec!["<script>alert(1)</script>".to_owned()];

    let page = Html::parse_document(&report.to_html(&world::made()));

    let nothing =
        "script, img, iframe, object, form, [src], [style], [onclick], link:not([rel=icon])";
    assert_eq!(select(&page, nothing), [""; 0]);
    assert_eq!(select(&page, "html[lang=en] h1").len(), 1);
    let policy = Selector::parse("meta[http-equiv=Content-Security-Policy]").expect("a selector");
    let policy = page.select(&policy).next().and_then(|meta| meta.attr("content"));
    assert_eq!(policy, Some("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
}

/// Returns a text without the addresses of this run.
fn at_no_port(text: &str, report: &Report, app: &str) -> String {
    let fake = report.environment.as_str().trim_end_matches('/');
    text.replace(app.trim_end_matches('/'), "APP").replace(fake, "FAKE")
}

/// Returns the texts of the elements.
fn select(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    page.select(&selector).map(|element| element.text().collect()).collect()
}
