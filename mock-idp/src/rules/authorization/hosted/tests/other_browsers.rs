//! A request belongs to the browser that began it, and its forms are our own.

use super::super::{self as hosted, EmailForm, HostedPageError, PageUnavailableError};
use super::gone;
use crate::environment::AuthRequestId;
use crate::rules::authorization::{IdentityProviderForm, Step};
use crate::testing::{ALICE, AUTHORIZE, World, code, page, refusal};
use crate::wire::{Browser, ForeignForm};

/// Sends every form of the hosted pages.
fn every_form(world: &mut World, id: &AuthRequestId) -> Vec<Result<Step, HostedPageError>> {
    let form = EmailForm { email: ALICE.to_owned(), organization_name: None };
    let form_of_provider =
        IdentityProviderForm { email: ALICE.to_owned(), ..IdentityProviderForm::default() };
    vec![
        world.hosted(|desk, browser| hosted::submit_email(desk, id, &form, browser)),
        world.submit_code(id, "424242"),
        world.hosted(|desk, browser| hosted::resend(desk, id, browser)),
        world.hosted(|desk, browser| hosted::restart(desk.env, id, browser)),
        world.sign_in_as(id, ALICE),
        world.choose(id, "org_100000000000000001"),
        world.hosted(|desk, browser| hosted::decline(desk.env, id, browser)),
        world.hosted(|desk, browser| {
            hosted::choose_connection(desk.env, id, "conn_100000000000000001", browser)
        }),
        world.hosted(|desk, browser| {
            hosted::submit_identity_provider(desk, id, &form_of_provider, browser)
        }),
        world.hosted(|desk, browser| {
            hosted::fail_at_identity_provider(desk.env, id, "access_denied", browser)
        }),
    ]
}

#[test]
fn another_browser_finishes_nothing_and_sees_nothing() {
    let mut world = World::new();
    let id = page(world.authorize(AUTHORIZE));
    let own = std::mem::take(&mut world.browser);
    page(world.authorize(AUTHORIZE));

    for outcome in every_form(&mut world, &id) {
        assert_eq!(gone(refusal(outcome)), PageUnavailableError::OtherBrowser);
    }
    let browser = world.browser.clone();
    let seen = world.transact(|desk| hosted::visit(desk.env, &id, &browser));
    assert_eq!(gone(refusal(seen)), PageUnavailableError::OtherBrowser);
    let returned = world.hosted(|desk, browser| {
        hosted::partner_callback(desk, &id, "conn_100000000000000001", browser)
    });
    assert_eq!(gone(refusal(returned)), PageUnavailableError::OtherBrowser);

    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: this sign-in began in another browser, or this one did not keep the cookie sk_idp_browser of /oauth/authorize; begin again at the application");
    world.browser = own;
    code(world.sign_in_as(&id, ALICE));
}

#[test]
fn tabs_of_a_browser_share_what_binds_them() {
    let mut world = World::new();
    let first = page(world.authorize(AUTHORIZE));
    let before = world.browser.bindings.clone();
    let second = page(world.authorize(AUTHORIZE));

    assert_eq!(world.browser.bindings, before);
    code(world.sign_in_as(&second, ALICE));
    code(world.sign_in_as(&first, ALICE));
}

#[test]
fn a_planted_value_before_the_own_one_does_not_matter() {
    let mut world = World::new();
    let id = page(world.authorize(AUTHORIZE));
    let own = world.browser.bindings.clone();
    let mut other = World::new();
    other.authorize(AUTHORIZE).expect("a page");
    other.browser = Browser::default();
    other.authorize(AUTHORIZE).expect("a page");
    world.browser.bindings = [other.browser.bindings, own].concat();

    code(world.sign_in_as(&id, ALICE));
}

#[test]
fn a_form_of_another_site_does_nothing() {
    let mut world = World::new();
    let id = page(world.authorize(AUTHORIZE));
    let own = world.browser.clone();
    let (request, ()) = http::Request::post("/login/as")
        .header("sec-fetch-site", "cross-site")
        .body(())
        .expect("a request")
        .into_parts();
    world.browser.foreign = Browser::read(&request, "http://idp.test").foreign;

    for outcome in every_form(&mut world, &id) {
        let refused: HostedPageError = refusal(outcome);
        assert!(
            matches!(&refused, HostedPageError::ForeignForm(ForeignForm { .. })),
            "{refused:?}"
        );
    }

    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: a page of another origin sent this form (Sec-Fetch-Site: cross-site); the pages of this environment alone may send it");
    world.browser = own;
    code(world.sign_in_as(&id, ALICE));
}
