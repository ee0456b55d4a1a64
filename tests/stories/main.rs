//! What people do with the sample app and the fake, told from the browser's side.
//!
//! Each story keeps its transcript, which reads like a sequence diagram, and the fake's journal.

mod cross_site;
mod forgeries;
mod kept_cookie;
mod keys;
mod logout_by_fetch;
mod missing_role;
mod outages;
mod readme;
mod replays;
mod revoked_elsewhere;
mod sign_in;
mod sign_out;
mod sign_out_again;
mod sign_up;
mod stays;
mod stolen_state;
mod two_people;
mod two_tabs;
mod unregistered;

#[test]
fn the_readme_shows_its_story_word_for_word() {
    let (readme, story) = (include_str!("../../README.md"), include_str!("readme.rs"));

    assert!(readme.contains(&format!("```rust\n{story}```\n")));
}
