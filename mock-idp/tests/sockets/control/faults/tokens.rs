//! Faults of tokens, token responses and key sets.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_idp::Seed;
use mock_idp::seed::Connection;
use serde_json::{Value, json};

use super::{fired, plan};
use crate::http::{Fake, WEB};
use crate::jwt::{claims, header, octets, part};

/// Returns the published key that a token names.
fn published(fake: &Fake, token: &Value) -> Option<Value> {
    let keys = fake.get("/keys").json();
    let mut keys = keys["keys"].as_array().expect("keys").iter();
    keys.find(|key| key["kid"] == header(token)["kid"]).cloned()
}

/// Says whether the published key that a token names signed it, by RS256.
fn is_signed(fake: &Fake, token: &Value) -> bool {
    let key = published(fake, token).expect("a published key");
    let number = |name: &str| octets(key[name].as_str().expect("a number"));
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let signed = format!("{}.{}", part(token, 0), part(token, 1));
    let signature = octets(part(token, 2));
    key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).is_ok()
}

/// Computes `at_hash` (OpenID Connect Core §3.1.3.6).
fn at_hash(access_token: &Value) -> String {
    let text = access_token.as_str().expect("a token");
    let hash = digest(&SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

#[test]
fn tokens_lie_in_every_way() {
    for (member, forgeries) in [("id_token", &ID[..]), ("access_token", &ACCESS[..])] {
        for forgery in forgeries {
            let fake = Fake::start();
            plan(&fake, &json!({ "what": { member: forgery } }));

            let (tokens, _) = fake.alice();
            let (next, _) = fake.alice();

            let fired_lines = fired(&fake);
            assert_eq!(fired_lines.lines().count(), 1, "{forgery}: {fired_lines}");
            let (token, other) = (&tokens[member], &next[member]);
            assert!(is_signed(&fake, other), "{forgery} is over");
            let (claims, honest) = (claims(token), claims(other));
            let seconds = |claim: &Value| claim.as_i64().expect("seconds");
            match *forgery {
                "wrong_signature" => {
                    assert_eq!(header(token), header(other));
                    assert!(!is_signed(&fake, token));
                }
                "unknown_kid" => assert_eq!(published(&fake, token), None),
                "alg_none" => {
                    assert_eq!(header(token)["alg"], "none");
                    assert_eq!(part(token, 2), "");
                }
                "hs256_with_public_key" => assert_eq!(header(token)["alg"], "HS256"),
                "wrong_issuer" => assert_ne!(claims["iss"], honest["iss"]),
                "wrong_audience" => assert_ne!(claims["aud"], honest["aud"]),
                "expired" => assert!(seconds(&claims["exp"]) < seconds(&honest["iat"])),
                "from_the_future" => assert!(seconds(&claims["iat"]) > seconds(&honest["iat"])),
                "wrong_nonce" => assert_ne!(claims["nonce"], honest["nonce"]),
                "wrong_at_hash" => {
                    assert_ne!(claims["at_hash"], at_hash(&tokens["access_token"]));
                    assert_eq!(honest["at_hash"], at_hash(&next["access_token"]));
                }
                "no_expiry" => assert!(claims["exp"].is_null() && !honest["exp"].is_null()),
                "string_audience" => assert_eq!(claims["aud"], honest["aud"][0]),
                "sixty_roles" => assert_eq!(claims["roles"].as_array().map(Vec::len), Some(60)),
                "no_roles" => assert!(claims["roles"].is_null() && !honest["roles"].is_null()),
                "id_token_instead" => {
                    assert!(claims["jti"].is_null() && !claims["at_hash"].is_null());
                }
                other => panic!("nobody looks at what {other} does"),
            }
        }
    }
}

const ID: [&str; 12] = [
    "wrong_signature",
    "unknown_kid",
    "alg_none",
    "hs256_with_public_key",
    "wrong_issuer",
    "wrong_audience",
    "expired",
    "from_the_future",
    "wrong_nonce",
    "wrong_at_hash",
    "no_expiry",
    "string_audience",
];

const ACCESS: [&str; 8] = [
    "wrong_signature",
    "wrong_issuer",
    "wrong_audience",
    "no_expiry",
    "id_token_instead",
    "string_audience",
    "sixty_roles",
    "no_roles",
];

#[test]
fn a_refresh_lacks_what_the_fault_names() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let refresh = |token: &str| {
        fake.post("/oauth/token", &format!("{WEB}&grant_type=refresh_token&refresh_token={token}"))
            .json()
    };
    plan(
        &fake,
        &json!({ "what": { "refresh_without": ["expires_in", "scope", "refresh_token"] } }),
    );
    plan(&fake, &json!({ "what": { "refresh_without": ["id_token"] } }));
    let token = tokens["refresh_token"].as_str().expect("a token");

    let without = refresh(token);
    let whole = refresh(token);

    let names = |answer: &Value| {
        answer.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&without), "access_token token_type");
    assert_eq!(names(&whole), "access_token refresh_token token_type expires_in scope");
    assert_eq!(fake.see("/faults")["faults"][0]["calls"], 0, "no answer had an ID token to lack");
    assert_eq!(
        fired(&fake),
        "the answer to a refresh is without expires_in, scope, refresh_token\n"
    );
}

#[test]
fn a_token_of_an_identity_provider_lies() {
    let okta = "conn_100000000000000009";
    let fake = Fake::with(Seed::default().connection(Connection::of("Acme", "okta").id(okta)));
    let depart = || {
        let form = format!("connection={okta}&client=Acme web&email=alice@acme.example");
        let sent = fake.post("/idp", &form);
        sent.parameter("idp_initiated_login").expect("a token")
    };
    let honest = claims(&json!(depart()));
    let forged = ["expired", "wrong_signature", "alg_none", "wrong_issuer"].map(|forgery| {
        plan(&fake, &json!({ "what": { "idp_initiated": forgery } }));
        depart()
    });

    let [expired, _, unsigned, elsewhere] = forged;
    let expiry = |claims: &Value| claims["exp"].as_i64().expect("a time");
    assert!(expiry(&claims(&json!(expired))) < honest["iat"].as_i64().expect("a time"));
    assert!(unsigned.ends_with('.'));
    assert_ne!(claims(&json!(elsewhere))["iss"], honest["iss"]);
    insta::assert_snapshot!(fired(&fake), @"
    the idp_initiated_login token is forged: expired
    the idp_initiated_login token is forged: signed by a stranger's key
    the idp_initiated_login token is forged: alg none, no signature
    the idp_initiated_login token is forged: another issuer
    ");
}

#[test]
fn the_key_set_is_another() {
    let fake = Fake::start();
    let kids = |set: Value| -> Vec<String> {
        let keys = set["keys"].as_array().expect("keys").iter();
        keys.map(|key| format!("{} {}", key["kty"].as_str().unwrap(), key["kid"].as_str().unwrap()))
            .collect()
    };
    let mut answers = vec![kids(fake.get("/keys").json())];
    for set in ["rotated", "unknown_key", "empty"] {
        plan(&fake, &json!({ "what": { "key_set": set }, "endpoint": "keys" }));
        answers.push(kids(fake.get("/keys").json()));
    }
    answers.push(kids(fake.get("/keys").json()));

    insta::assert_debug_snapshot!(answers, @r#"
    [
        [
            "RSA snk_57218662606535302",
        ],
        [
            "RSA snk_67012753708981689",
        ],
        [
            "OKP snk_00000000000000001",
            "RSA snk_57218662606535302",
        ],
        [],
        [
            "RSA snk_57218662606535302",
        ],
    ]
    "#);
}
