//! Scalekit is down: for a moment, at each step, and for good.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use e2e::{Cases, CuttableProxy, World};
use insta::assert_snapshot;
use mock_idp::Endpoint;
use tokio::net::TcpSocket;
use user_agent::{Error, Fetch, Page, UserAgent};

const ALICE: &str = "alice@acme.example";

/// The app fetches the signing keys once in this time at most.
const KEYS_COOLDOWN: Duration = Duration::from_secs(30);

/// An outage: where, and how it looks to a client.
#[derive(Clone, Copy)]
enum Down {
    /// The endpoint answers 503.
    Unavailable(Endpoint),
    /// The connection ends at this request, and there is no other.
    HangsUp(&'static str),
}

impl Down {
    /// Begins the outage. 503 is answered once; the proxy is cut until it is mended.
    fn strike(self, world: &World, proxy: &CuttableProxy) {
        match self {
            Self::Unavailable(endpoint) => world.idp.next(endpoint).answers(503),
            Self::HangsUp(call) => proxy.cut_before(call),
        }
    }
}

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(endpoint) => write!(f, "503 at {endpoint:?}"),
            Self::HangsUp(call) => write!(f, "hangs up at {call}"),
        }
    }
}

const AT_TOKEN: [Down; 2] =
    [Down::Unavailable(Endpoint::Token), Down::HangsUp("POST /oauth/token")];
const AT_KEYS: [Down; 2] = [Down::Unavailable(Endpoint::Keys), Down::HangsUp("GET /keys")];

#[tokio::test]
async fn a_sign_in_begins_again_where_it_was_interrupted() {
    let world = World::start().await;
    let mut browser = world.browser();
    world.idp.next(Endpoint::Authorize).answers(503);

    let scalekits_page = world.open(&mut browser, "/dashboard").await;
    browser.reload().await.unwrap();
    let page = world.prove(&mut browser, ALICE).await;

    assert_eq!(scalekits_page.status(), 503, "the app is not asked, so it cannot explain");
    assert_eq!((page.status(), page.url()), (200, &world.url("/dashboard")));
    assert_snapshot!("at_the_start", world.transcript);
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_finished_says_so_and_the_next_one_succeeds() {
    let mut cases = Cases::default();

    for down in [AT_TOKEN, AT_KEYS].concat() {
        let (world, proxy) = World::start_behind_a_proxy().await;
        let mut browser = world.browser();
        down.strike(&world, &proxy);
        let page = world.sign_in(&mut browser, ALICE).await;
        let meanwhile = world.api(&browser).await;
        proxy.mend();
        let next = world.open(&mut browser, "/dashboard").await;

        assert_has_no_details(&page);
        let (down, page, next) =
            (down.to_string(), status_and_heading(&page), status_and_heading(&next));
        let line = format!("{down:30} → {page}, api {meanwhile}; then {next}");
        cases.add(&down, line, &world);
    }

    assert_snapshot!("at_the_callback", cases.diagrams());
    assert_snapshot!(cases.table(), @r"
    503 at Token                   → 503 We cannot reach the sign-in service, api 401; then 200 Dashboard
    hangs up at POST /oauth/token  → 503 We cannot reach the sign-in service, api 401; then 200 Dashboard
    503 at Keys                    → 503 We cannot reach the sign-in service, api 401; then 200 Dashboard
    hangs up at GET /keys          → 503 We cannot reach the sign-in service, api 401; then 200 Dashboard
    ");
}

#[tokio::test]
async fn an_outage_is_not_noticed_while_the_access_token_is_good() {
    let (world, proxy) = World::start_behind_a_proxy().await;
    let mut browser = world.browser_of(ALICE).await;

    proxy.cut();
    world.pass(Duration::from_secs(4 * 60 + 30));

    assert_eq!(world.open(&mut browser, "/dashboard").await.status(), 200, "renewed in vain");
    assert_eq!(world.api(&browser).await, 200);
    proxy.mend();
    world.pass(Duration::from_secs(20));
    assert_eq!(world.open(&mut browser, "/dashboard").await.status(), 200);
    assert_eq!(world.count("refresh_token.rotated"), 1, "renewed");
    assert_snapshot!("not_noticed", world.transcript);
}

#[tokio::test]
async fn an_outage_at_the_renewal_is_admitted_and_the_same_session_goes_on() {
    let mut cases = Cases::default();

    for down in [AT_TOKEN, AT_KEYS].concat() {
        let (world, proxy) = World::start_behind_a_proxy().await;
        let mut browser = world.browser_of(ALICE).await;
        let session = session_cookie(&browser);
        world.idp.rotate_keys(); // Or the keys would not be fetched.
        world.idp.outlive_access_tokens();
        down.strike(&world, &proxy);
        let page = world.open(&mut browser, "/dashboard").await;
        proxy.mend();
        world.pass(KEYS_COOLDOWN);
        let next = world.open(&mut browser, "/dashboard").await;

        assert_has_no_details(&page);
        assert_eq!(session_cookie(&browser), session, "{down}");
        assert_eq!(world.count("user.login"), 1, "{down}: she did not sign in again");
        assert_eq!(world.count("token.refused"), 0, "{down}: no token was lost");
        let (down, renewals) = (down.to_string(), world.count("refresh_token.rotated"));
        let (page, next) = (status_and_heading(&page), status_and_heading(&next));
        let line = format!("{down:30} → {page}; then {next}, {renewals} renewed");
        cases.add(&down, line, &world);
    }

    assert_snapshot!("at_the_renewal", cases.diagrams());
    assert_snapshot!(cases.table(), @r"
    503 at Token                   → 503 We cannot reach the sign-in service; then 200 Dashboard, 1 renewed
    hangs up at POST /oauth/token  → 503 We cannot reach the sign-in service; then 200 Dashboard, 1 renewed
    503 at Keys                    → 503 We cannot reach the sign-in service; then 200 Dashboard, 2 renewed
    hangs up at GET /keys          → 503 We cannot reach the sign-in service; then 200 Dashboard, 2 renewed
    ");
}

#[tokio::test]
async fn alice_is_signed_out_here_at_once_and_there_when_it_is_back() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;
    let kept = browser.jar();
    world.idp.next(Endpoint::Logout).answers(503);

    let scalekits_page = browser.press("Sign out").await.unwrap();

    assert_eq!(scalekits_page.status(), 503);
    assert_is_signed_out(&world, &browser, &kept).await;
    assert_eq!(world.count("user.logout"), 0);
    world.transcript.note("Scalekit is back, and she reloads its page");
    let page = browser.reload().await.unwrap();
    assert_eq!(page.heading(), "You are signed out");
    assert_eq!(world.count("user.logout"), 1);
    assert_snapshot!("at_the_sign_out", world.transcript);
}

#[tokio::test]
async fn without_a_line_to_scalekit_alice_still_signs_out_here() {
    let (world, proxy) = World::start_behind_a_proxy().await;
    let mut browser = world.browser_of(ALICE).await;
    let kept = browser.jar();
    proxy.cut();

    let outcome = browser.press("Sign out").await;

    assert!(matches!(outcome, Err(Error::Unreachable { .. })), "{outcome:?}");
    assert_is_signed_out(&world, &browser, &kept).await;
    assert_snapshot!("no_line", world.transcript);
}

#[tokio::test]
async fn when_scalekit_is_gone_for_good_the_app_stays_calm() {
    let world = World::start().await;
    let (mut alices, mut newcomers) = (world.browser_of(ALICE).await, world.browser());
    let kept = alices.jar();
    let World { idp, app, transcript, .. } = world;
    let (clock, address) = (idp.clock().clone(), idp.address());
    drop(idp);
    let _nobody_listens = held(address);

    let home = newcomers.open(app.url("/").as_str()).await.unwrap();
    let sign_in = newcomers.click("Sign in").await;
    clock.advance(Duration::from_mins(6));
    let dashboard = alices.open(app.url("/dashboard").as_str()).await.unwrap();
    let api = alices.fetch(Fetch::get("/api/me")).await.unwrap();
    let sign_out = alices.press("Sign out").await;

    assert_eq!(status_and_heading(&home), "200 Welcome");
    assert!(matches!(sign_in, Err(Error::Unreachable { .. })), "{sign_in:?}");
    assert_eq!(status_and_heading(&dashboard), "503 We cannot reach the sign-in service");
    assert_has_no_details(&dashboard);
    assert_eq!(api.status(), 503);
    assert_eq!(api.json().unwrap()["error"], "sign_in_service_unreachable");
    assert!(matches!(sign_out, Err(Error::Unreachable { .. })), "{sign_out:?}");
    assert_eq!(session_cookie(&alices), [""; 0]);
    alices.restore(&kept);
    let api = alices.open(app.url("/api/me").as_str()).await.unwrap();
    assert_eq!(api.status(), 401);
    assert_snapshot!("gone_for_good", transcript);
}

/// Keeps a port that has become free from everybody else, without listening there.
fn held(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("a socket that is not bound");
    socket.bind(address).expect("the port is free");
    socket
}

/// Checks that no cookie of the app is left, and that those from before open nothing.
async fn assert_is_signed_out(world: &World, browser: &UserAgent, kept: &user_agent::Jar) {
    assert_eq!(browser.jar().named("session").count(), 0);
    let thief = world.browser();
    thief.restore(kept);
    assert_eq!(world.api(&thief).await, 401);
}

/// Checks that a page does not say what failed: that is in the log, where only its readers see it.
fn assert_has_no_details(page: &Page) {
    let text = page.text().to_lowercase();
    for word in ["127.0.0.1", "http", "token", "keys", "connection", "error", "panic"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    assert!(!page.body().contains("eyJ"), "a token");
}

/// Returns status and heading: `503 We cannot reach the sign-in service`.
fn status_and_heading(page: &Page) -> String {
    format!("{} {}", page.status(), page.heading())
}

fn session_cookie(browser: &UserAgent) -> Vec<String> {
    browser.jar().named("session").map(|cookie| cookie.value.clone()).collect()
}
