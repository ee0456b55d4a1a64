//! Who may use the control API.

use std::net::IpAddr;

use crate::http::Access;
use crate::ids::Ids;
use crate::secret::Secret;

/// How the control API below `/_mock` is guarded; for [`Builder::control`](super::Builder::control).
///
/// Unless something else is chosen, it is open where only this machine reaches the fake, and takes a
/// generated token elsewhere: it can do everything.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Control {
    /// It takes this token.
    WithToken(Secret),
    /// Switches it off. The library's handle does as before.
    Off,
}

impl Control {
    /// Guards the control API with this token: `Authorization: Bearer …`. It is 16 to 1,024 visible characters
    /// of ASCII; with another the fake does not start.
    pub fn with_token(token: &str) -> Self {
        Self::WithToken(Secret::from(token))
    }

    /// Checks that a fake can be guarded like this.
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

/// Shortest token, in characters. An attacker may try as fast as the fake answers: sixteen letters are too many
/// to try.
const SHORTEST_TOKEN: usize = 16;

/// Longest token, in characters: it travels in the head of each request, which has an end.
const LONGEST_TOKEN: usize = 1_024;

/// Why a text cannot be a control token. The text is not repeated: it may be a secret of something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlTokenError {
    /// It is empty, white or short.
    #[error("the control token needs {SHORTEST_TOKEN} characters or more, for it can be tried")]
    TooShort,
    /// It does not fit into a request beside everything else.
    #[error("the control token has {LONGEST_TOKEN} characters at most")]
    TooLong,
    /// It has white space, or what is not of ASCII.
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
