//! How people sign in.

use super::super::SignIn;
use super::super::mistake::{Mistake, Place};
use super::Drafting;
use crate::environment::{User, UserId};

impl Drafting<'_> {
    /// Whom to sign in without a page.
    pub(super) fn always_sign_in(&mut self, users: &[User]) -> Option<UserId> {
        let SignIn::As(email) = &self.seed.environment.sign_in else {
            return None;
        };
        let found = users.iter().find(|user| user.email == email.to_lowercase());
        if found.is_none() {
            let place = Place::section("environment").field("sign_in").field("as");
            let known = users.iter().map(|user| user.email.as_str());
            self.mistakes
                .push(Mistake::unknown(place, ("user", "users"), email, known));
        }
        found.map(|user| user.id.clone())
    }
}
