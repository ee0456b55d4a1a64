//! "Must be signed in" and "must have the role" as types: a handler with such a parameter never runs otherwise.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use scalekit::AccessClaims;
use scalekit::management::ManagementError;

use crate::auth::Auth;
use crate::authenticate::{authenticate, local_session, taken_back};
use crate::csrf::CsrfToken;
use crate::handover::{check_layer, hand_over};
use crate::layer::AnswerCookies;
use crate::own_tokens;
use crate::rejection::{AuthRejection, Failure, Representation};
use crate::renewal::SessionError;
use crate::session::Session;
use crate::store::StoreError;

/// A signed-in person, whose access token was verified for this request.
///
/// People who are not signed in are sent to sign in, and come back to the page that they wanted; scripts get 401.
///
/// ```
/// use axum::Json;
/// use scalekit_axum::SignedIn;
///
/// async fn me(person: SignedIn) -> Json<String> {
///     Json(format!("{} of {}", person.name(), person.organization().unwrap_or("nowhere")))
/// }
/// # let _: axum::Router<scalekit_axum::Auth> = axum::Router::new().route("/api/me", axum::routing::get(me));
/// ```
#[derive(Clone)]
pub struct SignedIn {
    /// The session, with the identity of the sign-in.
    pub session: Session,
    /// The claims of the access token, as fresh as its last renewal.
    pub claims: AccessClaims,
    auth: Auth,
    representation: Representation,
    is_bearer: bool,
}

impl SignedIn {
    /// Returns the user's id at Scalekit, `usr_…`: the one that stays when name and e-mail address change.
    pub fn user_id(&self) -> &str {
        &self.claims.sub
    }

    /// Returns the name to greet the person by: the name, the e-mail address, or the id.
    pub fn name(&self) -> &str {
        self.session.name()
    }

    /// Returns the e-mail address of the sign-in.
    pub fn email(&self) -> Option<&str> {
        self.session.identity.email.as_deref()
    }

    /// Returns the organization of the access token, `org_…`. Read the tenant here and nowhere else: a path or a form
    /// could name another one.
    pub fn organization(&self) -> Option<&str> {
        self.claims.oid.as_deref()
    }

    /// Returns the same organization, which a page of an organization needs.
    ///
    /// # Errors
    ///
    /// The answer 403 to a person whose token names none.
    pub fn in_organization(&self) -> Result<&str, AuthRejection> {
        let session = || Box::new(self.session.clone());
        let heading = "This page is for members of an organization";
        self.organization().ok_or_else(|| self.reject(Failure::Forbidden(session(), heading)))
    }

    /// Says whether the request was authenticated by `Authorization`, which no other site's page can make a browser send,
    /// and not by a cookie.
    pub(crate) fn is_bearer(&self) -> bool {
        self.is_bearer
    }

    /// Returns what the frame of a page shows.
    pub fn visitor(&self) -> Visitor {
        Visitor::of(&self.session)
    }

    /// Returns the answer to a request whose call of the management API failed: 404 for what is not there, 503 while
    /// Scalekit is unavailable, and 500 with an entry in the log otherwise.
    pub fn refusal(&self, error: &ManagementError) -> AuthRejection {
        self.reject(Failure::of_scalekit(error, &self.session))
    }

    pub(crate) fn reject(&self, failure: Failure) -> AuthRejection {
        AuthRejection::of(&self.auth, self.representation.clone(), failure)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    Auth: FromRef<S>,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        let auth = Auth::from_ref(state);
        check_layer(&auth, parts).map_err(|why| AuthRejection::new(&auth, parts, why))?;
        let authenticated = match &auth.0.own_tokens {
            Some(issuer) => own_tokens::authenticate(&auth, issuer, parts).await,
            None => by_cookies(&auth, parts).await,
        };
        match authenticated {
            Ok((session, claims)) => {
                let representation = Representation::of_parts(&auth, parts);
                let is_bearer = auth.has_bearer(&parts.headers);
                Ok(Self { session, claims, auth, representation, is_bearer })
            }
            Err(lapse) => Err(AuthRejection::of_lapse(&auth, parts, lapse).await),
        }
    }
}

/// Authenticates by the cookies that name a session, and gives the browser new ones if the session has changed.
async fn by_cookies(auth: &Auth, parts: &Parts) -> Result<(Session, AccessClaims), SessionError> {
    let (brought, session, claims) = authenticate(auth, &parts.headers).await?;
    hand_over(auth, parts, &brought, &session).await;
    Ok((session, claims))
}

impl AsRef<Self> for SignedIn {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("claims", &self.claims).finish_non_exhaustive()
    }
}

/// A role of the access token, as a type: the parameter of [`HasRole`].
pub trait Role: Send + 'static {
    /// The name at Scalekit.
    const NAME: &'static str;

    /// The heading of the page that people without the role see.
    const REFUSAL: &'static str = "This page is not for you";
}

/// A permission of the access token, as a type: the parameter of [`HasPermission`].
pub trait Permission: Send + 'static {
    /// The name at Scalekit, `reports:read`.
    const NAME: &'static str;

    /// The heading of the page that people without the permission see.
    const REFUSAL: &'static str = "This page is not for you";
}

/// A signed-in person whose access token has a role. Others get 403, and stay signed in.
///
/// ```
/// use scalekit_axum::{HasRole, Role};
///
/// struct Admin;
///
/// impl Role for Admin {
///     const NAME: &'static str = "admin";
///     const REFUSAL: &'static str = "This page is for administrators";
/// }
///
/// async fn settings(admin: HasRole<Admin>) -> String {
///     format!("Welcome, {}", admin.name())
/// }
/// # let _: axum::Router<scalekit_axum::Auth> = axum::Router::new().route("/settings", axum::routing::get(settings));
/// ```
#[derive(Clone, Debug)]
pub struct HasRole<R>(SignedIn, PhantomData<fn() -> R>);

/// A signed-in person whose access token has a permission. Others get 403, and stay signed in.
///
/// ```
/// use scalekit_axum::{HasPermission, Permission};
///
/// struct ReadReports;
///
/// impl Permission for ReadReports {
///     const NAME: &'static str = "reports:read";
/// }
///
/// async fn reports(reader: HasPermission<ReadReports>) -> String {
///     format!("The reports of {}", reader.organization().unwrap_or("nobody"))
/// }
/// # let _: axum::Router<scalekit_axum::Auth> = axum::Router::new().route("/reports", axum::routing::get(reports));
/// ```
#[derive(Clone, Debug)]
pub struct HasPermission<P>(SignedIn, PhantomData<fn() -> P>);

/// Implements a guard that lets people through by the claims of their access token.
macro_rules! guard {
    ($guard:ident, $trait:ident, $has:ident) => {
        impl<T, S: Send + Sync> FromRequestParts<S> for $guard<T>
        where
            T: $trait,
            Auth: FromRef<S>,
        {
            type Rejection = AuthRejection;

            async fn from_request_parts(
                parts: &mut Parts,
                state: &S,
            ) -> Result<Self, AuthRejection> {
                let person = SignedIn::from_request_parts(parts, state).await?;
                if person.claims.$has(T::NAME) {
                    return Ok(Self(person, PhantomData));
                }
                let session = Box::new(person.session.clone());
                Err(person.reject(Failure::Forbidden(session, T::REFUSAL)))
            }
        }

        impl<T> $guard<T> {
            /// Returns the person without the proof.
            pub fn into_inner(self) -> SignedIn {
                self.0
            }
        }

        impl<T> Deref for $guard<T> {
            type Target = SignedIn;

            fn deref(&self) -> &SignedIn {
                &self.0
            }
        }

        impl<T> AsRef<SignedIn> for $guard<T> {
            fn as_ref(&self) -> &SignedIn {
                &self.0
            }
        }
    };
}

guard!(HasRole, Role, has_role);
guard!(HasPermission, Permission, has_permission);

/// The person whom a public page greets, by the session here alone: a public page does not wait for Scalekit. The
/// first guarded page verifies whether the session is still valid there, so show nothing personal by it.
///
/// ```
/// use scalekit_axum::Visitor;
///
/// async fn home(visitor: Option<Visitor>) -> String {
///     visitor.map_or("Welcome".to_owned(), |visitor| format!("Hello, {}", visitor.name))
/// }
/// # let _: axum::Router<scalekit_axum::Auth> = axum::Router::new().route("/", axum::routing::get(home));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Visitor {
    /// The name to greet the person by.
    pub name: String,
    /// The token for the forms and scripts of the page.
    pub csrf: CsrfToken,
}

impl Visitor {
    pub(crate) fn of(session: &Session) -> Self {
        Self { name: session.name().to_owned(), csrf: session.csrf.clone() }
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Visitor
where
    Auth: FromRef<S>,
{
    type Rejection = AuthRejection;

    /// Takes a session cookie back that opens nothing.
    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Self>, AuthRejection> {
        let auth = Auth::from_ref(state);
        let found = local_session(&auth, &parts.headers).await;
        let refused = |error: StoreError| AuthRejection::new(&auth, parts, error.into());
        let found = found.map_err(refused)?;
        if found.is_none() {
            for cookie in taken_back(&auth, &parts.headers).await.map_err(refused)? {
                AnswerCookies::set(parts, cookie);
            }
        }
        Ok(found.map(|(_, session)| Self::of(&session)))
    }
}

#[cfg(test)]
mod tests;
