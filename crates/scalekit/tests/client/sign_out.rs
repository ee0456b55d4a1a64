//! Signing out: the logout URL and its parameters.

use scalekit::{Client, IdToken, Logout};

fn url(logout: Logout) -> String {
    let client = Client::builder("https://example.scalekit.com/", "skc_1").build();
    client.expect("the settings are good").logout_url(logout).into()
}

#[test]
fn everything_that_was_set_is_in_the_url_once() {
    let id_token = IdToken::from("e30.e30.c2ln");

    let url = url(Logout::to("https://app.example/logged-out?a=1&b=2")
        .id_token_hint(&id_token)
        .state("s&t"));

    insta::assert_snapshot!(url, @"https://example.scalekit.com/oidc/logout?id_token_hint=e30.e30.c2ln&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Flogged-out%3Fa%3D1%26b%3D2&state=s%26t");
}

#[test]
fn without_anything_it_is_bare() {
    insta::assert_snapshot!(url(Logout::default()), @"https://example.scalekit.com/oidc/logout");
}

#[test]
fn the_hint_is_not_printed() {
    let logout = Logout::default().id_token_hint(&IdToken::from("e30.e30.c2ln"));

    assert!(!format!("{logout:?}").contains("e30"));
}
