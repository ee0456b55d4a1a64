//! Who may steer a fake over HTTP.

use std::net::IpAddr;

use crate::Secret;
use crate::http::Access;
use crate::ids::Ids;

/// How the control API below `/_mock` is guarded; for [`Builder::control`](super::Builder::control).
///
/// Unless something else is chosen, it is open where only this machine reaches the fake, and takes a
/// generated token elsewhere: it can do everything.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Control {
    /// Whoever reaches the fake has to send this token.
    WithToken(Secret),
    /// Nobody steers it over HTTP. The library's handle does as before.
    Off,
}

impl Control {
    /// Whoever reaches the fake has to send this token: `Authorization: Bearer …`.
    pub fn with_token(token: &str) -> Self {
        Self::WithToken(Secret::from(token))
    }
}

/// What that comes to for a fake that listens at this address.
pub(super) fn access(chosen: Option<Control>, listening: IpAddr) -> Access {
    match chosen {
        Some(Control::Off) => Access::Nobody,
        Some(Control::WithToken(token)) => Access::Bearer(token),
        None if listening.is_loopback() => Access::Everybody,
        None => Access::Bearer(Ids::unpredictable().secret("mock_")),
    }
}
