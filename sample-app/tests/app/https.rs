//! The cookies of an app that is reached by https.

use sample_app::Database;

use crate::stories::world::{OWN_LINK, World};

#[tokio::test]
async fn on_https_the_cookies_are_bound_to_the_host() {
    let world = World::at("https://app.example", Database::Memory).await;
    let mut browser = world.browser();

    let login = browser.get("/login").await;
    let callback = world.sign_in(&mut browser, "/login").await;
    let signed_out = browser.get_with("/logout", &OWN_LINK).await;

    let without_values = |line: &str| {
        let (pair, attributes) = line.split_once("; ").expect("attributes");
        let (name, value) = pair.split_once('=').expect("a value");
        format!("{name}=[{} characters]; {attributes}", value.len())
    };
    let lines: Vec<_> = [&login, &callback, &signed_out]
        .into_iter()
        .flat_map(|answer| answer.set_cookies())
        .map(without_values)
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    __Host-sign_in=[43 characters]; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600
    __Host-session=[43 characters]; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000
    __Host-session=[0 characters]; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0
    __Host-sign_in=[0 characters]; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0
    ");
    assert_eq!(login.header("strict-transport-security"), "max-age=31536000");
}
