//! Logout tokens: those that are accepted, and the check that each forgery fails.

mod once;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use scalekit::{Error, LOGOUT_FORM_LIMIT, LogoutClaims, LogoutToken};
use serde_json::{Value, json};

use crate::signing::{FIRST, SECOND};
use crate::world::{World, at, publishing};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Returns honest claims (OpenID Connect Back-Channel Logout 1.0 §2.4).
fn claims(world: &World) -> Value {
    json!({
        "iss": world.idp.uri(), "aud": ["skc_1"], "sub": "usr_1", "sid": "ses_1", "jti": "tkn_1",
        "iat": world.now(), "exp": world.now() + 120, "events": { EVENT: {} },
    })
}

fn header() -> Value {
    json!({ "alg": "RS256", "kid": "snk_1", "typ": "logout+jwt" })
}

async fn verified(world: &World, token: &str) -> Result<LogoutClaims, Error> {
    world.client.verify_logout_token(&LogoutToken::from(token)).await
}

async fn outcome(world: &World, token: &str) -> String {
    match verified(world, token).await {
        Ok(claims) => format!("ends {:?} of {:?}", claims.sid, claims.sub),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn an_honest_token_names_the_session_that_has_ended() {
    let world = World::start().await;
    let token = FIRST.sign_under(&header(), &claims(&world));
    let form = LogoutToken::from_form(format!("logout_token={token}")).expect("a token");

    let logout = world.client.verify_logout_token(&form).await.expect("an honest token");

    assert_eq!((logout.sub.as_deref(), logout.sid.as_deref()), (Some("usr_1"), Some("ses_1")));
    assert_eq!(
        (&*logout.jti, logout.iat, logout.exp),
        ("tkn_1", at(world.now()), at(world.now() + 120))
    );
    assert_eq!(format!("{form:?} {form}"), "LogoutToken([redacted]) LogoutToken([redacted])");
}

#[tokio::test]
async fn a_session_is_ended_by_what_the_token_names() {
    let world = World::start().await;
    let mut of_a_session = claims(&world);
    of_a_session["sub"] = json!(null);
    let mut of_a_person = claims(&world);
    of_a_person["sid"] = json!(null);
    of_a_person["jti"] = json!("tkn_2");

    let session = verified(&world, &FIRST.sign(&of_a_session)).await.expect("an honest token");
    let person = verified(&world, &FIRST.sign(&of_a_person)).await.expect("an honest token");
    let mut both = session.clone();
    both.sub = Some("usr_1".to_owned());

    let ended = |logout: &LogoutClaims| {
        [
            (Some("ses_1"), "usr_1"),
            (Some("ses_2"), "usr_1"),
            (None, "usr_1"),
            (Some("ses_1"), "usr_2"),
        ]
        .map(|(sid, sub)| logout.ends(sid, sub))
    };
    assert_eq!(ended(&session), [true, false, false, true]);
    assert_eq!(ended(&person), [true, true, true, false]);
    assert_eq!(ended(&both), [true, false, false, false]);
}

/// Returns what comes of each claim, in a token that is honest otherwise; `null` is written, too.
async fn outcomes(world: &World, cases: impl IntoIterator<Item = (&str, Value)>) -> String {
    let idp = world.idp.uri();
    let mut report = Vec::new();
    for (name, value) in cases {
        let case = format!("{name}: {value}").replace(&idp, "{idp}");
        let case = case.replace(&"j".repeat(256), "j…");
        let mut claims = claims(world);
        claims[name] = value;
        report.push(format!("{case}\n    {}", outcome(world, &FIRST.sign(&claims)).await));
    }
    report.join("\n")
}

#[tokio::test]
async fn a_wrong_claim_is_refused() {
    let world = World::start().await;
    let (now, idp) = (world.now(), world.idp.uri());
    let cases = [
        ("iss", json!("https://evil.example")),
        ("iss", json!(format!("{idp}/"))),
        ("iss", json!(null)),
        ("aud", json!("skc_other")),
        ("aud", json!([])),
        ("aud", json!(null)),
        ("iat", json!(now + 31)),
        ("iat", json!(null)),
        ("exp", json!(now - 30)),
        ("exp", json!(null)),
        ("exp", json!("soon")),
        ("exp", json!(1e300)),
        ("nbf", json!(now + 31)),
    ];

    insta::assert_snapshot!(outcomes(&world, cases).await, @r#"
    iss: "https://evil.example"
        not to be trusted: the token's `iss` is not the issuer
    iss: "{idp}/"
        not to be trusted: the token's `iss` is not the issuer
    iss: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    aud: "skc_other"
        not to be trusted: the token's `aud` does not name this application
    aud: []
        not to be trusted: the token's `aud` does not name this application
    aud: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    iat: 1800000031
        not to be trusted: the token is from the future, by 31 s
    iat: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: 1799999970
        not to be trusted: the token expired 30 s ago
    exp: null
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: "soon"
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    exp: 1e+300
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    nbf: 1800000031
        not to be trusted: the token is from the future, by 31 s
    "#);
}

#[tokio::test]
async fn a_token_that_ends_nothing_or_is_an_id_token_is_refused() {
    let world = World::start().await;
    let cases = [
        ("jti", json!(null)),
        ("jti", json!("")),
        ("jti", json!("j".repeat(256))),
        ("sid", json!("")),
        ("sub", json!("")),
        ("sub", json!(1)),
        ("nonce", json!("n-0S6")),
        ("nonce", json!(1)),
        ("nonce", json!(null)),
        ("events", json!(null)),
        ("events", json!({})),
        ("events", json!([EVENT])),
        ("events", json!(EVENT)),
        ("events", json!({ EVENT: null })),
        ("events", json!({ "http://schemas.openid.net/event/other": {} })),
    ];

    let of_something = outcomes(&world, cases).await;
    let mut of_nobody = claims(&world);
    (of_nobody["sid"], of_nobody["sub"]) = (json!(null), json!(null));
    let of_nobody = outcome(&world, &FIRST.sign(&of_nobody)).await;

    insta::assert_snapshot!(format!("{of_something}\nof nobody\n    {of_nobody}"), @r#"
    jti: null
        not to be trusted: the token cannot be read: its `jti` is missing, empty or too long to be remembered
    jti: ""
        not to be trusted: the token cannot be read: its `jti` is missing, empty or too long to be remembered
    jti: "j…"
        not to be trusted: the token cannot be read: its `jti` is missing, empty or too long to be remembered
    sid: ""
        not to be trusted: the logout token names neither a session (`sid`) nor a person (`sub`)
    sub: ""
        not to be trusted: the logout token names neither a session (`sid`) nor a person (`sub`)
    sub: 1
        not to be trusted: the token cannot be read: a claim is missing or of the wrong type
    nonce: "n-0S6"
        not to be trusted: a logout token has no `nonce`, and this one has
    nonce: 1
        not to be trusted: a logout token has no `nonce`, and this one has
    nonce: null
        not to be trusted: a logout token has no `nonce`, and this one has
    events: null
        not to be trusted: this is not a logout token: its `events` do not say that a session has ended
    events: {}
        not to be trusted: this is not a logout token: its `events` do not say that a session has ended
    events: ["http://schemas.openid.net/event/backchannel-logout"]
        not to be trusted: this is not a logout token: its `events` do not say that a session has ended
    events: "http://schemas.openid.net/event/backchannel-logout"
        not to be trusted: this is not a logout token: its `events` do not say that a session has ended
    events: {"http://schemas.openid.net/event/backchannel-logout":null}
        not to be trusted: this is not a logout token: its `events` do not say that a session has ended
    events: {"http://schemas.openid.net/event/other":{}}
        not to be trusted: this is not a logout token: its `events` do not say that a session has ended
    of nobody
        not to be trusted: the logout token names neither a session (`sid`) nor a person (`sub`)
    "#);
}

#[tokio::test]
async fn a_wrong_signature_header_or_kind_of_token_is_refused() {
    let world = World::start().await;
    let claims = claims(&world);
    let under = |name: &str, value: Value| {
        let mut header = header();
        header[name] = value;
        FIRST.sign_under(&header, &claims)
    };
    let body_changed = {
        let honest = FIRST.sign(&claims);
        let others = FIRST.sign(&json!({ "sub": "usr_2" }));
        let part = |token: &str, at: usize| token.split('.').nth(at).map(str::to_owned);
        [part(&honest, 0), part(&others, 1), part(&honest, 2)]
            .map(Option::unwrap_or_default)
            .join(".")
    };
    let cases = [
        ("another key under this name", SECOND.sign_under(&header(), &claims)),
        ("another key", SECOND.sign(&claims)),
        ("alg: none", FIRST.none(&claims)),
        ("HS256 with the public key", FIRST.hmac_with_the_public_key(&claims)),
        ("alg: RS512", under("alg", json!("RS512"))),
        ("no kid", under("kid", json!(null))),
        ("crit", under("crit", json!(["exp"]))),
        ("typ: at+jwt", under("typ", json!("at+jwt"))),
        ("other claims", body_changed),
        ("an access token", FIRST.sign(&world.access_claims())),
        ("empty", String::new()),
        ("two parts", "a.b".to_owned()),
        ("not base64url", "a.b.c".to_owned()),
        ("long", "a".repeat(LOGOUT_FORM_LIMIT + 1)),
    ];

    let mut report = Vec::new();
    for (case, token) in cases {
        report.push(format!("{case}\n    {}", outcome(&world, &token).await));
    }

    insta::assert_snapshot!(report.join("\n"), @"
    another key under this name
        not to be trusted: the token's signature is wrong
    another key
        not to be trusted: the token names a key (`kid`) that the environment does not publish
    alg: none
        not to be trusted: the token is not signed with RS256
    HS256 with the public key
        not to be trusted: the token is not signed with RS256
    alg: RS512
        not to be trusted: the token is not signed with RS256
    no kid
        not to be trusted: the token names no key (`kid`)
    crit
        not to be trusted: the token demands an extension (`crit`) that this client does not have
    typ: at+jwt
        not to be trusted: the token's `typ` belongs to another kind of token
    other claims
        not to be trusted: the token's signature is wrong
    an access token
        not to be trusted: this is not a logout token: its `events` do not say that a session has ended
    empty
        not to be trusted: the token cannot be read: it does not have three parts
    two parts
        not to be trusted: the token cannot be read: it does not have three parts
    not base64url
        not to be trusted: the token cannot be read: a part is not base64url
    long
        not to be trusted: the token cannot be read: it is longer than any logout token
    ");
    assert!(verified(&world, &FIRST.sign_under(&header(), &claims)).await.is_ok());
}

#[tokio::test]
async fn a_logout_token_is_no_access_token() {
    let world = World::start().await;
    let token = FIRST.sign(&claims(&world));

    let person = world.client.verify_access_token(&(&*token).into()).await;
    let machine = world.client.verify_machine_token(&(&*token).into(), Some("skc_1")).await;

    assert!(person.is_err() && machine.is_err());
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_an_outage_and_the_token_is_accepted_later() {
    let world = World::without_keys().await;
    let token = FIRST.sign(&claims(&world));
    {
        let _down = world.keys_are_down().await;
        assert!(matches!(verified(&world, &token).await, Err(Error::TryLater(_))));
    }
    publishing(&[FIRST.jwk()]).mount(&world.idp).await;

    assert!(verified(&world, &token).await.is_ok());
}

#[test]
fn a_form_has_one_token_and_is_of_a_bounded_length() {
    let long = vec![b'a'; LOGOUT_FORM_LIMIT + 1];
    let forms: [(&str, &[u8]); 6] = [
        ("empty", b""),
        ("another parameter", b"token=a"),
        ("twice", b"logout_token=a&logout_token=a"),
        ("twice, once escaped", b"logout_token=a&logout%5Ftoken=b"),
        ("not UTF-8", b"\xff\xfe=%ff"),
        ("long", &long),
    ];

    let report = forms.map(|(case, form)| {
        let error = LogoutToken::from_form(form).expect_err("no token");
        format!("{case}\n    {error}")
    });

    insta::assert_snapshot!(report.join("\n"), @"
    empty
        the form has no `logout_token`
    another parameter
        the form has no `logout_token`
    twice
        the parameter `logout_token` comes more than once
    twice, once escaped
        the parameter `logout_token` comes more than once
    not UTF-8
        the form has no `logout_token`
    long
        the token cannot be read: it is longer than any logout token
    ");
    let other_parameters = LogoutToken::from_form(b"a=b&logout_token=x.y.z&c").expect("a token");
    assert_eq!(other_parameters.secret(), "x.y.z");
}

#[tokio::test]
async fn a_change_of_one_byte_is_refused() {
    let world = World::start().await;
    let token = FIRST.sign_under(&header(), &claims(&world));
    let mut runner = TestRunner::deterministic();
    let change = (any::<Index>(), 1_u8..128);

    for _ in 0..256 {
        let (place, by) = change.new_tree(&mut runner).expect("a value").current();
        let mut bytes = token.clone().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= by;
        let changed = String::from_utf8(bytes).expect("ASCII");
        assert!(verified(&world, &changed).await.is_err(), "byte {place}, {by}");
    }
    assert!(verified(&world, &token).await.is_ok());
}

#[tokio::test]
async fn a_claim_of_any_shape_is_a_verdict_and_no_panic() {
    let world = World::start().await;
    let deep = (0..100).fold(json!({}), |inner, _| json!([inner]));
    let shapes = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(9e18),
        json!(u64::MAX),
        json!(f64::MAX),
        json!("\u{0}"),
        json!([[]]),
        json!({ "sub": {} }),
        deep,
    ];
    let names = ["iss", "sub", "aud", "azp", "client_id", "oid", "sid", "jti", "iat", "exp", "nbf"];

    for name in names {
        for shape in &shapes {
            let mut claims = claims(&world);
            claims[name] = shape.clone();
            let outcome = verified(&world, &FIRST.sign(&claims)).await;
            assert!(!outcome.is_err_and(|error| error.is_transient()), "{name}: {shape}");
        }
    }
}
