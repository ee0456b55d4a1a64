//! Further facts about the browser of a request: which browser began a sign-in, whose page sent a form, and
//! prefetches.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::app::App;
use crate::chromium::{Chromium, NAMES};
use crate::{arrive, click, prove};

const ALICE: &str = "alice@acme.example";
const BOB: &str = "bob@acme.example";
const ERIN: &str = "erin@initech.example";

/// Bob's id in the default seed.
const BOBS_ID: &str = "usr_100000000000000002";

#[tokio::test]
async fn at_a_plain_http_name_our_own_forms_work_and_those_of_others_do_not() -> WebDriverResult<()>
{
    let Some(chromium) = Chromium::start_with(&[NAMES]).await else {
        return Ok(());
    };
    let app = App::start("app.test", "idp.test").await;
    let browser = &chromium.driver;

    let page = begin(&app, browser).await?;
    let evil = app.url.replace("app.test", "evil.test");
    post_as_bob(&app, browser, &evil, &page).await?;
    browser.goto(&page).await?;
    prove(&app.idp, browser, ALICE).await?;
    arrive(browser, "Signed in").await?;

    let people: Vec<_> = app.idp.sessions().into_iter().map(|session| session.user).collect();
    assert_eq!(people.len(), 1, "Alice alone: {people:?}");
    browser.goto(app.logout_url()).await?;
    assert!(!app.is_signed_in(browser).await?, "a logout works there as well");
    Ok(())
}

#[tokio::test]
async fn a_form_of_another_port_is_refused_though_the_host_is_the_same() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "localhost").await;
    let browser = &chromium.driver;

    let page = begin(&app, browser).await?;
    post_as_bob(&app, browser, &app.url, &page).await?;
    browser.goto(&page).await?;
    prove(&app.idp, browser, ALICE).await?;

    arrive(browser, "Signed in").await?;
    Ok(())
}

#[tokio::test]
async fn a_sign_in_belongs_to_the_browser_that_began_it() -> WebDriverResult<()> {
    let (Some(first), Some(second)) = (Chromium::start().await, Chromium::start().await) else {
        return Ok(());
    };
    let app = App::start("localhost", "localhost").await;

    let page = begin(&app, &first.driver).await?;
    second.driver.goto(&page).await?;
    arrive(&second.driver, "Another browser began this sign-in").await?;
    first.driver.refresh().await?;
    prove(&app.idp, &first.driver, ALICE).await?;
    arrive(&first.driver, "Signed in").await?;

    assert!(!app.is_signed_in(&second.driver).await?);
    Ok(())
}

#[tokio::test]
async fn a_frame_of_the_same_site_signs_in_silently_while_there_is_a_session() -> WebDriverResult<()>
{
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "localhost").await;
    let browser = &chromium.driver;

    let before = silent_frame(&app, browser, "authorize.refused").await?;
    app.sign_in(browser, ALICE).await?;
    let signed_in = silent_frame(&app, browser, "authorization_code.issued").await?;
    browser.goto(app.logout_url()).await?;
    let after = silent_frame(&app, browser, "authorize.refused").await?;

    assert_eq!([&*before, &*signed_in, &*after], ["login_required", "Signed in", "login_required"]);
    Ok(())
}

#[tokio::test]
async fn looking_ahead_accepts_no_invitation_and_following_the_link_does() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "localhost").await;
    let browser = &chromium.driver;
    let create = "scalekit.v1.users.UserService/CreateUserAndMembership";
    let erin = json!({ "organization_id": e2e::ACME, "user": { "email": ERIN } });
    app.idp.manage(create, erin).expect("Erin is new");
    let link = app.idp.newest_link(ERIN).expect("a mail was sent");

    for guess in [
        format!("<link rel=prefetch href='{link}'>"),
        speculation("prefetch", &link),
        speculation("prerender", &link),
    ] {
        let from = app.idp.last_seq() + 1;
        let page = format!("{guess}<a id=go href='{link}'>x</a>");
        app.show(browser, &page).await?;
        app.comes("route.refused", from).await.expect("the browser looks ahead");
        assert_eq!(app.live_sessions(), 0, "nobody is in: {guess}");
    }
    browser.find(By::Id("go")).await?.click().await?;
    arrive(browser, "Signed in").await?;

    assert_eq!(app.idp.sessions_of(ERIN).expect("a person").len(), 1);
    assert!(app.is_signed_in(browser).await?);
    Ok(())
}

#[tokio::test]
async fn looking_ahead_uses_up_no_prepared_sign_in_and_following_the_link_does()
-> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "localhost").await;
    let browser = &chromium.driver;
    app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");

    for how in ["prefetch", "prerender"] {
        let from = app.idp.last_seq() + 1;
        let login = format!("{}/login", app.url);
        let page = format!("{}<a id=go href='/login'>x</a>", speculation(how, &login));
        app.show(browser, &page).await?;
        app.comes("route.refused", from).await.expect("the browser looks ahead");
        assert_eq!(app.live_sessions(), 0, "nobody is in: {how}");
    }
    browser.find(By::Id("go")).await?.click().await?;
    arrive(browser, "Signed in").await?;

    assert_eq!(app.live_sessions(), 1);
    Ok(())
}

#[tokio::test]
async fn what_a_neighbour_plants_keeps_nobody_out_and_nobody_in() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "localhost").await;
    let browser = &chromium.driver;
    let right_shape = "A".repeat(43);

    app.sign_in(browser, BOB).await?;
    browser.goto(app.logout_url().replace("/oidc/logout", "/")).await?;
    let bobs = browser.get_named_cookie("sk_idp_session").await?.value;
    browser.delete_all_cookies().await?;
    let page = begin(&app, browser).await?;
    let (_, request) = page.split_once("request=").expect("the page of a request");
    let of_the_request = format!("sk_idp_request_{request}");
    plant(
        &app,
        browser,
        &[
            ("sk_idp_session", &right_shape, "/login"),
            ("sk_idp_session", "planted", "/"),
            (&of_the_request, &right_shape, "/login"),
            (&of_the_request, "J\u{fc}rgen = \"\u{20ac}\"", "/"),
            ("sk_idp_request_ar_1", &right_shape, "/"),
            ("name", "J\u{fc}rgen=\"\u{20ac}\"", "/"),
        ],
    )
    .await?;
    browser.goto(&page).await?;
    prove(&app.idp, browser, ALICE).await?;
    arrive(browser, "Signed in").await?;
    plant(
        &app,
        browser,
        &[
            ("sk_idp_session", &right_shape, "/oauth"),
            ("sk_idp_session", "\"planted\"=", "/oidc"),
            ("sk_idp_session", &bobs, "/oidc/logout"),
        ],
    )
    .await?;
    assert!(app.is_signed_in(browser).await?);
    assert_eq!(app.live_sessions(), 2);

    let from = app.idp.last_seq() + 1;
    app.show(browser, &format!("<a id=go href='{}'>x</a>", app.logout_url())).await?;
    browser.find(By::Id("go")).await?.click().await?;
    assert_eq!(app.came_of_logout(from).await, "");

    assert!(!app.is_signed_in(browser).await?);
    assert_eq!(app.live_sessions(), 0, "every session that a cookie opens has ended");
    Ok(())
}

/// Begins a sign-in, and returns the address of its page.
async fn begin(app: &App, browser: &WebDriver) -> WebDriverResult<String> {
    browser.goto(format!("{}/login", app.url)).await?;
    arrive(browser, "Sign in to Witness").await?;
    Ok(browser.current_url().await?.to_string())
}

/// Posts the form of the sign-in at `page` from a page at `origin`, with Bob as the person.
async fn post_as_bob(
    app: &App,
    browser: &WebDriver,
    origin: &str,
    page: &str,
) -> WebDriverResult<()> {
    let request = page.split_once("request=").expect("the page is of a request").1;
    let form = format!(
        "<form method=post action='{}/login/as'><input name=request value='{request}'>
         <button name=user value='{BOBS_ID}'>Win</button></form>",
        app.idp.environment_url()
    );
    app.show_at(browser, origin, &form).await?;
    click(browser, "Win").await?;
    arrive(browser, "Another site sent this form").await?;
    assert_eq!(app.live_sessions(), 0, "nobody is signed in");
    Ok(())
}

/// Returns what a frame of the application's page shows after an authorization without a page.
async fn silent_frame(app: &App, browser: &WebDriver, event: &str) -> WebDriverResult<String> {
    let from = app.idp.last_seq() + 1;
    app.show(browser, "<iframe src='/login?prompt=none'></iframe>").await?;
    app.comes(event, from).await.expect("the frame asks");
    let frame = browser.find(By::Tag("iframe")).await?;
    frame.enter_frame().await?;
    let heading = browser.query(By::Tag("h1")).first().await?.text().await?;
    browser.enter_default_frame().await?;
    Ok(heading)
}

/// Returns speculation rules by which a browser prefetches or prerenders at once.
fn speculation(how: &str, link: &str) -> String {
    let rules = json!({ how: [{ "urls": [link], "eagerness": "immediate" }] });
    format!("<script type=speculationrules>{rules}</script>")
}

/// Sets these cookies (name, value and path) as a script at the application's port does.
async fn plant(
    app: &App,
    browser: &WebDriver,
    cookies: &[(&str, &str, &str)],
) -> WebDriverResult<()> {
    app.show(browser, "").await?;
    for (name, value, path) in cookies {
        let cookie = json!(format!("{name}={value}; path={path}"));
        browser.execute(format!("document.cookie = {cookie}"), Vec::new()).await?;
    }
    Ok(())
}
