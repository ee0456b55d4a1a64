//! Row 78: a sign-out ends the session at Scalekit too. If it does not, the next sign-in asks nothing.
//!
//! The fake sees that sign-in and not the sign-out, so this is a doubt: the application may have been restarted, or its own
//! session may have expired. It follows from a sign-out that was tried before and ended nothing, if there was one.
//!
//! Innocent: another application of the session; a sign-in whose tokens were revoked, refused or not to be renewed, after
//! which the application has to begin anew; `prompt=none` and a switch of the organization, which shall ask nothing; the
//! same request once more, by a reload; a page that got its tokens by a script, and keeps them in the memory of one tab: the
//! next tab begins anew, and so does a reload.

use practices::Practice;

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Destination, Exchange};
use crate::wire::Endpoint;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if !is_let_in(exchange) {
        return None;
    }
    let mut of_session = past.of_session(exchange.session.as_ref()?);
    let tokens = of_session.find(|other| {
        other.client == exchange.client
            && other.gives(CredentialKind::AccessToken)
            && other.is_delivered()
    })?;
    if !lives(tokens, exchange, past) {
        return None;
    }
    let Some((logout, practice)) = failed_logout(exchange, tokens, past) else {
        if tokens.sender.destination() == Some(Destination::Script) {
            return None;
        }
        let what = "a browser came back to sign in and was let in without a question, though its tokens were good: if the \
            person had signed out before, that was in the application only; if the application was restarted, or its own \
            session was over, all is well";
        return Some(Sight::doubt(what).with(tokens.number));
    };
    let what = "a browser came back to sign in after a sign-out that had ended nothing, and was let in without a question";
    Some(Sight::doubt(what).with(logout.number).because_of(practice))
}

/// Whether a person came to sign in, and got a code at once.
fn is_let_in(exchange: &Exchange) -> bool {
    let is_of_person = matches!(exchange.sender.destination(), None | Some(Destination::Document));
    let proved = exchange.caused("user.login") || exchange.caused("user.reauthenticated");
    let switches = exchange.caused("authorization.ignored")
        || exchange.parameter("prompt").is_some_and(|prompt| {
            prompt.words.contains("none") || prompt.words.contains("select_account")
        });
    let is_again = exchange.parameters.iter().any(|parameter| parameter.same_as.is_some());
    exchange.gives(CredentialKind::Code) && is_of_person && !proved && !switches && !is_again
}

/// Whether the application could have gone on with the tokens that it got.
fn lives(tokens: &Exchange, now: &Exchange, past: &Record) -> bool {
    let Some(grant) = &tokens.grant else { return false };
    let is_over = past.of_grant(grant).any(|other| {
        let is_revoked = other.loses(CredentialKind::Grant);
        is_revoked || other.answer.error == Some("invalid_grant")
    });
    let is_fresh =
        !past.has_aged_since(tokens) && tokens.token_expires_at().is_some_and(|end| now.at < end);
    let is_renewable = past.of_grant(grant).any(|other| other.gives(CredentialKind::RefreshToken));
    !is_over && (is_fresh || is_renewable)
}

/// Returns a logout of the session that ended nothing since it got its tokens, and what was wrong with it. A request that
/// names no session counts if it is of the same application.
fn failed_logout<'a>(
    exchange: &Exchange,
    tokens: &Exchange,
    past: &'a Record,
) -> Option<(&'a Exchange, &'static Practice)> {
    let of_session = past.of_session(exchange.session.as_ref()?);
    let of_client = past.latest().filter(|other| {
        let is_nobodys = other.session.is_none() && other.hinted.is_none();
        is_nobodys && broken(other).is_some() && past.client_of(other) == exchange.client
    });
    of_session
        .chain(of_client)
        .filter(|other| other.number > tokens.number)
        .find_map(|other| Some((other, broken(other)?)))
}

/// Returns the practice that a logout which ended nothing did not follow.
fn broken(logout: &Exchange) -> Option<&'static Practice> {
    if logout.mistaken_for_logout.is_some() {
        return Some(&practices::LOGOUT_ENDPOINT_IS_OIDC_LOGOUT);
    }
    match logout.answer.cause.filter(|_| logout.is_at(Endpoint::Logout))? {
        Cause::NoCookie | Cause::Script | Cause::Frame | Cause::Subresource | Cause::Prefetch => {
            Some(&practices::LOGOUT_BY_NAVIGATION)
        }
        Cause::CrossOriginPost => Some(&practices::REDIRECT_IS_303),
        Cause::PostLogoutUnregistered | Cause::PostLogoutOfOrganization => {
            Some(&practices::POST_LOGOUT_URI_IS_REGISTERED)
        }
        Cause::HintIsAccessToken | Cause::HintInvalid => Some(&practices::LOGOUT_CARRIES_HINT),
        _ => None,
    }
}
