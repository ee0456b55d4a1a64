//! `scalekit.v1.auth`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::environment::{AuthRequestId, Profile};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateLoginUserDetails {
    pub(crate) connection_id: String,
    pub(crate) login_request_id: String,
    pub(crate) user: LoginUser,
}

/// The person, as the application authenticated them. The address counts as proven where the connection's
/// word does, whatever `email_verified` says: Scalekit does not say that it matters, and not telling it
/// looks like denying it. Nothing here shows whether a telephone number was verified.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LoginUser {
    pub(crate) sub: String,
    pub(crate) email: String,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) picture: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) phone_number: Option<String>,
    pub(crate) preferred_username: Option<String>,
    pub(crate) gender: Option<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) custom_attributes: BTreeMap<String, Value>,
    pub(crate) roles: Vec<String>,
    pub(crate) organization_external_id: Option<String>,
    pub(crate) organization_external_name: Option<String>,
    pub(crate) login_failed: bool,
}

impl From<&LoginUser> for Profile {
    fn from(user: &LoginUser) -> Self {
        let user = user.clone();
        let attributes = user.custom_attributes.into_iter();
        Self {
            given_name: user.given_name,
            family_name: user.family_name,
            name: user.name,
            picture: user.picture,
            locale: user.locale,
            phone_number: user.phone_number,
            preferred_username: user.preferred_username,
            gender: user.gender,
            groups: user.groups,
            custom_attributes: attributes.map(|(name, value)| (name, text(value))).collect(),
            ..Self::default()
        }
    }
}

/// A user's attributes are texts; what is none is told in JSON.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        // Every number of a struct is one with a fraction; 4 is told as 4 nevertheless.
        Value::Number(number) => {
            number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string())
        }
        other => other.to_string(),
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Updated {
    pub(crate) auth_request_id: AuthRequestId,
}
