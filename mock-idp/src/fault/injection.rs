//! The points at which faults are injected: around the router, and between a decision and its answer.

use super::{Effect, Faults};
use crate::environment::Environment;
use crate::wire::{Endpoint, Redacted};

/// A point at which faults are injected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InjectionPoint {
    /// Around the router, at every endpoint.
    Transport,
    /// The ID token, before it is signed.
    IdToken,
    /// A user's access token, before it is signed.
    AccessToken,
    /// The token with which an identity provider begins a sign-in, before it is signed.
    IdpInitiatedToken,
    /// The redirect to the client's callback.
    Callback,
    /// The answer to a refresh.
    Refresh,
    /// The key set.
    KeySet,
}

impl InjectionPoint {
    /// Returns the endpoint of this point, and a name for the effects there; `None` for the transport, which is at
    /// every endpoint.
    pub(super) fn endpoint(self) -> Option<(Endpoint, &'static str)> {
        match self {
            Self::Transport => None,
            Self::IdToken => Some((Endpoint::Token, "a forged ID token")),
            Self::AccessToken => Some((Endpoint::Token, "a forged access token")),
            Self::Refresh => Some((Endpoint::Token, "an incomplete answer to a refresh")),
            Self::IdpInitiatedToken => Some((Endpoint::Idp, "a forged idp_initiated_login token")),
            Self::Callback => Some((Endpoint::Authorize, "a wrong answer at the callback")),
            Self::KeySet => Some((Endpoint::Keys, "another key set")),
        }
    }
}

/// A call that reaches an injection point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Injection<'a> {
    pub(super) point: InjectionPoint,
    /// The request's path, at the transport.
    pub(super) path: &'a str,
    /// The operation of the management API that is called, at the transport.
    pub(super) operation: Option<&'a str>,
    /// The client of the call, as far as it is known.
    pub(super) client: Option<&'a str>,
}

impl<'a> Injection<'a> {
    /// Returns a call at a point behind the router.
    pub(super) fn at(point: InjectionPoint, client: Option<&'a str>) -> Self {
        Self { point, path: "", operation: None, client }
    }

    /// Returns the subject of the journal's sentence.
    pub(crate) fn subject(&self) -> String {
        match self.point {
            InjectionPoint::Transport => Redacted::path(self.path).to_string(),
            InjectionPoint::IdToken => "the ID token".to_owned(),
            InjectionPoint::AccessToken => "the access token".to_owned(),
            InjectionPoint::IdpInitiatedToken => "the idp_initiated_login token".to_owned(),
            InjectionPoint::Callback => "the answer at the callback".to_owned(),
            InjectionPoint::Refresh => "the answer to a refresh".to_owned(),
            InjectionPoint::KeySet => "the key set".to_owned(),
        }
    }
}

/// The environment that faults are planned for, with its lock and its journal.
pub(crate) trait FaultHost {
    /// Reads the environment.
    fn read<T>(&self, look: impl FnOnce(&Environment) -> T) -> T;

    /// Whether no fault is planned, which is the usual case, and is known without the lock.
    fn is_faultless(&self) -> bool;

    /// Reads or changes the planned faults.
    fn faults<T>(&self, change: impl FnOnce(&mut Faults) -> T) -> T;

    /// Returns the effect of the fault that `due` picks, by number, and journals that it happened.
    fn fire_with(
        &self,
        injection: &Injection<'_>,
        due: impl FnOnce(&mut Faults) -> Option<(u64, Effect)>,
    ) -> Option<Effect>;

    /// Returns the effect that is due at this call, and journals that it happened.
    fn fire(&self, injection: &Injection<'_>) -> Option<Effect> {
        self.fire_if(injection, |_| true)
    }

    /// Returns the effect that is due at this call, among those that fit, and journals that it happened.
    fn fire_if(&self, injection: &Injection<'_>, fits: impl Fn(&Effect) -> bool) -> Option<Effect> {
        if self.is_faultless() {
            return None;
        }
        self.fire_with(injection, |faults| faults.due_if(injection, fits))
    }
}
