//! The sample app with its sessions in sealed cookies, in a browser with a browser's rules.

use e2e::{World, strategies};
use sample_app::{Database, Strategy};
use user_agent::{Jar, UserAgent};

const PEOPLE: [&str; 4] =
    ["alice@acme.example", "bob@acme.example", "carol@globex.example", "qa+sktest@acme.example"];

const NAMES: [&str; 3] = ["accessToken", "refreshToken", "idToken"];

/// The most octets in a line of cookies: what nginx takes by default.
const LONGEST_LINE: usize = 8 * 1024;

async fn start() -> World {
    let sealed = strategies().into_iter().find(|one| matches!(one, Strategy::SealedCookies(_)));
    World::start_on(Database::Memory, sealed.unwrap(), |seed| seed).await
}

/// Returns the octets of each cookie's name and value.
fn sizes(jar: &Jar) -> Vec<usize> {
    let cookies = NAMES.iter().flat_map(|name| jar.named(name));
    cookies.map(|cookie| cookie.name.len() + 1 + cookie.value.len()).collect()
}

#[tokio::test]
async fn everybody_of_the_default_world_fits_into_the_cookies() {
    let world = start().await;
    for email in PEOPLE {
        let browser = world.browser_of(email).await;

        let sizes = sizes(&browser.jar());

        assert_eq!(world.api(&browser.new_tab()).await, 200, "{email}");
        assert_eq!(sizes.len(), NAMES.len(), "{email}: the browser keeps them all");
        assert!(browser.jar().refused().is_empty(), "{email}");
        assert!(sizes.iter().sum::<usize>() < LONGEST_LINE, "{email}: {sizes:?}");
    }
}

/// Every page, and every request of a script, brings the cookies that it needs, also the renewal and the sign-out.
#[tokio::test]
async fn the_cookies_reach_every_page_and_none_is_left_after_the_sign_out() {
    let world = start().await;
    let mut browser = world.browser_of(PEOPLE[0]).await;
    for round in 1..=3 {
        world.idp.outlive_access_tokens();
        let path = ["/dashboard", "/api/me", "/admin"][round - 1];
        assert_eq!(world.open(&mut browser, path).await.status(), 200, "{path}");
        assert_eq!(world.count("refresh_token.rotated"), round, "{path}");
        assert_eq!(count_of_session_cookies(&browser), 3, "each has one place: {path}");
    }
    world.open(&mut browser, "/dashboard").await;

    browser.press("Sign out").await.unwrap();

    assert_eq!(count_of_session_cookies(&browser), 0);
    assert_eq!(world.count("token.refused"), 0);
}

#[tokio::test]
async fn who_signs_out_everywhere_is_out_also_with_kept_cookies() {
    let world = start().await;
    let (mut laptop, phone) =
        (world.browser_of(PEOPLE[0]).await, world.browser_of(PEOPLE[0]).await);
    let kept = world.browser();
    kept.restore(&phone.jar());
    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&phone.new_tab()).await, 200);

    world.open(&mut laptop, "/sessions").await;
    world.idp.outlive_access_tokens();
    laptop.press("Sign out everywhere").await.unwrap();

    for browser in [&laptop, &phone, &kept] {
        assert_eq!(world.api(&browser.new_tab()).await, 401);
    }
    assert_eq!(count_of_session_cookies(&laptop), 0, "a renewal on the way leaves none");
}

fn count_of_session_cookies(browser: &UserAgent) -> usize {
    let jar = browser.jar();
    NAMES.iter().map(|name| jar.named(name).count()).sum()
}
