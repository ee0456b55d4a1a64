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

/// How long a sign-in page is good for. Scalekit sends people with an older one back to the
/// application's initiate-login URL; how old is undocumented, and an hour is our choice.
pub(crate) const AUTH_REQUEST_LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// Most requests that wait at once. The oldest gives way: a flood of `/oauth/authorize` must not eat
/// the memory of the test machine.
pub(crate) const MOST_WAITING: usize = 10_000;

/// Wrong codes that one e-mail forgives (`docs/authorize.md#hosted-pages`: five attempts).
pub(crate) const MOST_ATTEMPTS: u32 = 5;

/// A valid authorization request, on its way through the hosted pages.
#[derive(Clone, Debug, Serialize)]
pub struct AuthRequest {
    /// `ar_…`, what the hosted pages carry along.
    pub id: AuthRequestId,
    /// The client that sent it.
    pub client: ClientId,
    /// Where the answer goes.
    pub redirect: TrustedRedirect,
    /// Returned with the answer.
    #[serde(skip)]
    pub state: Option<String>,
    /// The scope requested.
    pub scope: Scope,
    /// For the ID token.
    #[serde(skip)]
    pub nonce: Option<String>,
    /// For the code's redemption.
    #[serde(skip)]
    pub challenge: Option<CodeChallenge>,
    /// The organization that the person is to be in.
    pub organization: Option<OrganizationId>,
    /// Fills the e-mail field.
    #[serde(skip)]
    pub login_hint: Option<String>,
    /// Whether the sign-up page came first, or the sign-in page.
    pub sign_up: bool,
    /// How far the person has come.
    pub stage: Stage,
    /// The value of the cookie that binds it to the browser that began it, once it waits at a page.
    #[serde(skip)]
    pub(crate) binding: Option<Secret>,
    /// The form that led to this stage, to recognise it when it is sent twice.
    #[serde(skip)]
    pub(crate) taken: Option<Taken>,
    /// The assertion of an identity provider, if the person was sent to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asserted: Option<Box<Assertion>>,
    /// When the page is stale.
    pub expires_at: Timestamp,
}

/// A form that was taken, as far as a second one is compared with it.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// When.
    pub(crate) at: Timestamp,
    /// The digits that were typed, if it was a code's form.
    pub(crate) code: Option<Secret>,
    /// The session in which the request was answered, if it was.
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
        /// Who.
        user: UserId,
        /// The session that switches, unless one is to be made.
        session: Option<SessionId>,
    },
    /// The request was answered.
    Answered,
    /// The person is at an identity provider.
    Upstream(Upstream),
}

/// That a person was sent to an identity provider.
#[derive(Clone, Debug, Serialize)]
pub struct Upstream {
    /// To whose.
    pub connection: ConnectionId,
    /// The `login_hint` for the provider.
    #[serde(skip)]
    pub login_hint: Option<String>,
    /// Whether the person came from the first page, and may go back there.
    pub way_back: bool,
    /// The outcome that the application reported by the management API, where it signs people in by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "told")]
    pub outcome: Option<LoginOutcome>,
}

/// The outcome of a sign-in that an application carried out by itself.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginOutcome {
    /// This person signed in.
    SignedIn(Box<Assertion>),
    /// Nobody did.
    Failed,
}

/// A six-digit code that proves an address.
#[derive(Clone, Debug, Serialize)]
pub struct EmailCode {
    /// The address, in lower case.
    pub email: String,
    /// The digits.
    pub code: Secret,
    /// When they expire.
    pub expires_at: Timestamp,
    /// When they were sent.
    #[serde(skip)]
    pub(crate) sent_at: Timestamp,
    /// How often something else was typed.
    pub attempts: u32,
    /// The name of the organization to found, if the address is new.
    pub organization_name: Option<String>,
}
