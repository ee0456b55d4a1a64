//! Rows 53 and 54: an access token of another issuer, of another client, or without a signature is refused.
//!
//! Innocent: an application that believes any access token which came from the token endpoint, and looks at none: its session
//! is its own.

use practices::{ALGORITHM_IS_PINNED, ISSUER_AND_AUDIENCE_ARE_CHECKED, Practice};

use super::{believes, sign_in_with};
use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::{Finding, NotTried, Stage, Tried};

/// The lies about issuer and audience, and what is said of who believes them.
const OTHERS: [(&str, &str); 2] =
    [("wrong_issuer", "of another issuer"), ("wrong_audience", "of another client")];

/// The lies about the algorithm.
const ALGORITHMS: [(&str, &str); 2] = [
    ("alg_none", "that says it needs no signature"),
    ("hs256_with_public_key", "signed with the public key as a secret"),
];

pub(super) async fn run(stage: &Stage) -> Tried {
    // The control: she can sign in, and a wrong signature is noticed.
    stage.alice().await?;
    let all = [&ISSUER_AND_AUDIENCE_ARE_CHECKED, &ALGORITHM_IS_PINNED];
    if believes(stage, "access_token", "wrong_signature").await? {
        if believes(stage, "id_token", "wrong_signature").await? {
            let why = "the application verifies no signature, so that issuer, audience and algorithm are whatever somebody writes: see id-token-is-verified";
            return Ok(all.iter().map(|practice| not_tried(practice, why)).collect());
        }
        let why = "the application looks at no access token: one with a wrong signature lets people in as well";
        return Ok(all.iter().map(|practice| does_not_apply(practice, why)).collect());
    }
    Ok(vec![
        judged(stage, &ISSUER_AND_AUDIENCE_ARE_CHECKED, &OTHERS).await?,
        judged(stage, &ALGORITHM_IS_PINNED, &ALGORITHMS).await?,
    ])
}

async fn judged(
    stage: &Stage,
    practice: &'static Practice,
    lies: &[(&str, &str)],
) -> Result<Finding, NotTried> {
    for (forgery, what) in lies {
        if let Some(records) = sign_in_with(stage, "access_token", forgery).await? {
            let what = format!("an access token {what} lets somebody in");
            return Ok(broken(practice, what).with(records));
        }
    }
    Ok(holds(practice))
}
