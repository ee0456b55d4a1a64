//! What clients have to do before silence about a practice means that they follow it.

use super::record::Record;
use crate::exchange::{CredentialKind, Destination, Exchange};
use crate::wire::Endpoint;

/// The call that ends all sessions of a person.
pub(super) const REVOKE_ALL: &str = "scalekit.v1.sessions.SessionService/RevokeAllUserSessions";

/// What a client has to do to show whether it follows a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// Any request to an endpoint.
    Request,
    /// A request with parameters.
    Parameters,
    /// A request of an official SDK.
    Sdk,
    /// A request for tokens, or for the discovery document.
    Tokens,
    /// A request for the keys.
    Keys,
    /// An authorization request.
    SignInBegun,
    /// An authorization request after a sign-in of the same client.
    SignInAgain,
    /// An authorization request for an organization, by a browser with a session.
    Switch,
    /// A sign-in that ended with an error at the client.
    RefusedSignIn,
    /// A code that was sent to the token endpoint.
    CodeExchange,
    /// A code that was redeemed.
    SignIn,
    /// A refresh token that was sent to the token endpoint.
    Renewal,
    /// A refresh token that came after another of its grant was replaced.
    SecondRenewal,
    /// A renewal that was refused.
    RefusedRenewal,
    /// A token that was introspected.
    Introspection,
    /// A token that was to be revoked.
    Revocation,
    /// A request to sign out, at the endpoint or where clients mistake it.
    LogoutRequest,
    /// A browser's window that went to the logout, and not because somebody typed the address.
    LogoutByBrowser,
    /// A session that the logout ended.
    SignOut,
    /// The same, after a renewal in that session.
    SignOutAfterRenewal,
    /// The same, with an ID token as a hint.
    SignOutWithHint,
    /// The same, of a session with a refresh token.
    SignOutOfRenewable,
    /// The same, of a session whose access token was used here.
    SignOutAfterUse,
    /// The same, once more.
    SecondSignOut,
    /// The same, by a browser that was led back to the application.
    Return,
    /// A call that ends all sessions of a person.
    SignOutEverywhere,
    /// An authorization request after a sign-out.
    SignInAfterSignOut,
}

impl Ground {
    /// Whether an exchange is such a request, given those before it.
    pub(super) fn is_laid_by(self, exchange: &Exchange, past: &Record) -> bool {
        let at = |endpoint| exchange.is_at(endpoint);
        match self {
            Self::Request => exchange.endpoint.is_some(),
            Self::Parameters => {
                exchange.endpoint.is_some()
                    && !(exchange.parameters.is_empty() && exchange.unknown.is_empty())
            }
            Self::Sdk => exchange.sdk.is_some(),
            Self::Tokens => at(Endpoint::Token) || at(Endpoint::Discovery),
            Self::Keys => at(Endpoint::Keys),
            Self::Introspection => at(Endpoint::Introspect),
            Self::Revocation => at(Endpoint::Revoke),
            Self::CodeExchange => {
                at(Endpoint::Token) && exchange.shows(CredentialKind::Code).is_some()
            }
            Self::SignIn => exchange.caused("authorization_code.redeemed"),
            Self::Renewal | Self::SecondRenewal | Self::RefusedRenewal => {
                self.is_renewal(exchange, past)
            }
            Self::SignInBegun
            | Self::SignInAgain
            | Self::Switch
            | Self::RefusedSignIn
            | Self::SignInAfterSignOut => {
                at(Endpoint::Authorize) && self.is_sign_in(exchange, past)
            }
            Self::SignOutEverywhere => {
                exchange.operation.is_some_and(|operation| operation.as_str() == REVOKE_ALL)
            }
            Self::LogoutRequest => at(Endpoint::Logout) || exchange.mistaken_for_logout.is_some(),
            _ => at(Endpoint::Logout) && self.is_sign_out(exchange, past),
        }
    }

    fn is_renewal(self, exchange: &Exchange, past: &Record) -> bool {
        let is_renewal = exchange.is_at(Endpoint::Token)
            && exchange.shows(CredentialKind::RefreshToken).is_some();
        is_renewal
            && match self {
                Self::SecondRenewal => exchange.grant.as_ref().is_some_and(|grant| {
                    past.of_grant(grant).any(|other| other.caused("refresh_token.rotated"))
                }),
                Self::RefusedRenewal => exchange.answer.error == Some("invalid_grant"),
                _ => true,
            }
    }

    /// Looks at a request to the authorization endpoint.
    fn is_sign_in(self, exchange: &Exchange, past: &Record) -> bool {
        match self {
            Self::RefusedSignIn => exchange.answer.error.is_some() && exchange.answer.to.is_some(),
            Self::SignInAgain => exchange.client.as_ref().is_some_and(|client| {
                past.of_client(client).any(|other| other.caused("authorization_code.redeemed"))
            }),
            Self::SignInAfterSignOut => past.has_signed_out(),
            Self::Switch => {
                exchange.has("organization_id")
                    && exchange.shows(CredentialKind::SessionCookie).is_some()
            }
            _ => true,
        }
    }

    /// Looks at a request to the logout endpoint.
    fn is_sign_out(self, exchange: &Exchange, past: &Record) -> bool {
        let has_document = exchange.sender.destination().is_some_and(|destination| {
            matches!(destination, Destination::Document | Destination::CrossOriginPost)
        });
        if self == Self::LogoutByBrowser {
            return has_document && !exchange.is_typed();
        }
        let in_session = |is_such: fn(&Exchange) -> bool| {
            exchange.session.as_ref().is_some_and(|session| past.of_session(session).any(is_such))
        };
        exchange.caused("user.logout")
            && match self {
                Self::SignOutAfterRenewal => in_session(|other| {
                    other.shows(CredentialKind::RefreshToken).is_some() && other.answer.is_success()
                }),
                Self::SignOutOfRenewable => {
                    in_session(|other| other.gives(CredentialKind::RefreshToken))
                }
                Self::SignOutAfterUse => in_session(|other| other.is_at(Endpoint::UserInfo)),
                Self::SignOutWithHint => exchange.hinted.is_some(),
                Self::SecondSignOut => past.has_signed_out(),
                Self::Return => has_document && exchange.answer.to.is_some(),
                _ => true,
            }
    }

    /// Returns what did not happen, as a sentence without a full stop.
    pub(super) fn missing(self) -> &'static str {
        match self {
            Self::Request => "no client made a request",
            Self::Parameters => "no request had a parameter",
            Self::Sdk => "no request came from an official SDK",
            Self::Tokens => "no client requested tokens",
            Self::Keys => "no client fetched the keys",
            Self::SignInBegun => "no client began a sign-in",
            Self::SignInAgain => "no client began a sign-in after one that succeeded",
            Self::Switch => "nobody who was signed in went on to an organization",
            Self::RefusedSignIn => "no sign-in was refused",
            Self::CodeExchange => "no client exchanged a code",
            Self::SignIn => "nobody signed in",
            Self::Renewal => "no client renewed tokens",
            Self::SecondRenewal => "no client renewed the same tokens twice",
            Self::RefusedRenewal => "no renewal was refused",
            Self::Introspection => "no client introspected a token",
            Self::Revocation => "no client revoked a token",
            Self::LogoutRequest => "no logout was requested",
            Self::LogoutByBrowser => "no application led a browser to the logout",
            Self::SignOut => "nobody was signed out",
            Self::SignOutAfterRenewal => "nobody was signed out after a renewal",
            Self::SignOutWithHint => "nobody was signed out with an ID token as a hint",
            Self::SignOutOfRenewable => "nobody with a refresh token was signed out",
            Self::SignOutAfterUse => {
                "nobody was signed out whose access token had been used at /userinfo"
            }
            Self::SecondSignOut => "nobody was signed out a second time",
            Self::Return => "no browser was led back after a sign-out",
            Self::SignOutEverywhere => "no client ended all sessions of a person",
            Self::SignInAfterSignOut => "nobody began a sign-in after a sign-out",
        }
    }
}
