//! A path that clients take for the endpoint that signs people out, in one octet.

use std::fmt;
use std::num::NonZeroU8;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// Paths that clients take for the endpoint that signs people out (`docs/sessions.md#logout`), with or without a
/// slash at the end.
const PATHS: [&str; 9] = [
    "/end_session",
    "/oidc/end_session",
    "/oauth/end_session",
    "/oauth2/end_session",
    "/connect/endsession",
    "/oauth/logout",
    "/oauth2/logout",
    "/v2/logout",
    "/logout",
];

/// A path that is taken for the endpoint that signs people out, by its place among those that are known.
#[derive(Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct MistakenPath(#[schemars(with = "String")] NonZeroU8);

impl MistakenPath {
    pub(super) fn of(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        let place = PATHS.into_iter().position(|mistaken| mistaken == path)?;
        u8::try_from(place + 1).ok().and_then(NonZeroU8::new).map(Self)
    }

    /// Returns the path.
    pub fn as_str(self) -> &'static str {
        PATHS[usize::from(self.0.get()) - 1]
    }
}

impl fmt::Debug for MistakenPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for MistakenPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
