//! Row 32: an ID token that is not the fake's, not for this client or not of this hour signs nobody in.
//!
//! An application that does not look at `at_hash`, which is optional where a code is exchanged, gets advice alone.
//!
//! Innocent: a library that takes a token without an expiry for one without an end, as many do.

use practices::ID_TOKEN_IS_VERIFIED;
use serde_json::json;

use crate::probe::{broken, holds, not_tried};
use crate::{FaultPlan, Presence, Stage, Tried};

/// What the ID token is forged into, by the fake's name of it, and what that is.
const LIES: [(&str, &str); 7] = [
    ("wrong_signature", "signed by a stranger"),
    ("unknown_kid", "signed by an unpublished key"),
    ("alg_none", "without a signature"),
    ("hs256_with_public_key", "signed by HS256 with the public key"),
    ("wrong_issuer", "of another issuer"),
    ("wrong_audience", "for another client"),
    ("expired", "that expired ten minutes ago"),
];

pub(super) async fn run(stage: &Stage) -> Tried {
    stage.alice().await?;
    let (mut believed, mut evidence, mut is_unanswered) = (Vec::new(), Vec::new(), false);
    for (lie, what) in LIES {
        let (presence, records) = stage.sign_in_despite(forged(lie)).await?;
        if presence.is_in() {
            believed.push(what);
            // One sign-in shows what the others would.
            if evidence.is_empty() {
                evidence = records;
            }
        }
        is_unanswered |= presence == Presence::Unanswered;
    }
    let (honest, refusal) = stage.sign_in_despite(forged("string_audience")).await?;
    let (at_hash, mixed) = stage.sign_in_despite(forged("wrong_at_hash")).await?;
    let practice = &ID_TOKEN_IS_VERIFIED;
    Ok(vec![if !believed.is_empty() {
        let what = match believed.as_slice() {
            [only] => format!("an ID token {only} was accepted"),
            all => format!("ID tokens were accepted: {}", all.join(", ")),
        };
        broken(practice, what).with(evidence)
    } else if honest.is_out() {
        broken(practice, "an ID token whose audience is a text and not a list was refused")
            .with(refusal)
    } else if at_hash.is_in() {
        let what = "an ID token was accepted whose at_hash is that of another access token";
        broken(practice, what).with(mixed).as_advice()
    } else if is_unanswered {
        not_tried(
            practice,
            "the application answered with an error or not at all after a forged ID token",
        )
    } else {
        holds(practice)
    }])
}

fn forged(lie: &str) -> FaultPlan {
    FaultPlan::new(json!({ "id_token": lie })).at("token")
}
