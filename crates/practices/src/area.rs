//! The parts of an integration.

use std::fmt;

/// A part of an integration, in the order in which an application is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// Settings, and the client of the environment: rows 1 to 8.
    Settings,
    /// The authorization request, and what leads to it: rows 9 to 25.
    SignIn,
    /// The callback and the exchange of the code: rows 26 to 38.
    Callback,
    /// Cookies, and where tokens are kept: rows 39 to 51.
    Cookies,
    /// The validation of requests, and renewal: rows 52 to 66.
    Renewal,
    /// Roles, organizations, caches: rows 67 to 76.
    Authorization,
    /// Signing out: rows 77 to 98.
    SignOut,
    /// Several devices, applications and messages: rows 99 to 108.
    Remote,
    /// Logs, robustness, tests: rows 109 to 120.
    Quality,
}

impl Area {
    /// All areas, in order.
    pub const ALL: [Self; 9] = [
        Self::Settings,
        Self::SignIn,
        Self::Callback,
        Self::Cookies,
        Self::Renewal,
        Self::Authorization,
        Self::SignOut,
        Self::Remote,
        Self::Quality,
    ];

    /// Returns the letter of the area, from A.
    pub const fn letter(self) -> char {
        match self {
            Self::Settings => 'A',
            Self::SignIn => 'B',
            Self::Callback => 'C',
            Self::Cookies => 'D',
            Self::Renewal => 'E',
            Self::Authorization => 'F',
            Self::SignOut => 'G',
            Self::Remote => 'H',
            Self::Quality => 'I',
        }
    }

    /// Returns the name in lower case, as an option has it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::SignIn => "sign-in",
            Self::Callback => "callback",
            Self::Cookies => "cookies",
            Self::Renewal => "renewal",
            Self::Authorization => "authorization",
            Self::SignOut => "sign-out",
            Self::Remote => "remote",
            Self::Quality => "quality",
        }
    }

    /// Returns the name of the area, as a heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Settings => "Settings and client",
            Self::SignIn => "Beginning to sign in",
            Self::Callback => "The callback",
            Self::Cookies => "Cookies, and where tokens are",
            Self::Renewal => "Validating and renewing",
            Self::Authorization => "Who may do what",
            Self::SignOut => "Signing out",
            Self::Remote => "Several devices, applications and messages",
            Self::Quality => "Logs, robustness, tests",
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
