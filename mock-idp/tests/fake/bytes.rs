//! The same requests in the same order get the same bytes, in this process and in another.

use std::fmt::Write as _;
use std::process::Command;

use crate::http::{ALICE, ASK, Answer, Fake, SignedIn, WEB};

/// Where the life in another process is to be written.
const LIFE_TO: &str = "MOCK_IDP_TEST_LIFE_TO";

/// Everything that comes back in one whole flow, with the journal after it.
fn life() -> String {
    let fake = Fake::start();
    let mut bytes = String::new();
    let mut note = |answer: &Answer| {
        // `Display` would shorten; here every byte counts, but for the time of day of the machine.
        let mut headers = answer.headers.clone();
        headers.remove("date");
        writeln!(bytes, "{} {headers:?}\n{}", answer.status, answer.body).expect("a String grows");
    };

    let page = fake.page(ASK);
    note(&fake.get(&format!("/login?request={page}")));
    note(&fake.post(
        "/login/email",
        &format!("request={page}&email=alice@acme.example"),
    ));
    note(&fake.get("/mailbox"));
    let digits = fake.idp.newest_code("alice@acme.example").expect("a mail");
    let answer = fake.post("/login/code", &format!("request={page}&code={digits}"));
    note(&answer);
    let (code, cookie) = (answer.parameter("code").expect("a code"), answer.cookie());
    let tokens = fake.redeem(&code);
    note(&tokens);
    fake.idp.outlive_access_tokens();
    let tokens = tokens.json();
    let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    let refresh = format!(
        "{WEB}&grant_type=refresh_token&refresh_token={}",
        text("refresh_token")
    );
    let refreshed = fake.post("/oauth/token", &refresh);
    note(&refreshed);
    let access = refreshed.json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    note(&fake.post("/userinfo", &format!("access_token={access}")));
    let logout = format!(
        "/oidc/logout?id_token_hint={}&post_logout_redirect_uri=http://localhost:3000/",
        text("id_token")
    );
    note(&fake.get_with(&cookie, &logout));
    note(&fake.redeem(&code));
    note(&fake.get("/_mock/journal"));
    bytes + &fake.idp.journal()
}

#[test]
fn the_same_life_leaves_the_same_bytes() {
    let first = life();

    assert!(first.contains("\"access_token\":\"eyJ"), "tokens are in it");
    assert!(
        first.contains("\"event\":\"user.logout\""),
        "and the journal"
    );
    assert_eq!(first, life());
}

#[test]
fn the_same_life_in_another_process_leaves_the_same_bytes() {
    if let Some(file) = std::env::var_os(LIFE_TO) {
        // This is the other process.
        return std::fs::write(file, life()).expect("the file can be written");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("life");
    let this = std::env::current_exe().expect("a test runs from a file");

    let other = Command::new(this)
        .args([
            "--exact",
            "bytes::the_same_life_in_another_process_leaves_the_same_bytes",
        ])
        .env(LIFE_TO, &file)
        .output()
        .expect("the test runs again");

    assert!(other.status.success(), "{other:?}");
    let theirs = std::fs::read_to_string(&file).expect("it wrote its life down");
    assert_eq!(life(), theirs);
}

#[test]
fn without_a_number_for_its_ids_nobody_can_foretell_them() {
    let codes = [(); 2].map(|()| {
        let idp = mock_idp::MockIdp::start();
        idp.sign_in_next_as(ALICE).expect("she exists");
        let answer = crate::http::client()
            .get(format!("{}{ASK}", idp.environment_url()))
            .send()
            .expect("it answers");
        answer.headers()["location"].clone()
    });

    assert_ne!(codes[0], codes[1]);
}

#[test]
fn another_number_for_the_ids_gives_other_bytes() {
    let code = |ids: u64| {
        let fake = Fake::start_with_ids(ids);
        let SignedIn { code, .. } = fake.sign_in(ASK, ALICE);
        code
    };

    assert_eq!(code(7), code(7));
    assert_ne!(code(7), code(8));
}
