//! The report: every row, no secret, what is allowed, and the same shape each time.

use checker::{Configuration, Options, Outcome};
use zoo::Defect;

use crate::world;

#[tokio::test]
async fn the_text_says_what_was_found_and_what_is_broken() {
    let only_one =
        |options: Options| Options { slugs: vec!["logout-reaches-scalekit".to_owned()], ..options };
    let (report, app) = world::check_zoo_with(&[Defect::LocalOnly], only_one).await;
    let report = report.expect("a check");
    let (app, fake) =
        (app.trim_end_matches('/'), report.environment.as_str().trim_end_matches('/'));
    let text = report.to_string().replace(app, "APP").replace(fake, "FAKE");
    let text: Vec<_> = text
        .lines()
        .filter(|line| !line.contains("zoo_attempt") && !line.contains("not looked"))
        .collect();

    assert_eq!(report.exit(), 1);
    insta::assert_snapshot!(text.join("\n"));
}

#[tokio::test]
async fn the_json_has_every_row_and_no_secret() {
    let (report, _) = world::check_zoo_with(&[Defect::HintInOwnUrl], |options| options).await;
    let json = report.expect("a check").to_json();

    let rows = json["rows"].as_array().expect("rows");
    let numbers: Vec<_> = rows.iter().filter_map(|row| row["row"].as_u64()).collect();
    assert_eq!(numbers, (1..=120).collect::<Vec<_>>());
    let broken: Vec<_> = rows.iter().filter(|row| row["outcome"] == "broken").collect();
    let members: Vec<_> = broken[0].as_object().expect("a row").keys().cloned().collect();
    assert_eq!(
        members,
        [
            "row",
            "slug",
            "area",
            "sentence",
            "outcome",
            "weight",
            "what",
            "evidence",
            "reason",
            "why",
            "fix",
            "follows_from",
            "allowed"
        ]
    );
    assert_eq!(json["exit"], 1);
    // A token and a session's id are longer than any word of a report.
    let text = json.to_string();
    let secret = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let secret = secret.filter(|word| word.starts_with("eyJ")).collect::<Vec<_>>();
    assert_eq!(secret, [""; 0]);
    assert!(!text.contains(world::SECRET));
}

#[tokio::test]
async fn advice_is_printed_with_its_remedy_as_a_fault_is() {
    let few = |options: Options| Options { slugs: vec!["pkce".to_owned()], ..options };
    let report = world::check_zoo_with(&[Defect::PkceMissing], few).await.0.expect("a check");

    let text = report.to_string();

    let advice = text.split("· advice (1)").nth(1).expect("the advice");
    assert!(advice.contains(&format!("fix  {}", practices::PKCE.fix)), "{text}");
}

#[tokio::test]
async fn what_is_allowed_is_printed_as_that_and_what_needs_no_allowance_too() {
    let configuration = Configuration::parse(
        "allow = [
            { row = \"landing-page-waits\", why = \"the portal\", until = 2031-01-01 },
            { row = 82, why = \"no more\" },
            { row = 78, why = \"last year\", until = 2029-01-01 },
        ]",
    );
    let configuration = configuration.expect("it is right");
    let allowing = |options: Options| Options { configuration, ..options };
    let (report, _) = world::check_zoo_with(&[Defect::LandingSignsIn], allowing).await;
    let report = report.expect("a check");

    assert_eq!(report.exit(), 0, "{report}");
    let row = report.row("landing-page-waits").expect("a row");
    assert!(matches!(row.outcome, Outcome::Broken(_)));
    assert_eq!(row.allowed.as_deref(), Some("the portal (until 2031-01-01)"));
    assert_eq!(
        report.stale_allowances,
        [
            "the allowance of session-dies-on-the-server is no longer needed: it is not broken",
            "the allowance of logout-reaches-scalekit ended on 2029-01-01: it lets nothing pass any more",
        ]
    );
}

#[tokio::test]
async fn a_person_reads_what_to_register_and_what_to_try_by_hand() {
    let slugs = ["logout-reaches-scalekit", "logout-promise-is-true"];
    let few = |options: Options| Options { slugs: slugs.map(str::to_owned).to_vec(), ..options };
    let (report, app) = world::check_zoo_with(&[], few).await;
    let text = report.expect("a check").to_string().replace(app.trim_end_matches('/'), "APP");

    let begins = text.find("To register").expect("what to register");
    let ends = text.rfind("\n\n").expect("the counts");
    insta::assert_snapshot!(&text[begins..ends]);
}

#[tokio::test]
async fn a_cookie_that_is_cleared_for_another_path_is_cleared_nowhere() {
    let few = |options: Options| Options { slugs: vec!["pkce".to_owned()], ..options };
    let report = world::check_zoo_with(&[Defect::CookieClearedElsewhere], few).await.0;
    let report = report.expect("a check");

    let missed = "cleared at  nowhere that was seen; POST /logout names it with another path or domain, and so clears nothing";
    assert!(report.to_string().contains(missed), "{report}");
    assert!(
        report.to_html(&world::made()).contains("POST /logout names it with another path"),
        "{report}"
    );
}

/// Returns the reason of a row, with the word of its outcome.
fn said<'r>(report: &'r checker::Report, slug: &str) -> (&'static str, &'r str) {
    let outcome = &report.row(slug).expect("a row").outcome;
    (outcome.as_str(), outcome.reason().unwrap_or_default())
}

#[tokio::test]
async fn what_an_application_does_not_have_does_not_apply() {
    let slugs = [
        "sdk-arguments",
        "cookie-tokens-are-encrypted",
        "same-site-none-needs-secure",
        "sign-out-everywhere",
        "instances-share-sessions",
    ];
    let few = |options: Options| Options { slugs: slugs.map(str::to_owned).to_vec(), ..options };
    let report = world::check_zoo_with(&[], few).await.0.expect("a check");

    for slug in ["sdk-arguments", "cookie-tokens-are-encrypted", "same-site-none-needs-secure"] {
        assert_eq!(said(&report, slug).0, "does_not_apply", "{report}");
    }
    assert_eq!(said(&report, "sign-out-everywhere").0, "holds", "the zoo has such a button");
    let hint = "instances-share-sessions: check.toml names no `instances`, and it cannot be found from outside";
    assert!(report.to_string().contains(hint), "{report}");
    assert!(report.to_html(&world::made()).contains("With a line in check.toml"), "{report}");
}

#[tokio::test]
async fn after_a_sign_out_that_did_not_reach_scalekit_the_next_person_is_not_blamed_for_the_first()
{
    let slugs = ["logout-reaches-scalekit", "next-person-finds-no-trace"];
    let few = |options: Options| Options { slugs: slugs.map(str::to_owned).to_vec(), ..options };
    let report = world::check_zoo_with(&[Defect::LocalOnly], few).await.0.expect("a check");

    let (outcome, why) = said(&report, "next-person-finds-no-trace");
    assert_eq!(outcome, "not_tried", "{report}");
    assert!(why.ends_with(": see logout-reaches-scalekit"), "{why}");
}

#[tokio::test]
async fn where_an_issuer_is_not_compared_the_row_of_the_issuer_follows() {
    let slugs = ["id-token-is-verified", "issuer-is-configuration"];
    let few = |options: Options| Options { slugs: slugs.map(str::to_owned).to_vec(), ..options };
    let defects = [Defect::IdTokenIssuerUnchecked];
    let report = world::check_zoo_with(&defects, few).await.0.expect("a check");

    let row = report.row("issuer-is-configuration").expect("a row");
    assert_eq!(row.cause().map(|cause| cause.slug), Some("id-token-is-verified"), "{report}");
}

#[tokio::test]
async fn rows_about_a_page_that_opens_to_everybody_lead_to_the_row_of_roles() {
    let slugs = ["roles-on-the-server", "forbidden-is-403", "missing-roles-are-none"];
    let few = |options: Options| Options { slugs: slugs.map(str::to_owned).to_vec(), ..options };
    let report = world::check_zoo_with(&[Defect::RolesUnchecked], few).await.0.expect("a check");

    assert_eq!(world::broken(&report), ["roles-on-the-server"], "{report}");
    for slug in &slugs[1..] {
        let (outcome, why) = said(&report, slug);
        assert_eq!(
            (outcome, why.ends_with(": see roles-on-the-server")),
            ("not_tried", true),
            "{report}"
        );
    }
}

#[tokio::test]
async fn a_quick_check_says_what_is_not_known_without_a_thorough_one() {
    let slugs = vec!["newest-refresh-token".to_owned()];
    let one = |options: Options| Options { slugs, ..options };
    let report = world::check_zoo_with(&[], one).await.0.expect("a check");

    for text in [report.to_string(), report.to_html(&world::made())] {
        assert!(text.contains("1 row needs --thorough, which takes a minute or two:"), "{text}");
        assert!(text.contains("deactivated"), "{text}");
    }
}
