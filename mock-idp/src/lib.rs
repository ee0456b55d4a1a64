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
//! assert_eq!(idp.counts().sessions, 0);       // nobody has signed in yet
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
//! | `fault` | what goes wrong on purpose |
//! | `outbox` | webhooks and logout tokens that are due, and the outcome of each attempt |
//! | `http` | handlers: protocols, hosted pages, the management and control APIs |
//! | `tls` | the certificate, its authority, and what a client needs to trust it |
//! | [`seed`] | what an environment starts with |
//! | `server` | one listener for each environment of the process, its [`Worlds`] |
//!
//! A request goes through them in one direction: `http` reads it, a rule decides under a lock that is
//! never held across a wait, its events change the environment and are journalled, and `mint` signs
//! what was decided after the lock is released.
//!
//! # Same input, same bytes
//!
//! Rules are given the time and a stream of ids. With a frozen [`Clock`], a seed that sets
//! `environment.ids` ([`Seed::ids`]), the same signing key and the same environment URL, the same requests in
//! the same order get the same bytes: headers with their `Date`, tokens, signed webhooks, the journal. That
//! holds in each run, on each machine, and in the binary (`mock-idp serve --frozen-at …`) as in the library.
//!
//! - *In order* means that each request is sent after the answer to the one before.
//! - Requests at the same time are decided one after the other, in the order in which the scheduler lets them
//!   arrive. Each takes all of its ids in its one turn. So equal requests get the same ids between them as if
//!   they had come in turn, and only who gets which is open; of requests of different kinds, the ids depend on
//!   the order.
//! - Each environment has a stream and a clock of its own: what others in the same process do makes no
//!   difference.
//! - An id that the seed pins is that id, whatever happens.
//! - Nobody can foretell what is made anew at each start: `signing_key = "generate"`, the keys after the second
//!   one of [`MockIdp::rotate_keys`], certificates for TLS, and a generated token of the control API.
//! - The bytes are those of one version of this crate. A later one may draw other ids.
//!
//! # The built-in keys are public
//!
//! Unless a seed says otherwise, tokens are signed with a key that is part of this crate: **everybody
//! has it**. Nothing outside a test may ever trust an environment of this fake.

// What a function returns, its caller can name.
#![warn(unnameable_types)]

mod clock;
pub mod environment;
pub mod exchange;
mod fault;
mod http;
mod idp;
mod ids;
mod journal;
mod lessons;
mod mint;
mod outbox;
mod rules;
mod secret;
pub mod seed;
mod server;
#[cfg(test)]
mod testing;
mod theatre;
mod tls;
pub mod verdict;
mod wire;
mod worlds;

pub use clock::Clock;
pub use environment::{Event, KeyStatus, PublishedKey, SigningKey, SigningKeyError};
pub use fault::{
    CallbackError, DeliveryForgery, Effect, Fault, FaultError, FaultTarget, Forgery, KeySetFault,
    LONGEST_DELAY, MOST_FAULTS, Omission, PlannedFault, StateFault,
};
pub use idp::Counts;
pub use journal::{
    Entry, FaultFired, FindingMade, Happening, JOURNAL_TIMES, MOST_ENTRIES, ManagementCall, Note,
    Refused, SdkSeen, StoryLine, TimeoutError, UnknownEventError, WaitError,
};
pub use mint::SignedPayload;
pub use outbox::{
    Attempt, Delivery, DeliveryStatus, MOST_DELIVERIES, Recipient, Replay, UnsettledError,
};
pub use rules::control::ControlError;
pub use rules::control::sign_in::SignInError;
pub use secret::Secret;
pub use seed::{Seed, SeedError};
pub use server::{
    AuthorizationCode, Builder, Control, ControlTokenError, DroppedWorld, DroppedWorlds,
    Expectation, LAST_JOURNAL_LINES, MOST_DROPPED_WORLDS, ManagementError, MockIdp, Next,
    Registration, SignIn, StartError, Stories, Story, StoryNews, Tokens, WorldNews, Worlds,
};
#[cfg(feature = "lessons")]
pub use server::{Classroom, LessonError};
pub use tls::{Tls, TlsError, Trust};
pub use wire::{CodeChallenge, Endpoint, Scope, printable};
pub use worlds::{NewWorld, World, WorldError};
