//! A fake, and in front of it an application at a free port.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use checker::{CheckError, Made, Options, Report};
use mock_idp::{MockIdp, Seed, seed};
use practices::Area;
use url::Url;
use zoo::{Defect, Unusual, Zoo};

/// What the fake calls the sample application.
pub(crate) const CLIENT_ID: &str = "skc_200000000000000001";
/// The sample application's secret.
pub(crate) const SECRET: &str = "test_application_secret_not_for_production";

/// Starts a fake with a seed for an application, around the client that is to be in it.
pub(crate) fn fake(around: impl FnOnce(seed::Client) -> Seed) -> MockIdp {
    let seed = around(seed::Client::web("Application").id(CLIENT_ID).secret(SECRET));
    MockIdp::builder().seed(seed).start().expect("the seed is right")
}

/// Returns when and how a check was made.
pub(crate) fn made() -> Made {
    Made {
        at: "2030-01-31T09:30:15Z".parse().expect("a time"),
        version: "mock-idp 1.2.3".to_owned(),
        command: "mock-idp check --thorough".to_owned(),
    }
}

/// Returns the options of a check of this application.
pub(crate) fn options(idp: &MockIdp, app: &Url) -> Options {
    let control = idp.control_url().parse().expect("an address");
    Options::new(control, jiff::civil::date(2030, 1, 31)).app(app.clone())
}

/// Checks the zoo with these defects and variants.
pub(crate) async fn check_zoo(
    defects: &[Defect],
    unusual: &[Unusual],
) -> Result<Report, CheckError> {
    check_zoo_as(defects, unusual, |options| options).await.0
}

/// Checks the zoo with these defects and other options, and returns its address as well.
pub(crate) async fn check_zoo_with(
    defects: &[Defect],
    change: impl FnOnce(Options) -> Options,
) -> (Result<Report, CheckError>, String) {
    check_zoo_as(defects, &[], change).await
}

/// Checks the zoo with these defects, variants and other options, and returns its address as well.
pub(crate) async fn check_zoo_as(
    defects: &[Defect],
    unusual: &[Unusual],
    change: impl FnOnce(Options) -> Options,
) -> (Result<Report, CheckError>, String) {
    let bound = Zoo::bind().await.expect("a free port");
    let idp = MockIdp::builder().redirect_base(bound.url()).start().expect("the seed is right");
    let client = idp.client("Acme web");
    let secret = client.client_secret.expect("a web client has a secret");
    let mut zoo = zoo::Options::new(idp.environment_url(), &client.client_id, &secret)
        .webhook_secret(idp.webhook_secret().reveal());
    for defect in defects {
        zoo = zoo.with(*defect);
    }
    for unusual in unusual {
        zoo = zoo.unusually(*unusual);
    }
    let zoo = bound.start(zoo);
    let app = zoo.url().parse().expect("an address");
    let mut options = options(&idp, &app);
    options.configuration.webhook = Some("/webhooks".to_owned());
    options.configuration.back_channel = Some("/auth/back-channel-logout".to_owned());
    options.configuration.refresh = Some("/auth/refresh".to_owned());
    if defects.contains(&Defect::RolesUnchecked) {
        // A page that opens to everybody does not say for whom it is.
        options.configuration.admin_only = vec!["/admin".to_owned()];
    }
    (checker::check(change(options)).await, zoo.url().to_owned())
}

/// Returns the slugs of what is broken.
pub(crate) fn broken(report: &Report) -> Vec<&'static str> {
    report.broken().map(|row| row.practice.slug).collect()
}

/// Returns what is broken, a line each, for the message of a test that fails.
pub(crate) fn in_words(report: &Report) -> String {
    let mut text = String::new();
    for row in report.broken() {
        let what = row.outcome.breach().map(|breach| breach.what.as_str()).unwrap_or_default();
        let _ = writeln!(text, "{}: {what}", row.practice.slug);
    }
    text
}

/// Returns the slugs of the practices of some areas that are broken.
pub(crate) fn broken_of(report: &Report, areas: &[Area]) -> BTreeSet<&'static str> {
    let rows = report.broken().filter(|row| areas.contains(&row.practice.area));
    rows.map(|row| row.practice.slug).collect()
}
