//! How people sign in.

use super::Drafting;
use crate::environment::{User, UserId};
use crate::seed::SignIn;
use crate::seed::mistake::{Mistake, Place};

impl Drafting<'_> {
    /// Whom to sign in without a page.
    pub(super) fn always_sign_in(&mut self, users: &[User]) -> Option<UserId> {
        let SignIn::As(email) = &self.seed.environment.sign_in else {
            return None;
        };
        let found = users.iter().find(|user| user.email == email.to_lowercase());
        if found.is_none() {
            let place = Place::section("environment").field("sign_in").field("as");
            let addresses: Vec<&str> = users.iter().map(|user| user.email.as_str()).collect();
            self.note(Mistake::unknown(place, "user", email, &addresses));
        }
        found.map(|user| user.id.clone())
    }
}
