//! The files on disk have nothing that a thief of a copy could use.

use std::fs;
use std::path::Path;

use super::world::World;

/// Says whether any file of the folder has this text in it: the database's, or its journal's.
fn lies_in(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder).expect("a folder").flatten();
    let mut files = files.map(|file| fs::read(file.path()).expect("a file"));
    files.any(|file| file.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[tokio::test]
async fn the_file_holds_no_token_no_cookie_and_nothing_that_opens_them() {
    let (folder, world) = World::on_disk().await;
    let mut browser = world.signed_in().await;
    let mut secrets = browser.session_values();
    let csrf_token = browser.csrf_token().await;
    world.advance(301);
    assert!(browser.is_signed_in().await, "with its second tokens");
    let mut other = world.browser();
    let callback = world.begin(&mut other, "/login?next=/reports/canary").await;
    let state = callback.split_once("state=").expect("a state").1;

    secrets.extend(browser.session_values());
    let others = [
        "eyJ",
        "rt_1",
        "rt_2",
        "alice@acme.example",
        "canary",
        &csrf_token,
        &other.cookies["sign_in"],
        state,
        &world.idp.scenario().nonce,
        "verifier",
    ];
    secrets.extend(others.map(str::to_owned));
    // A token has parts with dots between.
    for secret in secrets.iter().flat_map(|secret| secret.split('.')) {
        assert!(!lies_in(folder.path(), secret), "{secret} lies in the file");
    }
    for clear in ["ses_1", "usr_alice"] {
        assert!(lies_in(folder.path(), clear), "{clear} is found without the cookie");
    }
}
