//! Messages that the seed lets Scalekit send by itself: they are not taken for those that a check carries by hand.

use checker::Outcome;
use mock_idp::{MockIdp, Seed};
use zoo::Zoo;

use crate::world;

/// The seed’s line for logout tokens, which is switched off.
const SWITCHED_OFF: &str = "#back_channel_logout_uris = [\"http://localhost:3000";

/// The rows about messages.
const ROWS: [&str; 4] = [
    "logout-token-is-verified",
    "session-keeps-sid",
    "webhook-is-verified",
    "logout-event-by-session-id",
];

#[tokio::test]
async fn a_seed_that_sends_logout_tokens_hinders_no_check_of_a_message() {
    let bound = Zoo::bind().await.expect("a free port");
    let text = include_str!("../../../../mock-idp/src/seed/default.toml");
    assert!(text.contains(SWITCHED_OFF));
    let switched_on = format!("back_channel_logout_uris = [\"{}", bound.url());
    let seed = Seed::from_toml(&text.replace(SWITCHED_OFF, &switched_on)).expect("a seed");
    let idp = MockIdp::builder().seed(seed).redirect_base(bound.url()).start().expect("a fake");
    let client = idp.client("Acme web");
    let secret = client.client_secret.expect("a web client has a secret");
    let options = zoo::Options::new(idp.environment_url(), &client.client_id, &secret)
        .webhook_secret(idp.webhook_secret().reveal());
    let zoo = bound.start(options);
    let mut options = world::options(&idp, &zoo.url().parse().expect("an address"));
    options.configuration.webhook = Some("/webhooks".to_owned());
    options.slugs = ROWS.map(str::to_owned).to_vec();

    let report = checker::check(options).await.expect("a check");

    for slug in ROWS {
        let row = report.row(slug).expect("a row of the table");
        assert_eq!(row.outcome, Outcome::Holds, "{report}");
    }
}
