//! What happens between the environment and identity providers.

use serde::Serialize;

use super::{Assertion, Identity};
use crate::environment::event::{Happened, names};
use crate::environment::{
    AuthRequest, AuthRequestId, ClientId, ConnectionId, Environment, LoginOutcome, Names, Stage,
    Upstream,
};

/// An event of a sign-in at an identity provider.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum IdentityProviderEvent {
    /// The person was sent to an identity provider.
    RequestSent {
        /// The request.
        request: AuthRequestId,
        /// The connection, and what was sent along.
        upstream: Upstream,
    },
    /// An identity provider asserted who the person is.
    Asserted {
        /// The request.
        request: AuthRequestId,
        /// The assertion.
        assertion: Box<Assertion>,
    },
    /// The application reported the outcome of a sign-in that it carried out by itself.
    OutcomeReported {
        /// The request.
        request: AuthRequestId,
        /// The outcome.
        #[serde(rename = "told")]
        outcome: LoginOutcome,
    },
    /// A user signed in with a connection for the first time.
    IdentityLinked {
        /// The user, the connection, and the person's id at the provider.
        identity: Identity,
    },
    /// An identity provider sent a person to an application that had made no request.
    LoginInitiated {
        /// The identity provider's connection.
        connection: ConnectionId,
        /// The application.
        client: ClientId,
        /// The person's address; `None` where the provider sent an error.
        login_hint: Option<String>,
    },
}

names! { IdentityProviderEvent:
    RequestSent => "identity_provider.asked",
    Asserted => "identity_provider.asserted",
    OutcomeReported => "identity_provider.told",
    IdentityLinked => "user.identity_linked",
    LoginInitiated => "idp_initiated_login.sent",
}

impl Happened for IdentityProviderEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::RequestSent { request, upstream } => {
                environment.set_stage(request, Stage::Upstream(upstream.clone()));
                environment.log_connection(request, &upstream.connection);
            }
            Self::Asserted { request, assertion } => {
                if let Some(request) = environment.requests.get_mut(request) {
                    request.asserted = Some(assertion.clone());
                }
                environment.log_assertion(request, assertion);
            }
            Self::OutcomeReported { request, outcome } => {
                if let Some(AuthRequest { stage: Stage::Upstream(upstream), .. }) =
                    environment.requests.get_mut(request)
                {
                    upstream.outcome = Some(outcome.clone());
                }
            }
            Self::IdentityLinked { identity } => environment.identities.push(identity.clone()),
            Self::LoginInitiated { .. } => {}
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::RequestSent { upstream, .. } => names.connection(&upstream.connection),
            Self::Asserted { assertion, .. } => {
                format!("{} by {}", assertion.email, names.connection(&assertion.connection))
            }
            Self::OutcomeReported { outcome: LoginOutcome::SignedIn(assertion), .. } => {
                assertion.email.clone()
            }
            Self::OutcomeReported { outcome: LoginOutcome::Failed, .. } => {
                "nobody signed in".to_owned()
            }
            Self::IdentityLinked { identity } => {
                let connection = names.connection(&identity.connection);
                format!("{} by {connection}", names.user(&identity.user))
            }
            Self::LoginInitiated { connection, client, login_hint } => {
                let (from, to) = (names.connection(connection), names.client(client));
                match login_hint {
                    Some(address) => format!("{address} from {from} to {to}"),
                    None => format!("an error from {from} to {to}"),
                }
            }
        }
    }
}
