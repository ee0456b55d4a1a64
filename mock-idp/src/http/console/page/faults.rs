//! The planned faults, and those that one click plans for the next call of the token endpoint.

use serde_json::json;

use crate::environment::Environment;
use crate::fault::PlannedFault;
use crate::http::console::{Act, Visitor};
use crate::http::pages::{FaultRow, Faults};
use crate::idp::Idp;

pub(super) fn planned(idp: &Idp, visitor: &Visitor) -> Faults {
    let planned = idp.faults(|faults| faults.planned());
    let row = |fault: PlannedFault| {
        let act = Act::delete("Forget", format!("/faults/{}", fault.id));
        let act = act.about(format!("the fault {}", fault.id));
        FaultRow {
            sentence: format!("{} {}", target(&fault), fault.effect),
            client: fault.client.as_deref().map(|given| name(idp, given)),
            left: fault.left,
            from_call: fault.from_call,
            buttons: visitor.buttons(idp, format!("fault-{}", fault.id), [act]),
        }
    };
    let acts = [
        ("Answer 503", json!({ "status": 503 })),
        ("Answer 429", json!({ "rate_limited": { "retry_after_seconds": 30 } })),
        ("Answer 5 seconds late", json!({ "late_answer_ms": 5_000 })),
        ("Reset the connection", json!("reset")),
        ("Cut the answer short", json!("cut_short")),
        ("Answer HTML", json!("html")),
        ("Answer malformed JSON", json!("malformed_json")),
    ];
    let act = |(label, what)| {
        Act::post(label, "/faults").with(json!({ "endpoint": "token", "what": what }))
    };
    Faults {
        planned: planned.into_iter().map(row).collect(),
        choices: visitor.buttons(idp, "fail", acts.map(act)),
    }
}

/// Returns the name of the client that was given by its id.
fn name(idp: &Idp, given: &str) -> String {
    let client = |environment: &Environment| environment.client(given).map(|it| it.name.clone());
    idp.read(client).unwrap_or_else(|| given.to_owned())
}

fn target(fault: &PlannedFault) -> String {
    let operation = fault.operation.clone().or_else(|| fault.below.clone());
    let endpoint = fault.endpoint.map(|endpoint| endpoint.as_str().to_owned());
    operation.or(endpoint).unwrap_or_else(|| "any endpoint".to_owned())
}
