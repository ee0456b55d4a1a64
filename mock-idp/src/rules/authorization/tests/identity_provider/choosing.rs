//! Which requests lead to which identity provider.

use super::*;
use crate::rules::Refusal as _;
use crate::testing::{ACME, ALICE, AUTHORIZE, CAROL, GLOBEX, code, page, refusal};

/// Returns where a request waits: at an identity provider, or on the first page.
fn waits_at(world: &mut World, query: &str) -> String {
    let page = page(world.authorize(&format!("{AUTHORIZE}&{query}")));
    world.idp.read(|env| match &env.auth_request(&page).expect("it waits").stage {
        crate::environment::Stage::Upstream(upstream) => upstream.connection.to_string(),
        _ => "the first page".to_owned(),
    })
}

#[test]
fn every_selector_leads_to_its_identity_provider() {
    let mut world = world();

    for (query, expected) in [
        ("connection_id=conn_100000000000000001", OKTA),
        ("organization_id=org_100000000000000001", OKTA),
        ("domain_hint=acme.example", OKTA),
        ("domain=ACME.example", OKTA),
        ("login_hint=alice@acme.example", OKTA),
        ("login_hint=Alice@Acme.Example", OKTA),
        ("provider=google", GOOGLE),
        ("provider=google&connection_id=conn_100000000000000001", GOOGLE),
        ("provider=google&login_hint=alice@acme.example", GOOGLE),
        ("connection_id=conn_100000000000000002&organization_id=org_1", GOOGLE),
        ("organization_id=org_100000000000000002", "the first page"),
        ("login_hint=carol@globex.example", "the first page"),
        ("login_hint=a@mail.acme.example", "the first page"),
        ("login_hint=alice@acme.example&prompt=create", "the first page"),
    ] {
        assert_eq!(waits_at(&mut world, query), expected, "{query}");
    }
}

#[test]
fn the_connection_that_e_mail_codes_are_is_the_first_page() {
    let mut world = world();
    let email = world.idp.read(|env| env.settings().email_connection.clone());

    assert_eq!(waits_at(&mut world, &format!("connection_id={email}")), "the first page");
}

#[test]
fn an_unusable_selector_is_refused_in_scalekits_words() {
    let seed = seed()
        .connection(Connection::of("Globex", "okta").id("conn_3").disabled())
        .connection(Connection::social("github").id("conn_4").disabled())
        .domain(Domain::new("globex.example", "Globex"))
        .organization(crate::seed::Organization::new("Initech"))
        .domain(Domain::new("initech.example", "Initech"));
    let mut world = World::of(&seed);
    let created = world
        .manage(
            "connections.ConnectionService/CreateEnvironmentConnection",
            serde_json::json!({ "connection": { "provider_key": "notes", "type": "API_KEY" } }),
        )
        .expect("it is in order");
    let of_an_agent = created["connection"]["id"].as_str().expect("an id").to_owned();

    let mut refusals = Vec::new();
    for query in [
        "provider=gitlab".to_owned(),
        "provider=okta".to_owned(),
        "provider=github".to_owned(),
        "connection_id=conn_9".to_owned(),
        "connection_id=conn_3".to_owned(),
        format!("connection_id={of_an_agent}"),
        format!("organization_id={GLOBEX}"),
        "domain_hint=nobodys.example".to_owned(),
        "domain_hint=globex.example".to_owned(),
        "domain_hint=initech.example".to_owned(),
    ] {
        let refused = refusal(world.authorize(&format!("{AUTHORIZE}&{query}")));
        refusals.push(format!("{}: {refused}", refused.code().as_str()));
    }

    insta::assert_snapshot!(refusals.join("\n").replace(&of_an_agent, "conn_…"), @"
    no_configured_connections: no connection to the provider `gitlab` is configured in this environment
    no_configured_connections: no connection to the provider `okta` is configured in this environment
    connection_not_active: the connection conn_4 is disabled, or was deleted
    invalid_connection_id: there is no connection `conn_9` in this environment
    connection_not_active: the connection conn_3 is disabled, or was deleted
    invalid_connection_selector: nobody can sign in with the connection conn_…: no identity provider stands behind it
    no_active_connections: every identity provider of the organization org_100000000000000002 is disabled
    domain_not_found: no organization of this environment owns the domain `nobodys.example`
    no_active_connections: every identity provider of the organization org_100000000000000002 is disabled
    no_configured_connections: the organization org_466832397956113305 has no identity provider
    ");
}

#[test]
fn an_address_typed_on_the_first_page_finds_its_home() {
    let mut world = world();
    let page = page(world.authorize(AUTHORIZE));

    world.submit_email(&page, "erin@ACME.example").unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  identity_provider.asked      Okta of Acme");
    let answer = claim(&mut world, &page, "erin@acme.example");

    let claims = {
        let code = code(answer);
        id_claims(&mut world, &code)
    };
    assert_eq!(claims["amr"][0], OKTA);
}

#[test]
fn a_person_may_go_back_unless_the_application_sent_them() {
    let mut world = world();
    let typed = page(world.authorize(AUTHORIZE));
    world.submit_email(&typed, ALICE).unwrap();
    let sent = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));
    let restart = |world: &mut World, page: &AuthRequestId| {
        world.hosted(|desk, browser| hosted::restart(desk.env, page, browser))
    };

    assert!(restart(&mut world, &typed).is_ok());
    assert!(world.submit_email(&typed, CAROL).is_ok());
    assert!(matches!(
        restart(&mut world, &sent),
        Err(HostedPageError::Unavailable(hosted::PageUnavailableError::OutOfStep))
    ));
    assert!(matches!(
        world.submit_email(&sent, CAROL),
        Err(HostedPageError::Unavailable(hosted::PageUnavailableError::OutOfStep))
    ));
    assert!(world.sign_in_as(&sent, CAROL).is_err());
}

#[test]
fn one_click_does_not_pass_by_an_identity_provider() {
    let mut world = world();
    let first = page(world.authorize(AUTHORIZE));

    let step = world.sign_in_as(&first, ALICE);

    page(step);
    insta::assert_snapshot!(world.last_story(), @"00:00  identity_provider.asked      Okta of Acme");
}

#[test]
fn a_session_answers_unless_a_connection_is_named_that_did_not_vouch_for_it() {
    let mut world = world();
    let query = format!("{AUTHORIZE}&organization_id={GLOBEX}");
    world.sign_in(&query, CAROL);

    code(world.authorize(&format!("{AUTHORIZE}&organization_id={ACME}")));
    code(world.authorize(&format!("{AUTHORIZE}&login_hint=x@acme.example")));
    let request = page(world.authorize(&format!("{query}&provider=google")));
    code(claim(&mut world, &request, CAROL));
    code(world.authorize(&format!("{AUTHORIZE}&connection_id={GOOGLE}")));
    let silent = refusal(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}&prompt=none")));

    assert_eq!(silent.code().as_str(), "login_required");
}

#[test]
fn a_deleted_or_disabled_connection_lets_nobody_in_who_waits_there() {
    let mut world = world();
    let waiting = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));
    let of_acme = serde_json::json!({ "organization_id": ACME, "id": OKTA });
    world.manage("connections.ConnectionService/DeleteConnection", of_acme).unwrap();

    let refused = refusal(claim(&mut world, &waiting, ALICE));

    assert_eq!(refused.code().as_str(), "connection_not_active");
}
