//! What the fake learns of each way in which a browser reaches it, and what its verdict on the application says: every fact
//! that a browser makes has this witness.

use std::fmt::Write as _;

use mock_idp::exchange::{CredentialKind, Exchange, Sender, SiteRelation};
use mock_idp::verdict::Finding;
use mock_idp::{Endpoint, MockIdp};
use thirtyfour::prelude::*;

use crate::app::App;
use crate::chromium::Chromium;
use crate::logout::WAYS;

const ALICE: &str = "alice@acme.example";

/// The ways to the logout, by their names, each with the fake's host: the application is at `localhost`. By speculation
/// rules Chromium looks ahead at its own site alone, once it has a cookie there.
const CHOSEN: [(&str, &str); 13] = [
    ("a link", "127.0.0.1"),
    ("a typed address", "127.0.0.1"),
    ("a link, answered 302", "127.0.0.1"),
    ("a form, POST, answered 303", "127.0.0.1"),
    ("a form, POST, answered 307", "127.0.0.1"),
    ("a form, POST straight there", "127.0.0.1"),
    ("fetch, cors", "127.0.0.1"),
    ("fetch of the app, answered 302", "127.0.0.1"),
    ("<img>", "127.0.0.1"),
    ("<iframe>", "127.0.0.1"),
    ("<link rel=prefetch>", "127.0.0.1"),
    ("speculation rules, prefetch", "localhost"),
    ("speculation rules, prerender", "localhost"),
];

#[tokio::test]
async fn each_way_to_the_logout_is_known_and_judged() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let browser = &chromium.driver;
    let mut lines = String::new();
    for (name, host) in CHOSEN {
        let way = WAYS.iter().find(|way| way.name == name).expect("a way of this name");
        let app = App::start("localhost", host).await;
        app.sign_in(browser, ALICE).await?;
        app.redeem(browser).await?;
        way.go(&app, browser).await?;
        let is_signed_in = app.is_signed_in(browser).await?;

        let logout = last_at(&app.idp, Endpoint::Logout);
        let became = if is_signed_in { "lives" } else { "ends" };
        writeln!(lines, "{name}: {} -> {became}", describe(&logout)).expect("a string takes all");
        for finding in about_logouts(&app.idp) {
            let Finding { weight, slug, what, .. } = finding;
            writeln!(lines, "    {weight} {slug}: {what}").expect("a string takes all");
        }
    }
    insta::assert_snapshot!(lines, @r"
    a link: GET Document, cross-site, from the page, cookie -> ends
    a typed address: GET Document, none, from nowhere, cookie -> ends
    a link, answered 302: GET Document, cross-site, from the page, cookie -> ends
    a form, POST, answered 303: GET Document, cross-site, from the page, cookie -> ends
    a form, POST, answered 307: POST CrossOriginPost, cross-site, from the page, no cookie -> lives
        fault redirect-is-303: a browser came to /oidc/logout by the POST of another origin, by a form or a 307: it withholds the session's cookie, and nobody was signed out at Scalekit
    a form, POST straight there: POST CrossOriginPost, cross-site, from the page, no cookie -> lives
        fault redirect-is-303: a browser came to /oidc/logout by the POST of another origin, by a form or a 307: it withholds the session's cookie, and nobody was signed out at Scalekit
    fetch, cors: GET Script, cross-site, from the page, no cookie -> lives
        doubt logout-by-navigation: a script requested /oidc/logout: nobody was signed out at Scalekit by this request; if the page fetches its links before anybody clicks them, as Next.js and Turbo do, or sends the window there afterwards, all is well
    fetch of the app, answered 302: GET Script, cross-site, from the page, no cookie -> lives
        doubt logout-by-navigation: a script requested /oidc/logout: nobody was signed out at Scalekit by this request; if the page fetches its links before anybody clicks them, as Next.js and Turbo do, or sends the window there afterwards, all is well
    <img>: GET Subresource (image), cross-site, from the page, no cookie -> lives
        fault logout-by-navigation: a page loaded /oidc/logout as a part of itself (image): nobody was signed out at Scalekit
    <iframe>: GET Frame, cross-site, from the page, no cookie -> lives
        doubt logout-by-navigation: a frame requested /oidc/logout: nobody was signed out at Scalekit; if a test runner shows the whole application in a frame, let it use a window; Cypress behaves like one with experimentalModifyObstructiveThirdPartyCode
    <link rel=prefetch>: GET Prefetch, cross-site, from the page, no cookie -> lives
        doubt logout-by-navigation: a page let the browser prefetch or prerender /oidc/logout: nobody was signed out at Scalekit; if the person goes there afterwards, all is well
    speculation rules, prefetch: GET Prefetch, none, from the page, cookie -> lives
        doubt logout-by-navigation: a page let the browser prefetch or prerender /oidc/logout: nobody was signed out at Scalekit; if the person goes there afterwards, all is well
    speculation rules, prerender: GET Prefetch, none, from the page, cookie -> lives
        doubt logout-by-navigation: a page let the browser prefetch or prerender /oidc/logout: nobody was signed out at Scalekit; if the person goes there afterwards, all is well
    ");
    Ok(())
}

/// The browser follows the redirect of the application, and its rules stop the script at the answer.
#[tokio::test]
async fn a_sign_in_by_a_script_is_known_as_one() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "127.0.0.1").await;
    let browser = &chromium.driver;

    let from = app.idp.last_seq() + 1;
    app.show(browser, "<script>fetch('/login')</script>").await?;
    app.comes("authorization.requested", from).await.expect("the script requests it");
    app.is_signed_in(browser).await?;

    let exchanges = app.idp.exchanges();
    let first = exchanges.iter().find(|exchange| exchange.is_at(Endpoint::Authorize));
    insta::assert_snapshot!(describe(first.expect("an authorization request")), @"GET Script, cross-site, from the page, no cookie");
    Ok(())
}

fn last_at(idp: &MockIdp, endpoint: Endpoint) -> Exchange {
    let exchanges = idp.exchanges();
    let last = exchanges.iter().rfind(|exchange| exchange.is_at(endpoint));
    Exchange::clone(last.expect("the browser came"))
}

/// Returns the method, what sent the request, its site, and whether the page and the cookie came along.
fn describe(exchange: &Exchange) -> String {
    let sender = match &exchange.sender {
        Sender::Browser { destination, site, .. } => {
            let part = exchange.sender.part().map(|part| format!(" ({part})")).unwrap_or_default();
            format!("{destination:?}{part}, {}", site.map_or("no site", SiteRelation::as_str))
        }
        other => format!("{other:?}"),
    };
    let from = if exchange.from.is_some() { "from the page" } else { "from nowhere" };
    let has_cookie = exchange.shows(CredentialKind::SessionCookie).is_some();
    let cookie = if has_cookie { "cookie" } else { "no cookie" };
    format!("{} {sender}, {from}, {cookie}", exchange.method)
}

/// Returns the findings about signing out: this application signs people in as plainly as it can.
fn about_logouts(idp: &MockIdp) -> Vec<Finding> {
    let findings = idp.verdict().findings.into_iter();
    findings.filter(|finding| finding.row.is_none_or(|row| (77..=99).contains(&row))).collect()
}
