//! The profile of a user whom an application signed in.

use serde_json::Value;

use crate::environment::Profile;
use crate::wire::management::auth::User;

impl From<User> for Profile {
    /// Converts the details, apart from `email_verified` and `phone_number_verified`. The e-mail address counts as
    /// verified where the connection is trusted: Scalekit does not document that `email_verified` matters, and an
    /// absent one reads as false. Whether a telephone number is verified is shown nowhere.
    fn from(user: User) -> Self {
        let attributes = user.custom_attributes.unwrap_or_default();
        Self {
            given_name: non_empty(user.given_name),
            family_name: non_empty(user.family_name),
            name: non_empty(user.name),
            picture: non_empty(user.picture),
            locale: non_empty(user.locale),
            phone_number: non_empty(user.phone_number),
            preferred_username: non_empty(user.preferred_username),
            gender: non_empty(user.gender),
            groups: user.groups,
            custom_attributes: attributes
                .into_iter()
                .map(|(name, value)| (name, text(value)))
                .collect(),
            ..Self::default()
        }
    }
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Returns an attribute as a string, which it is in the environment; any other JSON value is serialised.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        // All numbers of a `Struct` are floating-point numbers; 4 is written as 4.
        Value::Number(number) => {
            number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string())
        }
        other => other.to_string(),
    }
}
