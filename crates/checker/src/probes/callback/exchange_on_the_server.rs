//! Row 30: the server exchanges the code, in a form, with the redirect URI of the sign-in and its secret in no URL.
//!
//! In a check nobody but the application sends a token request of this client.

use practices::EXCHANGE_ON_THE_SERVER;

use crate::probe::{broken, control, holds};
use crate::{Exchange, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let exchanges = &stage.journey().await?.entering;
    let of_code: Vec<_> =
        exchanges.iter().filter(|one| one.is_at("token") && one.has("code")).collect();
    control(!of_code.is_empty(), "no code was exchanged")?;
    let what = of_code.iter().find_map(|one| fault(one));
    Ok(vec![match what {
        Some(what) => broken(&EXCHANGE_ON_THE_SERVER, what),
        None => holds(&EXCHANGE_ON_THE_SERVER),
    }])
}

fn fault(exchange: &Exchange) -> Option<&'static str> {
    let parameters = exchange.members.get("parameters")?.as_array()?;
    let in_query =
        |name: &str| parameters.iter().any(|one| one["name"] == name && one["place"] == "query");
    if in_query("client_secret") {
        return Some("the client secret is in the URL of the token request");
    }
    if exchange.method == "GET" || in_query("code") {
        return Some("the token request is a GET or has the code in its URL");
    }
    (exchange.error() == Some("invalid_grant")).then_some(
        "the code was refused: the redirect URI or the verifier is not that of the sign-in",
    )
}
