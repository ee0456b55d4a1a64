//! A client for Scalekit: sign people in, keep them signed in, sign them out, and verify every
//! token on the way. What Scalekit sends by itself is verified as well: webhooks, calls to interceptors, and
//! logout tokens.
//!
//! # One whole sign-in
//!
//! ```no_run
//! use scalekit::{Callback, Client, Logout, Refreshed, SignIn};
//!
//! # async fn one_whole_sign_in() -> Result<(), Box<dyn std::error::Error>> {
//! // At start, once, without the network.
//! let client = Client::builder("https://example.scalekit.com", "skc_123")
//!     .client_secret(std::env::var("SCALEKIT_CLIENT_SECRET")?)
//!     .build()?;
//!
//! // GET /login: keep the attempt on the server, bound to this browser, and send the
//! // browser to `attempt.url()`.
//! let attempt = client.begin(SignIn::to("https://app.example/auth/callback"));
//!
//! // GET /auth/callback: take the attempt out of the store and finish it.
//! let callback = Callback::from_query("code=…&state=…");
//! let signed_in = client.finish(attempt, callback).await?;
//! let mut tokens = signed_in.tokens;
//!
//! // Each request: who sent it, and what may they do?
//! let person = client.verify_access_token(&tokens.access_token).await?;
//! assert!(person.has_role("admin"));
//!
//! // Shortly before `tokens.expires_at`: new tokens, stored before the answer goes out. If the
//! // signing keys cannot be had just then, the refresh token has changed all the same.
//! if let Some(refresh_token) = &tokens.refresh_token {
//!     match client.refresh(refresh_token).await? {
//!         Refreshed::Verified(fresh) => tokens = fresh,
//!         Refreshed::Unverified { successor, .. } => tokens.refresh_token = Some(successor),
//!     }
//! }
//!
//! // POST /logout: forget the session here, then send the browser there.
//! let mut logout = Logout::to("https://app.example/logged-out");
//! if let Some(id_token) = &tokens.id_token {
//!     logout = logout.id_token_hint(id_token);
//! }
//! let location = client.logout_url(logout);
//! # let _ = location;
//! # Ok(())
//! # }
//! ```
//!
//! A refresh may bring no ID token; a real application keeps the one of the sign-in for the logout.
//!
//! # What can go wrong
//!
//! An [`Error`] says what to do, and the value in it says why:
//!
//! ```
//! use scalekit::Error;
//!
//! fn answer(error: &Error) -> &'static str {
//!     match error {
//!         Error::Declined(_) => "You did not sign in. Try again?",
//!         Error::TurnedAway(_) => "Your account is not active. Its administrator can help.",
//!         Error::ConnectionUnusable(_) => "Your organization's sign-in does not work. Another way may.",
//!         Error::SignInAgain(_) => "Please sign in again.",
//!         Error::TryLater(_) => "We cannot reach the sign-in service. You are still signed in.",
//!         Error::Untrusted(_) => "That did not work. Please start again.",
//!         Error::Refused(_) => "Something is wrong on our side.",
//!     }
//! }
//! # let _ = answer;
//! ```
//!
//! Only `TryLater` is [transient](Error::is_transient): it is no reason to end a session. And no
//! outage takes a new refresh token along: once Scalekit has changed it, `refresh` is an `Ok` with
//! the successor in it, even when the rest cannot be verified ([`Refreshed::Unverified`]).
//!
//! # What is verified
//!
//! | | before it is accepted |
//! |---|---|
//! | callback | no parameter twice, `state` of this attempt, `iss` if sent; then `error`, then `code` |
//! | every token | RS256, a published `kid`, signature, `iss`, `aud`, `exp`, `iat`, `nbf` if present |
//! | ID token | also `azp`, `nonce`, `at_hash` if present, the same `sub` as the access token |
//! | access token | also `client_id`, and that it is not an ID token |
//! | machine's token | that it is an organization's client's; `aud` as the API says, or none |
//! | IdP-initiated login | `aud` if present; and no more than a sign-in to begin comes of it |
//! | user info | the same `sub` as the access token |
//! | [webhook](Client::verify_webhook), [interceptor](Client::verify_interceptor) | sizes, each header once, a time within five minutes, one `v1` signature over id, time and raw body; only then the JSON |
//! | [logout token](Client::verify_logout_token) | as every token; also the logout event, no `nonce`, `sid` or `sub`, a `jti` that is new |
//!
//! Clocks may differ by 30 seconds either way, and by five minutes for what Scalekit signs with a shared secret.
//! [`Clock`] lets a test decide what time it is.
//!
//! # What is bounded
//!
//! A request takes 10 seconds at most, an answer 256 KiB, and no redirect is followed. Signing
//! keys are kept for an hour; tokens that name unknown keys cause one request every
//! 30 seconds, however many they are. In between, an unknown key is "untrusted" in a token
//! that someone presents, and "try later" in one that Scalekit has just issued.
//!
//! A webhook's body has [256 KiB](WEBHOOK_BODY_LIMIT) at most, a logout token's form [16 KiB](LOGOUT_FORM_LIMIT):
//! limits for a server that reads them before anything is verified. Of the logout tokens that were accepted, the
//! process remembers 10,000, or [a store](UsedTokens) all.
//!
//! # What is not printed
//!
//! Tokens, secrets, attempts and callbacks print as `RefreshToken([redacted])`, in errors too.
//! [`secret()`](RefreshToken::secret) is the one way to the text.

mod builder;
mod callback;
mod claims;
mod client;
mod clock;
mod environment;
mod error;
mod idp_initiated;
mod interceptor;
mod jwks;
mod jwt;
mod key_set;
mod logout;
mod logout_token;
mod machine;
pub mod management;
mod metadata;
mod numeric_date;
mod oauth_error;
mod refresh;
mod response;
mod secrets;
mod sign_in;
mod token_endpoint;
mod tokens;
mod transport;
mod used_tokens;
mod verify;
mod webhook;

pub use builder::{ClientBuilder, ConfigError};
pub use callback::Callback;
pub use claims::{AccessClaims, IdClaims, UserInfo};
pub use client::Client;
pub use clock::Clock;
pub use environment::is_loopback;
pub use error::{Error, UnavailableError, VerificationError};
pub use idp_initiated::{IdpInitiatedClaims, IdpInitiatedLogin};
pub use interceptor::{Decision, InterceptorCall, InterceptorContext, NewMembership, Trigger};
pub use logout::Logout;
pub use logout_token::{LOGOUT_FORM_LIMIT, LogoutClaims};
pub use machine::MachineClaims;
pub use oauth_error::OAuthError;
pub use refresh::Refreshed;
pub use sign_in::{Attempt, Prompt, SignIn, SignedIn};
pub use tokens::{AccessToken, ClientSecret, IdToken, LogoutToken, RefreshToken, Tokens};
pub use used_tokens::{StoreError, UsedTokens};
pub use webhook::{
    MembershipChange, WEBHOOK_BODY_LIMIT, WEBHOOK_TOLERANCE, WebhookDelivery, WebhookError,
    WebhookEvent, WebhookSecret, WebhookSecretError,
};
