//! How much of a scene is drawn.

use std::fmt;
use std::str::FromStr;

/// How much of a scene is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// A line for each group.
    Story,
    /// A line for each request and answer.
    #[default]
    Lanes,
    /// Those with parameters and events, and requests for keys and metadata.
    Everything,
}

/// No density is called that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDensityError;

impl Density {
    /// Every density, the sparsest first.
    pub const ALL: [Self; 3] = [Self::Story, Self::Lanes, Self::Everything];

    /// Returns how much is drawn of a group that is unfolded.
    pub(crate) fn unfolded(self) -> Self {
        if self == Self::Story { Self::Lanes } else { self }
    }

    /// Returns the word as it travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Lanes => "lanes",
            Self::Everything => "everything",
        }
    }
}

impl FromStr for Density {
    type Err = UnknownDensityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|density| density.as_str() == text).ok_or(UnknownDensityError)
    }
}

impl fmt::Display for Density {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for UnknownDensityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a density is story, lanes or everything")
    }
}

impl std::error::Error for UnknownDensityError {}
