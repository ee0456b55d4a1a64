//! What is known of an exchange, for whoever chooses its arrow: its parameters one by one, by name and shape.

use theatre::{About, Fact};

use super::Recorded;
use crate::exchange::{Exchange, Parameter, Place, Sender};
use crate::verdict;

/// What each parameter is for: RFC 6749, RFC 7636, OpenID Connect Core and RP-Initiated Logout.
const MEANINGS: [(&str, &str); 30] = [
    (
        "response_type",
        "What the application wants back: `code` is the only one that the fake gives.",
    ),
    ("response_mode", "How the answer comes back: in the query unless it says otherwise."),
    ("client_id", "Which application it is."),
    ("redirect_uri", "Where the browser goes with the code. It is registered, letter by letter."),
    ("scope", "What is requested: `openid` for an ID token, `offline_access` for a refresh token."),
    (
        "state",
        "Binds the answer to the browser that began: new each time, and impossible to guess.",
    ),
    ("nonce", "Binds the ID token to this request."),
    ("code_challenge", "The hash of a verifier that only the application knows (PKCE)."),
    ("code_challenge_method", "How the challenge was made: `S256`."),
    ("prompt", "Whether the person is asked again: `login`, `select_account`, `none`."),
    ("max_age", "How old the last authentication may be, in seconds."),
    ("login_hint", "Who probably signs in."),
    ("provider", "Which social provider is used."),
    ("connection_id", "Which connection is used."),
    ("organization_id", "Which organization the person enters."),
    ("domain_hint", "The domain of the person's address, which leads to a connection."),
    (
        "id_token_hint",
        "The ID token of the session that ends: it says who signs out, at which application.",
    ),
    ("post_logout_redirect_uri", "Where the browser goes after the sign-out. It is registered."),
    ("logout_hint", "Who signs out."),
    ("client_secret", "Proves that the application is who it says. It belongs in no URL."),
    ("grant_type", "What is given for the tokens: a code, a refresh token, or the client itself."),
    ("code", "The authorization code: used once, by the application's server, within minutes."),
    (
        "code_verifier",
        "What the challenge was made of: proves that whoever redeems the code began the sign-in.",
    ),
    ("refresh_token", "Renews the tokens. Each use replaces it."),
    ("audience", "For whom the access token is meant."),
    ("resource", "For which resource the access token is meant (RFC 8707)."),
    ("client_assertion", "A signed statement in place of a secret."),
    ("token", "The token that is looked up, or that ends."),
    ("token_type_hint", "Which kind of token it is."),
    ("ui_locales", "The languages of the person."),
];

/// Returns what is known of an exchange; with the address of the exchanges, where there is more.
pub(super) fn about(recorded: &Recorded, exchange: &Exchange, exchanges: Option<&str>) -> About {
    let practices = verdict::practices_at(exchange).into_iter();
    let facts = exchange
        .facts(|client| recorded.clients.get(client).cloned())
        .into_iter()
        .filter(|(name, _)| *name != "with");
    About {
        number: exchange.number,
        heading: format!(
            "{} by {}: {}",
            exchange.request_line(),
            sent_by(recorded, exchange),
            exchange.outcome()
        ),
        parameters: exchange.parameters.iter().map(fact).collect(),
        facts: facts.map(|(name, fact)| (name.to_owned(), fact)).collect(),
        practices: practices
            .map(|practice| (practice.slug.to_owned(), practice.sentence.to_owned()))
            .collect(),
        link: exchanges.map(|exchanges| format!("{exchanges}/{}", exchange.number)),
    }
}

/// Returns what sent an exchange: the client by its name, where it authenticated and its program has none that is known.
fn sent_by(recorded: &Recorded, exchange: &Exchange) -> String {
    let client = exchange.client.as_ref().and_then(|client| recorded.clients.get(client));
    match (&exchange.sender, client) {
        (Sender::Client { agent: Some(agent) }, Some(client))
            if exchange.sdk.is_none() && !agent.is_known() =>
        {
            client.clone()
        }
        _ => exchange.sent_by(),
    }
}

fn fact(parameter: &Parameter) -> Fact {
    let name = parameter.name.as_str();
    let meaning = MEANINGS.iter().find(|(known, _)| *known == name);
    let place = match parameter.place {
        Place::Query => "in the query",
        Place::Form => "in the form",
    };
    Fact {
        name: name.to_owned(),
        shape: format!("{}, {place}", parameter.shape()),
        meaning: meaning.map_or_else(String::new, |(_, meaning)| (*meaning).to_owned()),
    }
}
