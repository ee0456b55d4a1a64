//! A request belongs to the browser that began it, and its forms are our own.

use super::super::{self as hosted, EmailForm, HostedPageError, PageUnavailableError};
use super::gone;
use crate::Secret;
use crate::environment::AuthRequestId;
use crate::rules::authorization::{IdentityProviderForm, Step};
use crate::testing::{ALICE, AUTHORIZE, World, code, page, refusal};
use crate::wire::{Browser, ForeignFormError, RequestCookie};

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

    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: this sign-in began in another browser, or this one did not keep the cookie sk_idp_request_* of /oauth/authorize; begin again at the application");
    world.browser = own;
    code(world.sign_in_as(&id, ALICE));
}

/// Returns the value of the only cookie of a request that the browser has for it.
#[track_caller]
fn binding(world: &World, id: &AuthRequestId) -> Secret {
    let own = world.browser.requests.iter().filter(|cookie| cookie.request == id.as_str());
    let [only] = own.collect::<Vec<_>>()[..] else { panic!("not one cookie: {:?}", world.browser) };
    only.value.clone()
}

#[test]
fn tabs_that_begin_at_once_with_an_empty_jar_both_finish() {
    let mut world = World::new();
    let first = page(world.authorize(AUTHORIZE));
    let of_first = std::mem::take(&mut world.browser.requests);
    let second = page(world.authorize(AUTHORIZE));
    world.browser.requests.extend(of_first);

    assert_ne!(binding(&world, &first), binding(&world, &second));
    code(world.sign_in_as(&second, ALICE));
    code(world.sign_in_as(&first, ALICE));
}

#[test]
fn a_value_that_the_browser_brings_is_not_adopted() {
    let mut world = World::new();
    let known = page(world.authorize(AUTHORIZE));
    let planted = binding(&world, &known);
    let mut twin = World::new();
    page(twin.authorize(AUTHORIZE));
    let next = page(twin.authorize(AUTHORIZE));
    world.browser.requests = vec![RequestCookie { request: next.to_string(), value: planted }];
    let thief = world.browser.clone();

    let id = page(world.authorize(AUTHORIZE));

    assert_eq!(id, next, "even the name was right");
    world.browser = thief;
    for outcome in every_form(&mut world, &id) {
        assert_eq!(gone(refusal(outcome)), PageUnavailableError::OtherBrowser);
    }
}

#[test]
fn a_planted_duplicate_before_or_after_the_own_cookie_does_not_matter() {
    for is_before in [true, false] {
        let mut world = World::new();
        let id = page(world.authorize(AUTHORIZE));
        let planted =
            RequestCookie { request: id.to_string(), value: Secret::from("A".repeat(43).as_str()) };
        let place = if is_before { 0 } else { world.browser.requests.len() };
        world.browser.requests.insert(place, planted);

        code(world.sign_in_as(&id, ALICE));
    }
}

#[test]
fn nothing_is_drawn_for_a_request_that_is_answered_at_once() {
    let mut world = World::new();
    let first = page(world.authorize(AUTHORIZE));
    code(world.sign_in_as(&first, ALICE));
    let mut twin = World::new();
    let same = page(twin.authorize(AUTHORIZE));
    code(twin.sign_in_as(&same, ALICE));

    code(world.authorize(AUTHORIZE));
    code(twin.authorize(AUTHORIZE));
    code(twin.authorize(AUTHORIZE));

    let prompt = format!("{AUTHORIZE}&prompt=login");
    let (one, other) = (page(world.authorize(&prompt)), page(twin.authorize(&prompt)));
    assert_eq!(binding(&world, &one), binding(&twin, &other));
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
            matches!(&refused, HostedPageError::ForeignForm(ForeignFormError { .. })),
            "{refused:?}"
        );
    }

    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: a page of another origin sent this form (Sec-Fetch-Site: cross-site); the pages of this environment alone may send it");
    world.browser = own;
    code(world.sign_in_as(&id, ALICE));
}
