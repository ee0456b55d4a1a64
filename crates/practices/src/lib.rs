//! What a correct integration with Scalekit does, as data.
//!
//! Scalekit's documentation, samples and checklists, and the specifications that they build on, were read into 120
//! rows. Each is a [`Practice`] with a number; the practices without a number are mistakes that the fake can see and
//! no row has. Whoever judges, explains or tests a client reads them here.
//!
//! ```
//! let practice = practices::by_slug("state-is-new").expect("a practice");
//! assert_eq!(practice, &practices::STATE_IS_NEW);
//! assert_eq!(practice.row, Some(11));
//! assert_eq!(practices::nearest("state-is-now"), Some(practice));
//! ```

#[macro_use]
mod table;

mod area;
mod authorization;
mod callback;
mod cookies;
mod fixes;
mod framework;
mod given;
mod practice;
mod quality;
mod remote;
mod renewal;
mod search;
mod settings;
mod sign_in;
mod sign_out;
mod source;

pub use area::Area;
pub use authorization::*;
pub use callback::*;
pub use cookies::*;
pub use framework::Framework;
pub use practice::Practice;
pub use practice::Vantage;
pub use quality::*;
pub use remote::*;
pub use renewal::*;
pub use search::all;
pub use search::by_row;
pub use search::by_slug;
pub use search::nearest;
pub use search::similar;
pub use settings::*;
pub use sign_in::*;
pub use sign_out::*;
pub use source::Source;

#[cfg(test)]
mod tests;
