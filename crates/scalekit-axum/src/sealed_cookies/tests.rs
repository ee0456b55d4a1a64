//! What opens, what does not, and what does not fit.

use axum::http::header::COOKIE;
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::session::SESSION_MAX_AGE;

fn cookies() -> Cookies {
    Cookies::for_app_at(&Url::parse("https://app.example").expect("a URL"))
}

/// Returns the keys of these numbers.
fn keys(numbers: &[u8]) -> Keys {
    let keys = numbers.iter().map(|number| URL_SAFE_NO_PAD.encode([*number; 32]));
    keys.collect::<Vec<_>>().join(",").parse().expect("keys")
}

fn jwt(claims: &Value) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(&claims.to_string()), part("signature"))
}

/// Returns a session with these permissions, and tokens that say what its claims say.
fn session_with(permissions: &[String]) -> Session {
    let mut session = json!(Session::example());
    let access = json!({
        "sub": "usr_1", "oid": "org_1", "client_id": "skc_1", "jti": "tkn_1", "exp": 60, "iat": 0,
        "permissions": permissions,
    });
    let id = json!({ "sub": "usr_1", "sid": "ses_1", "name": "Alice", "exp": 60, "iat": 0 });
    session["tokens"]["access_token"] = jwt(&access).into();
    session["tokens"]["access_claims"] = access;
    session["tokens"]["id_token"] = jwt(&id).into();
    session["identity"] = id;
    serde_json::from_value(session).expect("a session")
}

fn session() -> Session {
    session_with(&["reports:read".to_owned()])
}

/// Returns the values of the three cookies, without their names.
fn values_of(secret: &CookieSecret, session: &Session) -> [String; 3] {
    let written = written(&keys(&[1]), &cookies(), secret, session, SESSION_MAX_AGE);
    let value = |line: HeaderValue| {
        let line = line.to_str().expect("ASCII");
        let (_, value) =
            line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
        value.to_owned()
    };
    let values: Vec<_> = written.expect("it fits").into_iter().map(value).collect();
    values.try_into().expect("three cookies")
}

fn line([access, refresh, id]: &[String; 3]) -> String {
    format!("__Host-accessToken={access}; __Host-refreshToken={refresh}; __Host-idToken={id}")
}

/// Returns what a request with this line of cookies brings.
fn brought_by(keys: &Keys, line: impl AsRef<[u8]>) -> Vec<BroughtSession> {
    let line = HeaderValue::from_bytes(line.as_ref()).expect("a header");
    brought(keys, &cookies(), &HeaderMap::from_iter([(COOKIE, line)]))
}

/// Returns the versions of the sessions that are carried whole.
fn carried(line: impl AsRef<[u8]>) -> Vec<u64> {
    brought_by(&keys(&[1]), line).iter().filter_map(BroughtSession::version).collect()
}

#[test]
fn a_session_comes_back_as_it_went() {
    let (secret, session) = (CookieSecret::fresh(), Session { version: 7, ..session() });

    let brought = brought_by(&keys(&[1]), line(&values_of(&secret, &session)));

    let [BroughtSession { secret: same, carried: Some(back), .. }] = &brought[..] else {
        panic!("{brought:?}");
    };
    assert_eq!((same, back.version), (&secret, 7));
    assert_eq!(json!(back), json!(session));
}

#[test]
fn what_the_tokens_do_not_say_themselves_is_carried_besides() {
    let mut session = session();
    session.identity.name = Some("Alice of the sign-in".to_owned());
    session.tokens.access_claims.roles.push("of another form".to_owned());
    for id_token in [session.tokens.id_token.clone(), None] {
        session.tokens.id_token = id_token;

        let line = line(&values_of(&CookieSecret::fresh(), &session));

        let back = brought_by(&keys(&[1]), line).remove(0).carried.expect("carried");
        assert_eq!(json!(back), json!(session));
    }
}

#[test]
fn nobody_reads_a_token_in_a_cookie() {
    let (secret, session) = (CookieSecret::fresh(), session());
    for value in values_of(&secret, &session) {
        let octets = URL_SAFE_NO_PAD.decode(&value).expect("base64url");
        for readable in ["eyJ", "refresh", "usr_1", secret.secret()] {
            let is_in = |octets: &[u8]| {
                octets.windows(readable.len()).any(|window| window == readable.as_bytes())
            };
            assert!(!is_in(value.as_bytes()) && !is_in(&octets), "{readable}");
        }
    }
}

#[test]
fn a_cookie_with_one_character_changed_opens_nothing() {
    let values = values_of(&CookieSecret::fresh(), &session());
    assert_eq!(carried(line(&values)), [0]);
    for cookie in 0..3 {
        for at in 0..values[cookie].len() {
            let mut spoilt = values.clone();
            let other = if &spoilt[cookie][at..=at] == "A" { "B" } else { "A" };
            spoilt[cookie].replace_range(at..=at, other);

            assert_eq!(carried(line(&spoilt)), [0; 0], "character {at} of cookie {cookie}");
        }
    }
}

#[test]
fn a_cookie_opens_in_its_own_place_alone() {
    let values = values_of(&CookieSecret::fresh(), &session());
    for (place, name) in
        ["__Host-accessToken", "__Host-refreshToken", "__Host-idToken"].into_iter().enumerate()
    {
        for (cookie, value) in values.iter().enumerate() {
            let brought = brought_by(&keys(&[1]), format!("{name}={value}"));

            assert_eq!(brought.len(), usize::from(cookie == place), "{cookie} as {name}");
            assert!(brought.iter().all(|brought| brought.carried.is_none()), "it is not whole");
        }
    }
}

#[test]
fn cookies_of_two_sign_ins_or_two_renewals_are_not_combined() {
    let (secret, first) = (CookieSecret::fresh(), session());
    let renewed = Session { version: 1, ..session() };
    let of_first = values_of(&secret, &first);
    for other in [values_of(&secret, &renewed), values_of(&CookieSecret::fresh(), &first)] {
        for cookie in 0..3 {
            let mut mixed = of_first.clone();
            mixed[cookie].clone_from(&other[cookie]);

            let brought = brought_by(&keys(&[1]), line(&mixed));

            assert!(brought.iter().all(|brought| brought.carried.is_none()), "cookie {cookie}");
            assert!(brought.iter().any(|brought| brought.secret == secret), "it is named");
        }
    }
}

#[test]
fn of_two_versions_the_newer_counts_and_two_sessions_are_two_in_any_order() {
    let [secret, another] = [CookieSecret::fresh(), CookieSecret::fresh()];
    let version = |version| values_of(&secret, &Session { version, ..session() });
    let (old, new) = (line(&version(9)), line(&version(10)));
    let other = line(&values_of(&another, &Session { version: 3, ..session() }));

    assert_eq!(carried(format!("{old}; {new}; {other}")), [10, 3]);
    assert_eq!(carried(format!("{new}; x=\"; {other}; {old}")), [10, 3]);
    let half = format!("{old}; __Host-accessToken={}", version(11)[0]);
    assert_eq!(carried(half), [9], "one that is not whole does not hide it");
}

#[test]
fn every_key_opens_and_the_first_one_seals() {
    let values = values_of(&CookieSecret::fresh(), &session());
    let brought = |numbers: &[u8]| brought_by(&keys(numbers), line(&values)).len();

    assert_eq!(brought(&[2, 1]), 1, "the old key");
    assert_eq!(brought(&[1, 2]), 1, "the key that seals");
    assert_eq!(brought(&[2]), 0, "a key that has gone");
}

#[test]
fn the_names_and_attributes_are_those_of_every_cookie_here() {
    let written = |url: &str| {
        let cookies = Cookies::for_app_at(&Url::parse(url).expect("a URL"));
        let lines =
            written(&keys(&[1]), &cookies, &CookieSecret::fresh(), &session(), SESSION_MAX_AGE);
        let bare = |line: HeaderValue| {
            let line = line.to_str().expect("ASCII").to_owned();
            let (name, rest) = line.split_once('=').expect("a value");
            format!("{name}=…;{}", rest.split_once(';').expect("attributes").1)
        };
        lines.expect("it fits").into_iter().map(bare).collect::<Vec<_>>().join("\n")
    };

    insta::assert_snapshot!(written("https://app.example"), @"
    __Host-accessToken=…; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000
    __Host-refreshToken=…; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000
    __Host-idToken=…; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000
    ");
    insta::assert_snapshot!(written("http://localhost:3000"), @"
    accessToken=…; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000
    refreshToken=…; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000
    idToken=…; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000
    ");
}

#[test]
fn a_cookie_that_no_browser_keeps_is_refused_with_the_name_of_the_claim() {
    let refused = |session: &Session| {
        written(&keys(&[1]), &cookies(), &CookieSecret::fresh(), session, SESSION_MAX_AGE)
            .expect_err("it does not fit")
            .to_string()
    };
    let permissions: Vec<_> = (1..=200).map(|number| format!("resource_{number}:read")).collect();

    insta::assert_snapshot!(refused(&session_with(&permissions)), @"the cookie __Host-accessToken would have 7332 octets, and browsers keep no more than 4096; its largest part is the claim permissions of the access_token, with 3893 octets");

    let mut session = session();
    session.tokens.refresh_token = Some("x".repeat(3000).into());
    insta::assert_snapshot!(refused(&session), @"the cookie __Host-refreshToken would have 4621 octets, and browsers keep no more than 4096; its largest part is the refresh_token, with 3000 octets");
}

#[test]
fn the_longest_cookie_that_is_written_is_one_that_browsers_keep() {
    let lengths = (0..400).map(|number| {
        let session = session_with(&["x".repeat(1800 + number)]);
        let secret = CookieSecret::fresh();
        let written = written(&keys(&[1]), &cookies(), &secret, &session, SESSION_MAX_AGE);
        written.map(|lines| lines[0].len())
    });
    let (kept, refused): (Vec<_>, Vec<_>) = lengths.partition(Result::is_ok);

    let longest = kept.into_iter().flatten().max();
    assert!(longest.is_some_and(|longest| (4090..=4096).contains(&longest)), "{longest:?}");
    assert!(!refused.is_empty());
}

proptest! {
    #[test]
    fn whatever_a_request_brings_it_is_read_without_a_panic(
        octets in prop::collection::vec(0x20_u8..0x7f, 0..200), place in 0..3_usize,
    ) {
        let name = ["accessToken", "refreshToken", "idToken"][place];
        let sealed = secrets::seal_with_salt(
            keys(&[1]).sealing(),
            PURPOSE,
            format!("__Host-{name}").as_bytes(),
            [format!("{} 0 ", "A".repeat(43)).as_bytes(), &octets].concat(),
        );
        let sealed = URL_SAFE_NO_PAD.encode(sealed);
        let mut values = values_of(&CookieSecret::fresh(), &session());
        values[place].clone_from(&sealed);

        prop_assert_eq!(carried(line(&values)), [0; 0]);
        prop_assert_eq!(carried([b"__Host-idToken=", &octets[..]].concat()), [0; 0]);
    }
}
