//! What people do with the sample app and the fake, from the browser's side.
//!
//! Each story keeps its transcript, with the fake's journal in it: every request of a browser, and below
//! it what happened at Scalekit because of it. It reads like a sequence diagram. Two stories of many
//! equal days and requests keep their counts only.

mod aged_sessions;
mod applications;
mod begun_at_the_provider;
mod behind_nginx;
mod console;
mod cross_site;
mod deliveries;
mod diagrams;
mod forgeries;
mod invitations;
mod kept_cookie;
mod keys;
mod logout_by_fetch;
mod machines;
mod made_over_the_api;
mod missing_role;
mod organizations;
mod outages;
mod own_application;
mod own_provider;
mod own_sessions;
mod passwordless;
mod readme;
mod renewals;
mod replays;
mod revoked_elsewhere;
mod roles_and_tokens;
mod sealed_cookies;
mod session_policy;
mod sessions_of_a_user;
mod sign_in;
mod sign_out;
mod sign_out_again;
mod sign_up;
mod stolen_state;
mod switching;
mod two_instances;
mod two_people;
mod two_tabs;
mod typed_errors;
mod unregistered;

#[test]
fn the_readme_shows_a_story_and_a_transcript_word_for_word() {
    let readme = include_str!("../../README.md");
    let story = include_str!("readme.rs");
    let snapshot = include_str!("snapshots/stories__sign_out__the_button.snap");

    assert!(readme.contains(&format!("```rust\n{story}```\n")));
    let (_, shown) = readme.split_once("```text\n").expect("a transcript");
    let (shown, _) = shown.split_once("```").expect("it ends");
    assert!(snapshot.contains(shown), "{shown}");
}
