//! What looks odd and is right: a check must find nothing to say about it.

use std::fmt;
use std::str::FromStr;

/// An innocent variant of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unusual {
    /// It gives the session cookie another value with each page; older values of a living session stay good.
    CookieChanges,
    /// It sets a second cookie, `SameSite=Strict`, without which no form is taken.
    StrictSecondCookie,
    /// Its “Sign out” is a link to a page with the question, and only that page has the form.
    SignOutInTwoSteps,
    /// It redirects from the sign-out with 302.
    RedirectIs302,
    /// Its state has the wanted page in it, beside what is random.
    StateCarriesPath,
    /// It sets a cookie that names the browser, nobody in it, and stays.
    DeviceCookie,
    /// Its first page is guarded.
    HomeIsGuarded,
    /// It speaks German.
    SpeaksGerman,
}

impl Unusual {
    /// All variants.
    pub const ALL: &[Self] = &[
        Self::CookieChanges,
        Self::StrictSecondCookie,
        Self::SignOutInTwoSteps,
        Self::RedirectIs302,
        Self::StateCarriesPath,
        Self::DeviceCookie,
        Self::HomeIsGuarded,
        Self::SpeaksGerman,
    ];

    /// Returns the name, in kebab-case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CookieChanges => "cookie-changes",
            Self::StrictSecondCookie => "strict-second-cookie",
            Self::SignOutInTwoSteps => "sign-out-in-two-steps",
            Self::RedirectIs302 => "redirect-is-302",
            Self::StateCarriesPath => "state-carries-path",
            Self::DeviceCookie => "device-cookie",
            Self::HomeIsGuarded => "home-is-guarded",
            Self::SpeaksGerman => "speaks-german",
        }
    }
}

impl fmt::Display for Unusual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// There is no variant of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the zoo has no variant {0}; `--list` shows what it has")]
pub struct UnknownUnusualError(String);

impl FromStr for Unusual {
    type Err = UnknownUnusualError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.iter().find(|unusual| unusual.name() == name);
        named.copied().ok_or_else(|| UnknownUnusualError(name.to_owned()))
    }
}
