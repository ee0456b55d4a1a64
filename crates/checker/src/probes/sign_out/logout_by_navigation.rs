//! Row 79: the browser itself navigates to `/oidc/logout`.

use practices::LOGOUT_BY_NAVIGATION;
use serde_json::Value;

use crate::probe::{broken, holds, not_tried};
use crate::stage::Exit;
use crate::{Exchange, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let Exit { departure, leaving, .. } = stage.exit().await?;
    let mut logouts = leaving.iter().filter(|exchange| exchange.is_at("logout"));
    let finding = match (departure.hop_to(&stage.fake, "/oidc/logout"), logouts.next()) {
        (Some(_), _) => holds(&LOGOUT_BY_NAVIGATION),
        (None, Some(exchange)) => {
            broken(&LOGOUT_BY_NAVIGATION, what(exchange)).with([exchange.to_string()])
        }
        (None, None) => not_tried(
            &LOGOUT_BY_NAVIGATION,
            "nothing reached /oidc/logout: see logout-reaches-scalekit",
        ),
    };
    Ok(vec![finding.with(departure.evidence())])
}

/// Says what came to `/oidc/logout` instead of the browser.
fn what(exchange: &Exchange) -> String {
    let sender = exchange.members.get("sender");
    let kind = sender.and_then(|sender| sender["kind"].as_str()).unwrap_or_default();
    let agent = sender.and_then(|sender| sender["agent"].as_str());
    match (kind, agent) {
        ("browser", _) => {
            let destination = sender.map(|sender| &sender["destination"]);
            let destination = destination.and_then(Value::as_str).unwrap_or("part of a page");
            format!("a {destination} requested /oidc/logout, and the window did not go there")
        }
        (_, Some(agent)) => {
            format!("the application’s server ({agent}) called /oidc/logout itself")
        }
        (_, None) => "the application’s server called /oidc/logout itself".to_owned(),
    }
}
