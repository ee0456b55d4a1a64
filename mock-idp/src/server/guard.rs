//! The guard of the control API.

use std::net::IpAddr;

use crate::http::Access;
use crate::ids::Ids;
use crate::secret::Secret;

/// The guard of the control API below `/_mock`, for [`Builder::control`](super::Builder::control).
///
/// By default the API is open if only this machine can reach the fake, and needs a generated token otherwise, because
/// it can do everything.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Control {
    /// The API needs this token.
    WithToken(Secret),
    /// The API is switched off. The library's handle works as before.
    Off,
}

impl Control {
    /// Guards the control API with this token: `Authorization: Bearer …`. The token has 16 to 1,024 visible
    /// characters of ASCII; with another one the fake does not start.
    pub fn with_token(token: &str) -> Self {
        Self::WithToken(Secret::from(token))
    }

    /// Checks the token.
    ///
    /// # Errors
    ///
    /// [`ControlTokenError`], if the token is too short, too long, or no header can carry it.
    pub fn verify(&self) -> Result<(), ControlTokenError> {
        let Self::WithToken(token) = self else {
            return Ok(());
        };
        let token = token.reveal();
        match token.chars().count() {
            length if token.trim().is_empty() || length < SHORTEST_TOKEN => {
                Err(ControlTokenError::TooShort)
            }
            length if length > LONGEST_TOKEN => Err(ControlTokenError::TooLong),
            _ if !token.bytes().all(|octet| octet.is_ascii_graphic()) => {
                Err(ControlTokenError::Unsendable)
            }
            _ => Ok(()),
        }
    }
}

/// Shortest token, in characters: too long to be found by trying, as fast as the fake answers.
const SHORTEST_TOKEN: usize = 16;

/// Longest token, in characters: it has to fit into the head of each request.
const LONGEST_TOKEN: usize = 1_024;

/// The reason why a text cannot be a control token. The text is not repeated, because it may be another secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlTokenError {
    /// It is empty, blank or too short.
    #[error("the control token needs {SHORTEST_TOKEN} characters or more, for it can be tried")]
    TooShort,
    /// It is too long for the head of a request.
    #[error("the control token has {LONGEST_TOKEN} characters at most")]
    TooLong,
    /// It has white space, or characters outside of ASCII.
    #[error(
        "the control token has characters that no header carries: letters, digits and signs of ASCII do, and no white space"
    )]
    Unsendable,
}

/// Returns the access to the control API of a fake that listens at this address.
pub(super) fn access(chosen: Option<Control>, listening: IpAddr) -> Access {
    match chosen {
        Some(Control::Off) => Access::Off,
        Some(Control::WithToken(token)) => Access::Bearer(token),
        None if listening.is_loopback() => Access::Open,
        None => Access::Bearer(Ids::unpredictable().secret("mock_")),
    }
}
