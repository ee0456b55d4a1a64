//! A seed that was built in Rust equals the same seed in TOML.

use super::*;
use crate::environment::{EndedSessionTokens, Reuse};

/// Returns a seed with all fields set.
pub(super) fn everything() -> Seed {
    Seed::empty()
        .production()
        .ids(7)
        .sign_in_as("ann@acme.example")
        .policies(|policies| {
            policies.refresh_grace_seconds = 0;
            policies.refresh_reuse = Reuse::RevokeSession;
            policies.ended_session_tokens = EndedSessionTokens::Accepted;
        })
        .client(
            Client::web("Acme web")
                .id("prd_skc_1")
                .secret("now")
                .secret("next")
                .redirect_uri("https://{{org_slug}}.acme.example/callback")
                .post_logout_redirect_uri("https://acme.example/")
                .back_channel_logout_uri("https://acme.example/logged-out")
                .initiate_login_uri("https://acme.example/login")
                .enforce_pkce(),
        )
        .client(Client::native("Acme phone").redirect_uri("com.acme.phone:/callback"))
        .organization(
            Organization::new("Acme")
                .id("org_1")
                .slug("acme")
                .external_id("t1")
                .metadata("tier", "gold"),
        )
        .permission(Permission::new("invoices:read").description("See invoices"))
        .role(
            Role::new("reader")
                .description("Reads")
                .permission("invoices:read")
                .default_creator()
                .default_member(),
        )
        .user(
            User::new("ann@acme.example")
                .id("usr_1")
                .name("Ann", "Lee")
                .locale("en")
                .picture("https://p.example/1")
                .external_id("e1")
                .member_of("org_1", ["reader"])
                .passkey(Passkey::new("Laptop").id("wac_1")),
        )
        .user(User::new("ben@acme.example").deactivated().unverified().joins("Acme"))
        .connection(
            Connection::of("Acme", "okta").id("conn_1").saml().title("Acme's Okta").disabled(),
        )
        .domain(Domain::new("acme.example", "Acme").id("dom_1").allowed_email())
        .directory(
            Directory::of("Acme", "okta")
                .id("dir_1")
                .name("Acme's people")
                .disabled()
                .group("Engineering")
                .user(
                    DirectoryUser::new("ann@acme.example")
                        .name("Ann", "Lee")
                        .in_group("Engineering"),
                ),
        )
        .webhook(Webhook::to("https://acme.example/webhooks").event("user.login"))
        .call_beyond_loopback()
}

#[test]
fn a_seed_survives_being_written_as_toml() {
    let written = toml::to_string(&everything()).expect("a seed can be written");

    assert_eq!(Seed::from_toml(&written).unwrap(), everything());
}

#[test]
fn every_way_to_choose_a_key_survives_being_written() {
    for key in [
        SigningKey::BuiltIn,
        SigningKey::Generate,
        SigningKey::PemFile("key.pem".into()),
        SigningKey::Pem("a\nb".into()),
    ] {
        let seed = Seed::empty().signing_key(key);

        let written = toml::to_string(&seed).expect("a seed can be written");
        assert_eq!(toml::from_str::<Seed>(&written).unwrap(), seed, "{written}");
    }
}

#[test]
fn a_mistake_in_rust_names_its_position() {
    let seed = Seed::empty()
        .organization(Organization::new("Acme"))
        .user(User::new("alice@acme.example").joins("Acmee"))
        .user(User::new("ALICE@acme.example").joins("Acme"));

    let error =
        seed.initial_state("http://127.0.0.1", &mut Ids::seeded(0)).expect_err("there is no Acmee");
    insta::assert_snapshot!(error, @r"
    error: `alice@acme.example` is taken
    --> users[1].email
     = note: the first is at users[0].email
     = help: no two users have the same `email`

    error: no organization `Acmee`
    --> users[0].memberships[0].organization
     = help: there is only `Acme`

    error: the seed has 2 mistakes
    ");
}

#[test]
fn unwrapping_a_mistake_prints_the_report() {
    let error = Seed::from_toml("client = 1").unwrap_err();

    assert_eq!(format!("{error:?}"), format!("\n{error}"));
}

#[test]
fn the_empty_seed_has_scalekits_roles_and_nobody() {
    let world = Seed::empty().initial_state("http://127.0.0.1:4010/", &mut Ids::seeded(0)).unwrap();

    assert!(
        world.contents.users.is_empty()
            && world.contents.clients.is_empty()
            && world.contents.organizations.is_empty()
    );
    let roles: Vec<_> = world
        .contents
        .roles
        .iter()
        .map(|role| (role.name.as_str(), role.default_creator, role.default_member))
        .collect();
    assert_eq!(roles, [("admin", true, false), ("member", false, true)]);
    assert_eq!(&*world.settings.issuer, "http://127.0.0.1:4010", "an issuer ends without a slash");
}
