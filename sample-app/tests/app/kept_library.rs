//! The library of `/spa/tokens`, which is kept in this repository: the page and the note beside it name its hash.

use aws_lc_rs::digest::{SHA384, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const LIBRARY: &[u8] = include_bytes!("../../assets/oidc-client-ts/oidc-client-ts.min.js");
const NOTE: &str = include_str!("../../assets/oidc-client-ts/README.md");
const PAGE: &str = include_str!("../../templates/spa/tokens.html");

#[test]
fn the_page_and_the_note_name_the_hash_of_the_file() {
    let hash = format!("sha384-{}", STANDARD.encode(digest(&SHA384, LIBRARY)));

    assert!(PAGE.contains(&format!("integrity=\"{hash}\"")), "the page: {hash}");
    assert!(NOTE.contains(&format!("`{hash}`")), "the note: {hash}");
}
