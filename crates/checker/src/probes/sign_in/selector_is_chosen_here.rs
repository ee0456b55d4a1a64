//! Row 18: who opens a link to the sign-in does not choose the identity provider by it.
//!
//! Innocent: an application that takes a hint for the address field from a link; it is advice alone.

use practices::SELECTOR_IS_CHOSEN_HERE;

use crate::probe::{broken, control, holds};
use crate::{Stage, Tried};

/// Parameters by which a sign-in goes to a certain identity provider, with values that nobody else uses.
const SELECTORS: [(&str, &str); 4] = [
    ("connection_id", "conn_900000000000000009"),
    ("organization_id", "org_900000000000000009"),
    ("provider", "evil-provider"),
    ("login_hint", "mallory@evil.example"),
];

pub(super) async fn run(stage: &Stage) -> Tried {
    let doorstep = stage.doorstep().await?;
    let plain = stage.authorization(&doorstep, doorstep.probe()).await?;
    control(plain.is_some(), "the sign-in does not lead to the authorization endpoint")?;
    let mut passed = Vec::new();
    for selector in SELECTORS {
        let url = doorstep.with(&[selector]);
        let request = user_agent::Probe::get(url.as_str());
        let request = stage.authorization(&doorstep, request).await?;
        let has = |url: &url::Url| url.query_pairs().any(|(_, value)| value == selector.1);
        passed.extend(request.filter(has).map(|_| selector.0));
    }
    let what = format!("the sign-in passes on what its own address names: {}", passed.join(", "));
    Ok(vec![match passed.as_slice() {
        [] => holds(&SELECTOR_IS_CHOSEN_HERE),
        ["login_hint"] => broken(&SELECTOR_IS_CHOSEN_HERE, what).as_advice(),
        _ => broken(&SELECTOR_IS_CHOSEN_HERE, what),
    }])
}
