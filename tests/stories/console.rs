//! The console: a person without scripts does there what a test does by the control API.

use e2e::World;
use user_agent::UserAgent;

/// Presses the first button of the console whose label begins like this.
async fn press(console: &mut UserAgent, css: &str, button: &str) -> String {
    let page = console.press_in(css, button).await.expect("the console has the button");
    assert_eq!(page.status(), 200, "{}", page.text());
    page.text()
}

#[tokio::test]
async fn she_is_signed_in_by_a_click_and_her_session_ends_by_another() {
    let world = World::start().await;
    let mut console = world.browser();
    let mut browser = world.browser();
    console.open(world.idp.environment_url()).await.unwrap();

    let said = press(&mut console, "#all-people", "Sign in as alice@acme.example").await;
    assert!(said.contains("comes as alice@acme.example: signed in"), "{said}");
    let page = world.open(&mut browser, "/dashboard").await;
    assert_eq!(page.heading(), "Dashboard", "no page came in between");

    console.reload().await.unwrap();
    let said = press(&mut console, "#all-sessions", "End the session of alice@acme.example").await;
    assert!(said.contains("has ended"), "{said}");
    world.pass(std::time::Duration::from_mins(6));
    let page = world.open(&mut browser, "/dashboard").await;
    assert_ne!(page.heading(), "Dashboard", "the app learnt of it");
}
