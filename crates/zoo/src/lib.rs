//! A small application that signs people in and out with Scalekit as it should, and the defects that it can be given.
//!
//! A check of applications is itself checked with it: of the zoo without a defect it must find nothing to say, and of the
//! zoo with one exactly the [`rows`](Defect::rows) of that. What looks odd and is right is an [`Unusual`].
//!
//! ```no_run
//! # async fn start() -> std::io::Result<()> {
//! use zoo::{Defect, Options, Zoo};
//!
//! let bound = Zoo::bind().await?; // its address can now be registered
//! let options = Options::new("http://127.0.0.1:8080", "skc_100000000000000001", "its secret");
//! let zoo = bound.start(options.with(Defect::HintMissing));
//!
//! println!("{}: {}", zoo.url(), Defect::HintMissing.sentence());
//! # Ok(())
//! # }
//! ```
//!
//! It speaks OAuth by hand and not through the client of this workspace, because a defect changes a request that the client
//! would not let it change. Nobody should copy it: `sample-app` is there for that.

mod accounts;
mod answer;
mod app;
mod attempts;
mod callback;
mod clock;
mod cookies;
mod defect;
mod excuses;
mod form;
mod guard;
mod idp;
mod idp_initiated;
mod keys;
mod named;
mod options;
mod pages;
mod protection;
mod random;
mod receivers;
mod renewal;
mod routes;
mod server;
mod sessions;
mod sign_in;
mod sign_out;
mod token;
mod unusual;

pub use cookies::{ATTEMPT as ATTEMPT_COOKIES, SESSION as SESSION_COOKIE};
pub use defect::{Defect, Seen, UnknownDefectError};
pub use excuses::{EXCUSES, Excuse};
pub use options::{Options, SettingsError};
pub use server::{BoundZoo, Zoo};
pub use unusual::{UnknownUnusualError, Unusual};
