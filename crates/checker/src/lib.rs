//! Drives an application through sign-in, session and sign-out in front of the fake, and says which practices it keeps.
//!
//! The application is driven as a browser drives it, whatever it is written in. The fake is steered by its control API
//! and is the oracle: that a request is the sign-in is a fact (it reached `/oauth/authorize`), and that somebody is
//! signed in, too (`tokens.issued`).
//!
//! ```no_run
//! # async fn story() -> Result<(), Box<dyn std::error::Error>> {
//! use checker::Options;
//!
//! let options = Options::new("http://127.0.0.1:8080/_mock".parse()?, jiff::civil::date(2030, 1, 31));
//! let report = checker::check(options.app("http://localhost:3000".parse()?)).await?;
//! println!("{report}");
//! assert_eq!(report.exit(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! Nothing is claimed that was not tried: each probe has a control that proves that it could have failed, starts on a
//! fake that was reset, and has browsers of its own. See `probes.rs` for how to write one.

#[macro_use]
mod probe;

mod browser;
mod clock;
mod configuration;
mod discovery;
mod error;
mod fake;
mod graph;
mod options;
mod outcome;
mod output;
mod probes;
mod recorder;
mod report;
mod row;
mod runner;
mod scene;
mod stage;
mod subject;
mod verdict;

pub use browser::{Browser, Encoding, Lure};
pub use configuration::{Allowance, Configuration, ConfigurationError, SignOutSetting};
pub use error::CheckError;
pub use fake::{Entry, Exchange, Fake, FakeError, FaultPlan, Person, Registration};
pub use options::{BrowserChoice, Options, Progress};
pub use outcome::{Breach, Outcome, Weight};
pub use output::Output;
pub use probe::{Finding, Need, NotTried, Probe, Running, Tried};
pub use report::{CookieSeen, Found, Made, Report, SarifRows, Unmade};
pub use row::Row;
pub use runner::{check, check_and_then, decided};
pub use stage::{
    Attempt, Begun, Departure, Doorstep, Entrance, Exit, Journey, Notebook, Presence, Stage,
    Visitor,
};
pub use subject::{Mark, Sight, Subject, Way};
pub use user_agent::{NOT_HTTP, reason};
pub use verdict::{Verdict, VerdictFinding};
