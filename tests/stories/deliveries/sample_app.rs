//! The sample app on two instances, and what Scalekit sends when a session ends there: the kept cookie is dead on both
//! at once, while the clock stands still.

use std::time::Duration;

use ::sample_app::{BACK_CHANNEL_LOGOUT_PATH, Database, Strategy, WEBHOOKS_PATH};
use ::sample_server::SampleApp;
use e2e::{ACME, CLIENT_NAME, World, strategies};
use mock_idp::{DeliveryForgery, Replay};
use tempfile::TempDir;
use user_agent::{Jar, UserAgent};

use super::{ALICE, settled, status};

const ALICE_ID: &str = "usr_100000000000000001";

/// The way by which Scalekit says that a session has ended.
#[derive(Clone, Copy, Debug)]
enum Way {
    LogoutToken,
    Webhook,
}

/// Returns both ways for each strategy of keeping sessions.
fn each() -> impl Iterator<Item = (Way, Strategy)> {
    let ways =
        |strategy: Strategy| [Way::LogoutToken, Way::Webhook].map(|way| (way, strategy.clone()));
    strategies().into_iter().flat_map(ways)
}

/// Two instances of the app that share a file, of which the first gets Scalekit's messages.
struct Instances {
    world: World,
    other: SampleApp,
    _folder: TempDir,
}

impl Instances {
    async fn start(way: Way, strategy: Strategy) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::File(folder.path().join("sessions.db"));
        let world = World::start_on(database, strategy, |seed| seed).await;
        let other = world.another_instance().await;
        match way {
            Way::LogoutToken => {
                let uri = world.url(BACK_CHANNEL_LOGOUT_PATH);
                world.idp.set_back_channel_logout_uris(CLIENT_NAME, &[uri.as_str()]).unwrap();
            }
            Way::Webhook => {
                let url = world.url(WEBHOOKS_PATH);
                let events = ["user.logout", "user.organization_membership_deleted"];
                world.idp.add_webhook_endpoint(url.as_str(), &events).unwrap();
            }
        }
        Self { world, other, _folder: folder }
    }

    /// Signs Alice in, and returns the cookies that somebody keeps.
    async fn cookies_of_alice(&self) -> Jar {
        self.world.browser_of(ALICE).await.jar()
    }

    /// Returns the statuses that the two instances answer to kept cookies.
    async fn answers(&self, kept: &Jar) -> [u16; 2] {
        let answer_of = async |app: &SampleApp| {
            let mut browser: UserAgent = self.world.browser();
            browser.restore(kept);
            browser.open(app.url("/api/me").as_str()).await.unwrap().status()
        };
        [answer_of(&self.world.app).await, answer_of(&self.other).await]
    }

    /// Sends a delivery again, and returns the statuses of the answers.
    async fn replayed(&self, delivery: u64, replay: Replay) -> Vec<u16> {
        let numbers = self.world.idp.replay(delivery, replay).unwrap();
        settled(&self.world).await;
        numbers.into_iter().map(|number| status(&self.world, number)).collect()
    }

    /// Returns the number of the newest delivery.
    fn newest(&self) -> u64 {
        self.world.idp.deliveries().last().expect("something was sent").number
    }
}

#[tokio::test]
async fn a_session_that_is_revoked_at_scalekit_is_over_on_both_instances_at_once() {
    for (way, strategy) in each() {
        let app = Instances::start(way, strategy).await;
        let (kept, before) = (app.cookies_of_alice().await, app.world.idp.clock().now());
        assert_eq!(app.answers(&kept).await, [200, 200], "{way:?}");

        app.world.idp.revoke_sessions(ALICE).unwrap();
        settled(&app.world).await;

        assert_eq!(status(&app.world, app.newest()), 200, "{way:?}");
        assert_eq!(app.answers(&kept).await, [401, 401], "{way:?}");
        assert_eq!(app.world.idp.clock().now(), before, "no token had the time to expire");
        let again = app.cookies_of_alice().await;
        assert_eq!(app.answers(&again).await, [200, 200], "{way:?}: she signs in again");
    }
}

#[tokio::test]
async fn a_person_who_is_deactivated_is_out_of_both_instances_at_once() {
    for (way, strategy) in each() {
        let app = Instances::start(way, strategy).await;
        let (laptop, phone) = (app.cookies_of_alice().await, app.cookies_of_alice().await);

        app.world.idp.deactivate(ALICE).unwrap();
        settled(&app.world).await;

        assert_eq!(app.answers(&laptop).await, [401, 401], "{way:?}");
        assert_eq!(app.answers(&phone).await, [401, 401], "{way:?}");
    }
}

#[tokio::test]
async fn the_session_of_another_browser_goes_on() {
    for (way, strategy) in each() {
        let app = Instances::start(way, strategy).await;
        let (laptop, phone) = (app.cookies_of_alice().await, app.cookies_of_alice().await);
        let sessions = app.world.management().sessions_of(ALICE_ID).active().all().await.unwrap();

        app.world.idp.revoke_session(&sessions[0].id).unwrap();
        settled(&app.world).await;

        let mut answers = [app.answers(&laptop).await, app.answers(&phone).await];
        answers.sort_unstable();
        assert_eq!(answers, [[200, 200], [401, 401]], "{way:?}");
    }
}

#[tokio::test]
async fn forged_and_late_logout_tokens_are_refused_and_so_is_a_second_one() {
    let app = Instances::start(Way::LogoutToken, Strategy::Server).await;
    app.cookies_of_alice().await;
    app.world.idp.revoke_sessions(ALICE).unwrap();
    settled(&app.world).await;
    let sent = app.newest();

    for replay in [
        Replay::again().times(2),
        Replay::again().forged(DeliveryForgery::WrongSignature),
        Replay::again().forged(DeliveryForgery::WrongAudience),
        Replay::again().forged(DeliveryForgery::WithNonce),
        Replay::again().forged(DeliveryForgery::WithoutEvents),
        Replay::again().late(Duration::from_mins(10)),
    ] {
        let statuses = app.replayed(sent, replay).await;
        assert!(statuses.iter().all(|status| *status == 400), "{replay:?}: {statuses:?}");
    }
}

#[tokio::test]
async fn no_forged_or_late_webhook_ends_a_session_and_the_genuine_one_ends_it_once() {
    let app = Instances::start(Way::Webhook, Strategy::Server).await;
    let endpoint = app.world.url(WEBHOOKS_PATH);
    app.world.idp.hold_webhooks(endpoint.as_str()).unwrap();
    let kept = app.cookies_of_alice().await;
    app.world.idp.revoke_sessions(ALICE).unwrap();
    let held = app.newest();

    let forged = Replay::again().forged(DeliveryForgery::WrongSignature);
    assert_eq!(app.replayed(held, forged).await, [401]);
    let late = Replay::again().late(Duration::from_mins(10));
    assert_eq!(app.replayed(held, late).await, [401]);
    assert_eq!(app.answers(&kept).await, [200, 200], "an access token lives to its exp");

    // As in Scalekit's own sample, the session says that it is active.
    let sample = Replay::again().forged(DeliveryForgery::DocsSample);
    assert_eq!(app.replayed(held, sample).await, [200]);
    assert_eq!(app.answers(&kept).await, [401, 401]);
    assert_eq!(app.replayed(held, Replay::again().times(2)).await, [200, 200]);
}

#[tokio::test]
async fn who_leaves_an_organization_is_out_at_once_and_an_old_message_does_not_end_the_next_session()
 {
    let app = Instances::start(Way::Webhook, Strategy::Server).await;
    let kept = app.cookies_of_alice().await;
    let rest = app.world.rest().await;
    app.world.idp.set_roles(ALICE, "Globex", &["member"]).unwrap();

    let membership = format!("/memberships/organizations/{ACME}/users/{ALICE_ID}");
    assert_eq!(rest.delete(&membership).await.status, 200);
    settled(&app.world).await;

    assert_eq!(app.answers(&kept).await, [401, 401]);
    let deliveries = app.world.idp.deliveries();
    let left = "user.organization_membership_deleted";
    let sent = deliveries.iter().find(|sent| sent.r#type == left).unwrap().number;
    let again = app.cookies_of_alice().await;
    assert_eq!(app.replayed(sent, Replay::again()).await, [200]);
    assert_eq!(app.answers(&again).await, [200, 200]);
}
