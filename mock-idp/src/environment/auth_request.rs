//! Authorization requests that wait for a person, and the mails that the person waits for.

mod event;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub use self::event::AuthorizationEvent;
use super::{
    Assertion, AuthRequestId, ClientId, ConnectionId, OrganizationId, Secret, SessionId,
    TrustedRedirect, UserId,
};
use crate::wire::{CodeChallenge, Scope};

/// How long a sign-in page works. Scalekit sends people with an older page to the application's initiate-login URL;
/// how old is undocumented, and an hour is our choice.
pub(crate) const AUTH_REQUEST_LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// Most requests that wait at once; beyond that the oldest is dropped. A flood of `/oauth/authorize` must not fill
/// the memory of the test machine.
pub(crate) const MOST_WAITING: usize = 10_000;

/// Wrong codes that one e-mail forgives (`docs/authorize.md#hosted-pages`: five attempts).
pub(crate) const MOST_ATTEMPTS: u32 = 5;

/// A valid authorization request, on its way through the hosted pages.
#[derive(Clone, Debug, Serialize)]
pub struct AuthRequest {
    /// The id, `ar_…`, which the forms of the hosted pages carry.
    pub id: AuthRequestId,
    /// The client that sent it.
    pub client: ClientId,
    /// The redirect URI to which the answer goes.
    pub redirect: TrustedRedirect,
    /// The client's `state`, returned with the answer.
    #[serde(skip)]
    pub state: Option<String>,
    /// The scope requested.
    pub scope: Scope,
    /// The client's `nonce`, for the ID token.
    #[serde(skip)]
    pub nonce: Option<String>,
    /// The PKCE challenge, for the code's redemption.
    #[serde(skip)]
    pub challenge: Option<CodeChallenge>,
    /// The organization that the client requested.
    pub organization: Option<OrganizationId>,
    /// The client's `login_hint`, which fills the e-mail field.
    #[serde(skip)]
    pub login_hint: Option<String>,
    /// Whether the first page is the sign-up page, and not the sign-in page.
    pub sign_up: bool,
    /// The step at which the person is.
    pub stage: Stage,
    /// The value of the cookie that binds the request to the browser that began it, once the request waits at a page.
    #[serde(skip)]
    pub(crate) binding: Option<Secret>,
    /// The form that led to this stage, to recognise it when it is sent twice.
    #[serde(skip)]
    pub(crate) taken: Option<Taken>,
    /// The assertion of an identity provider, once the person signed in there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asserted: Option<Box<Assertion>>,
    /// When the request expires, and its page is stale.
    pub expires_at: Timestamp,
}

/// A form that was accepted, as far as it is compared with a second submission.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// The time.
    pub(crate) at: Timestamp,
    /// The digits that were typed, if it was the form of a code.
    pub(crate) code: Option<Secret>,
    /// The session in which the request was answered, if it was answered.
    pub(crate) session: Option<SessionId>,
}

/// How far a person has come.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The page has a field for the address.
    Email,
    /// A code is on its way.
    Code(EmailCode),
    /// The person is known, and chooses an organization.
    Organization {
        /// The user.
        user: UserId,
        /// The session whose organization changes; `None` if a session is to begin.
        session: Option<SessionId>,
    },
    /// The request was answered.
    Answered,
    /// The person is at an identity provider.
    Upstream(Upstream),
}

/// The visit of a person to an identity provider.
#[derive(Clone, Debug, Serialize)]
pub struct Upstream {
    /// The provider's connection.
    pub connection: ConnectionId,
    /// The `login_hint` for the provider.
    #[serde(skip)]
    pub login_hint: Option<String>,
    /// Whether the person came from the first page, and may go back there.
    pub way_back: bool,
    /// The outcome that an application which signs people in by itself reported through the management API.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "told")]
    pub outcome: Option<LoginOutcome>,
}

/// The outcome of a sign-in that an application carried out by itself.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginOutcome {
    /// The person with this assertion signed in.
    SignedIn(Box<Assertion>),
    /// Nobody signed in.
    Failed,
}

/// A six-digit code that proves an address.
#[derive(Clone, Debug, Serialize)]
pub struct EmailCode {
    /// The address, in lower case.
    pub email: String,
    /// The digits.
    pub code: Secret,
    /// When the code expires.
    pub expires_at: Timestamp,
    /// When the code was sent.
    #[serde(skip)]
    pub(crate) sent_at: Timestamp,
    /// The number of wrong codes that were typed.
    pub attempts: u32,
    /// The name of the organization to found, if the address is new.
    pub organization_name: Option<String>,
}
