//! A strict, hermetic fake of a [Scalekit](https://www.scalekit.com) environment, for tests.
//!
//! A team that uses Scalekit points `SCALEKIT_ENVIRONMENT_URL` at it, and its own code signs people in,
//! keeps them signed in and signs them out, without network, credentials or shared state. What a real
//! environment refuses, this one refuses too, and it says why.
//!
//! ```
//! use mock_idp::MockIdp;
//!
//! let idp = MockIdp::start();                 // a free port, a small world, gone when dropped
//! let web = idp.client("Acme web");           // what the application under test is configured with
//! assert_eq!(web.redirect_uris, ["http://localhost:3000/auth/callback"]);
//!
//! idp.outlive_access_tokens();                // five minutes pass at once
//! assert_eq!(idp.journal(), "");              // nothing has happened yet
//! ```
//!
//! # Rooms
//!
//! | room | what is in it |
//! |---|---|
//! | `wire` | what travels: parameters, scopes, challenges, error codes |
//! | [`environment`] | what is remembered, and the events that alone can change it |
//! | `rules` | what is decided: a reply, and the events that make it true |
//! | `mint` | what is signed |
//! | `http` | how it is served |
//! | `tls` | the certificate, its authority, and what a client needs to believe it |
//! | [`seed`] | what an environment starts with |
//!
//! A request goes through them in one direction: `http` reads it, a rule decides under a lock that is
//! never held across a wait, its events change the environment and are journalled, and `mint` signs
//! what was decided after the lock is released.
//!
//! # Same input, same bytes
//!
//! Rules are given the time and a stream of ids. With a frozen [`Clock`], a seed that sets
//! `environment.ids`, and the same key, the same requests in the same order get the same bytes.
//!
//! # The built-in keys are public
//!
//! Unless a seed says otherwise, tokens are signed with a key that is part of this crate: **everybody
//! has it**. Nothing outside a test may ever trust an environment of this fake.

mod clock;
pub mod environment;
mod http;
mod idp;
mod ids;
mod journal;
mod mint;
mod rules;
mod secret;
pub mod seed;
mod server;
mod tls;
mod wire;

pub use clock::Clock;
pub use environment::Event;
pub use http::Endpoint;
pub use idp::Counts;
pub use journal::{Entry, Fault, Happening, MOST_ENTRIES, ManagementCall, NothingCame, Refused};
pub use mint::{BadKey, Forgery, KeyStatus, PublishedKey, SignedPayload, SigningKey};
pub use rules::control::ControlError;
pub use rules::control::sign_in::SignInError;
pub use secret::Secret;
pub use seed::{Seed, SeedError};
pub use server::{
    AuthorizationCode, Builder, Control, ManagementError, MockIdp, Next, Registration, SignIn,
    StartError, Tokens,
};
pub use tls::{Tls, TlsError, Trust};
pub use wire::{CodeChallenge, Scope};
