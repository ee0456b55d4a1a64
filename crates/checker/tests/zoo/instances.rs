//! Two instances with a store each break row 47.

use mock_idp::MockIdp;
use practices::Area;
use zoo::Zoo;

use crate::world::{self, broken_of, check_zoo_as};

const AREAS: [Area; 1] = [Area::Cookies];

#[tokio::test]
async fn an_instance_that_shares_no_sessions_breaks_the_row_about_instances() {
    let bound = Zoo::bind().await.expect("a free port");
    let at = bound.url().to_owned();
    // It knows another environment, and nobody who signed in at the first instance.
    let elsewhere = MockIdp::start();
    let options = zoo::Options::new(elsewhere.environment_url(), world::CLIENT_ID, world::SECRET);
    let stranger = bound.start(options);

    let report = check_zoo_as(&[], &[], |mut options| {
        options.configuration.instances = vec![at];
        only_cookies(options)
    });
    let report = report.await.0.expect("a check");

    drop(stranger);
    assert_eq!(
        Vec::from_iter(broken_of(&report, &AREAS)),
        ["instances-share-sessions"],
        "{report}"
    );
}

fn only_cookies(options: checker::Options) -> checker::Options {
    checker::Options { only: AREAS.to_vec(), ..options }
}
