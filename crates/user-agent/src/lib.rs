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
//! stays, and a [`Transcript`] the whole story as a text.
//!
//! Not modelled: scripts, caches, `multipart/form-data`, `<meta http-equiv=refresh>`, `Partitioned`
//! cookies, a public suffix list ([`Site`] says what stands in for it), and any host off loopback.

mod agent;
mod clock;
mod document;
mod error;
mod fetch;
mod hop;
mod jar;
mod page;
mod request;
mod site;
mod transcript;

pub use agent::{FromPage, UserAgent};
pub use error::Error;
pub use fetch::Fetch;
pub use hop::Hop;
pub use jar::{
    Cookie, CookieChange, CookieContext, CookieError, CookieIdentity, Jar, RefusedCookie, SameSite,
};
pub use page::{Link, Page};
pub use request::{Credentials, Mode};
pub use site::Site;
pub use transcript::Transcript;
