//! An HTTP user agent with a browser's rules, for end-to-end stories.
//!
//! It obeys what a browser obeys and a plain HTTP client does not: which
//! cookies go where and come back from whom (RFC 6265bis, the initiating site
//! carried through redirects), what a redirect does to a method, what
//! `Sec-Fetch-*`, `Origin` and `Referer` say, what a form sends and where its
//! page's policy lets it go, what a script may read. Where browsers differ, it
//! does what Chromium does.
//!
//! Start with [`UserAgent`]; a [`Page`] is what comes back, a [`Jar`] what
//! stays, and a [`Transcript`] the whole story as a text. What drives an
//! application that it does not know reads a page's [`Control`]s, presses one
//! of them, and learns from the [`Outcome`] and from each [`HopRecord`] what
//! came of it, within the [`Limits`] that it sets.
//!
//! Not modelled: scripts, caches, `multipart/form-data`, `Partitioned` cookies, the blocking of cookies in frames and
//! images of other sites (some browsers do, Chromium does not by itself), `Sec-Fetch-Storage-Access`, a public suffix
//! list ([`Site`] says what stands in for it), and any host off loopback.

mod agent;
mod clock;
mod control;
mod document;
mod error;
mod fetch;
mod hop;
mod jar;
mod limits;
mod message;
mod observed;
mod outcome;
mod page;
mod probe;
mod record;
mod request;
mod site;
mod transcript;

pub use agent::{FromPage, NOT_HTTP, UserAgent, reason};
pub use control::{Control, ControlKind};
pub use error::Error;
pub use fetch::Fetch;
pub use hop::{CookieLine, Hop};
pub use jar::{
    Cookie, CookieAttributes, CookieChange, CookieContext, CookieError, CookieIdentity, Jar,
    RefusedCookie, SameSite,
};
pub use limits::Limits;
pub use observed::{Observed, ObservedPage};
pub use outcome::Outcome;
pub use page::{Link, Page};
pub use probe::Probe;
pub use record::{Address, CookieRecord, HopRecord, Parameter};
pub use request::{Credentials, Kind, Mode};
pub use site::{Site, is_loopback};
pub use transcript::Transcript;
