//! Row 51: there is one cookie of each name.
//!
//! Two of one name are two cookies where path or domain differs, and clearing one leaves the other.

use std::collections::BTreeMap;

use practices::ONE_COOKIE_A_NAME;

use super::{own, shown};
use crate::probe::{broken, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    for sight in stage.subject.guarded.iter().chain(&stage.subject.personal) {
        let _presence = stage.presence(alice.browser.as_mut(), sight, &alice.person).await?;
    }
    let jar = alice.browser.jar().await?;
    let mut by_name = BTreeMap::<&str, Vec<_>>::new();
    for cookie in own(stage, &jar) {
        by_name.entry(&cookie.name).or_default().push(cookie);
    }
    let several = by_name.into_iter().find(|(_, cookies)| cookies.len() > 1);
    Ok(vec![match several {
        Some((name, cookies)) => {
            let paths =
                cookies.iter().map(|cookie| format!("{} of {}", cookie.path, cookie.domain));
            let paths = paths.collect::<Vec<_>>().join(" and ");
            let what = format!("the browser has several cookies {name}: for {paths}");
            broken(&ONE_COOKIE_A_NAME, what).with(cookies.iter().map(|cookie| shown(cookie)))
        }
        None => holds(&ONE_COOKIE_A_NAME),
    }])
}
