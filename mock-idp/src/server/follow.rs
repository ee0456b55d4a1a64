//! The journal's text as it is written.

use std::fmt;

use super::MockIdp;
use crate::idp::{Followed, Follower};
use crate::journal::{EntryFilter, StoryLine};

/// The journal's text, line by line; from [`MockIdp::follow`].
#[derive(Debug)]
pub struct Story(Follower);

/// What comes next in the journal's text. It displays as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoryNews {
    /// An entry.
    Line(StoryLine),
    /// The journal no longer keeps the entries with these numbers: more came than it keeps,
    /// [`MOST_ENTRIES`](crate::MOST_ENTRIES).
    Gone {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// The environment was reset, and its journal begins anew.
    Reset,
    /// A world begins; of [`Worlds::follow`](super::Worlds::follow) alone.
    Begun {
        /// Its environment URL.
        environment_url: String,
    },
    /// The world was dropped, and its journal is over; of [`Worlds::follow`](super::Worlds::follow) alone.
    Dropped,
    /// So many worlds were made faster than the journals were read that some are not followed; of
    /// [`Worlds::follow`](super::Worlds::follow) alone.
    Missed {
        /// How many.
        worlds: u64,
    },
}

impl From<Followed> for StoryNews {
    fn from(next: Followed) -> Self {
        match next {
            Followed::Entry(entry) => Self::Line(entry.line),
            Followed::Gone { from, to } => Self::Gone { from, to },
            Followed::Reset => Self::Reset,
        }
    }
}

impl fmt::Display for StoryNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => line.fmt(f),
            Self::Gone { from, to } => {
                write!(f, "the journal no longer keeps its entries {from} to {to}")
            }
            Self::Reset => f.write_str("the environment was reset; its journal begins anew"),
            Self::Begun { environment_url } => write!(f, "begins at {environment_url}"),
            Self::Dropped => f.write_str("was dropped"),
            Self::Missed { worlds } => {
                write!(f, "worlds were made faster than they could be shown: {worlds} are left out")
            }
        }
    }
}

impl Story {
    /// Returns the next line: at once, or when it is written. Dropping the future loses nothing.
    pub async fn next(&mut self) -> StoryNews {
        self.0.next().await.into()
    }
}

impl MockIdp {
    /// Follows the journal's text from the entry with the number `from` on, in any runtime.
    ///
    /// ```
    /// # use mock_idp::MockIdp;
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let idp = MockIdp::start();
    /// let mut story = idp.follow(1);
    /// idp.sign_in("alice@acme.example").code()?;
    ///
    /// assert_eq!(story.next().await.to_string(), "00:00  user.login                   alice@acme.example in Acme");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn follow(&self, from: u64) -> Story {
        let every = EntryFilter::new("*", from).expect("every name begins so");
        Story(self.idp.follow(every, None))
    }
}
