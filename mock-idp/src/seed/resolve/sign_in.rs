//! The way in which people sign in.

use super::Resolver;
use crate::environment::{SignInMode, User};
use crate::seed::SignIn;
use crate::seed::field_error::{FieldError, FieldPath};

impl Resolver<'_> {
    /// Returns the way in which people sign in, with the user that it names.
    pub(super) fn sign_in(&mut self, users: &[User]) -> SignInMode {
        let email = match &self.seed.environment.sign_in {
            SignIn::Pages => return SignInMode::Pages,
            SignIn::Hint => return SignInMode::Hint,
            SignIn::As(email) => email,
        };
        let found = users.iter().find(|user| user.email == email.to_lowercase());
        if found.is_none() {
            let path = FieldPath::section("environment").field("sign_in").field("as");
            let addresses: Vec<&str> = users.iter().map(|user| user.email.as_str()).collect();
            self.note(FieldError::unknown(path, "user", email, &addresses));
        }
        found.map_or(SignInMode::Pages, |user| SignInMode::As(user.id.clone()))
    }
}
