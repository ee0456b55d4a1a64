//! Somebody begins a sign-in and has another person's browser finish it: the victim would work in the
//! attacker's account, and leave there what they type (RFC 6749 §10.12).

use e2e::World;
use insta::assert_snapshot;
use url::Url;
use user_agent::{Jar, UserAgent};

const ALICE: &str = "alice@acme.example";
const MALLORY: &str = "bob@acme.example";

/// The page with the attacker's link.
const EVIL: &str = "http://evil.localhost/";

/// A sign-in of the attacker that lacks nothing but its last step.
struct Bait {
    /// The callback with the attacker's state and an unspent code.
    url: Url,
    /// The cookies that belong to it, which the attacker cannot plant in another browser.
    cookies: Jar,
    attacker: UserAgent,
}

/// Lays the app's cookie aside, so that the attacker's own browser cannot spend the code.
async fn bait(world: &World) -> Bait {
    let mut attacker = world.browser().named("attacker");
    world.open(&mut attacker, "/login").await;
    let cookies = attacker.jar();
    attacker.change_jar(|jar| {
        let of_the_app = cookies.named("sign_in").next().expect("a sign-in has begun");
        jar.remove(&of_the_app.identity()).expect("it is in the jar")
    });
    let page = world.prove(&mut attacker, MALLORY).await;
    assert_eq!(page.status(), 400, "without the cookie it is nobody's sign-in");
    Bait { url: page.url().clone(), cookies, attacker }
}

#[tokio::test]
async fn a_sign_in_begun_elsewhere_signs_nobody_in() {
    let world = World::start().await;
    world.transcript.call(EVIL, "evil");
    let Bait { url, cookies, mut attacker } = bait(&world).await;
    let mut victim = world.browser().named("victim");
    world.open(&mut victim, "/dashboard").await;

    let page = victim.from_page(EVIL).unwrap().link(url.as_str()).await.unwrap();

    assert_eq!((page.status(), &*page.heading()), (400, "This sign-in cannot be finished"));
    assert_eq!(world.api(&victim).await, 401);
    assert_eq!(world.count("authorization_code.redeemed"), 0);
    assert_eq!(world.count("token.refused"), 0, "the app requested no token");
    assert_snapshot!("stolen", world.transcript);

    attacker.restore(&cookies);
    let page = attacker.open(url.as_str()).await.unwrap();
    assert_eq!(page.url(), &world.url("/dashboard"), "the link lacked nothing but the cookie");
}

#[tokio::test]
async fn the_victims_own_sign_in_and_session_are_unharmed() {
    let world = World::start().await;
    let Bait { url, .. } = bait(&world).await;
    let mut victim = world.browser();
    world.open(&mut victim, "/dashboard").await;

    let mut lured = victim.new_tab();
    lured.from_page(EVIL).unwrap().link(url.as_str()).await.unwrap();
    let signed_in = world.prove(&mut victim, ALICE).await;
    let lured_again = lured.from_page(EVIL).unwrap().link(url.as_str()).await.unwrap();

    assert_eq!(signed_in.url(), &world.url("/dashboard"));
    assert_eq!(lured_again.status(), 400);
    let me = world.open(&mut victim, "/api/me").await.json().unwrap();
    assert_eq!(me["email"], ALICE);
    assert_snapshot!("the_victim", world.transcript);
}
