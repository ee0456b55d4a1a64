//! The sample application: nothing is broken.

use sample_app::{SampleApp, Settings};

use crate::world;

#[tokio::test]
async fn in_the_sample_app_nothing_is_broken() {
    let bound = SampleApp::bind().await.expect("a free port");
    let idp = world::fake(|client| {
        client
            .redirect_uri(bound.redirect_uri())
            .post_logout_redirect_uri(bound.post_logout_redirect_uri())
            .initiate_login_uri(bound.url("/login"))
    });
    let settings: Settings = bound.settings(idp.environment_url(), world::CLIENT_ID, world::SECRET);
    let app = bound.start(settings).await.expect("the settings are right");

    let report = checker::check(world::options(&idp, &app.url("/"))).await.expect("a check");

    assert_eq!(world::in_words(&report), "", "{report}");
    assert_eq!(report.exit(), 0, "{report}");
}
