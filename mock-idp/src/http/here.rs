//! Where a request is: the environment that it is for, which the service puts into the request. So the routes are those of
//! every environment, and are built once in a process.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Extensions;
use axum::http::request::Parts;

use super::console::Console;
use super::control::Guard;
use super::documents::Documents;
use crate::idp::Idp;

/// The environment that a request is for.
#[derive(Clone, Debug)]
pub(super) struct Here(pub(super) Idp);

/// An environment, and what belongs to it alone of what its routes work with.
#[derive(Debug)]
pub(super) struct Premises {
    pub(super) idp: Idp,
    pub(super) guard: Guard,
    pub(super) documents: Documents,
    pub(super) console: Console,
}

impl Premises {
    pub(super) fn new(idp: Idp, guard: Guard) -> Arc<Self> {
        let (documents, console) = (Documents::default(), Console::default());
        Arc::new(Self { idp, guard, documents, console })
    }

    /// Returns those of a request, from what the service put into it.
    pub(super) fn of(facts: &Extensions) -> &Self {
        Self::put_into(facts)
    }

    /// Returns those of a request, for longer than the request.
    pub(super) fn shared(facts: &Extensions) -> Arc<Self> {
        Arc::clone(Self::put_into(facts))
    }

    fn put_into(facts: &Extensions) -> &Arc<Self> {
        facts.get().expect("the service puts them into each request")
    }
}

impl Here {
    /// Returns the environment of a request.
    pub(super) fn of(facts: &Extensions) -> Self {
        Self(Premises::of(facts).idp.clone())
    }
}

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}
