//! Lifetimes that contradict themselves.

use super::Resolver;
use crate::seed::mistake::{Mistake, Place};

impl Resolver<'_> {
    pub(super) fn check_policies(&mut self) {
        let place = Place::section("policies");
        for wrong in self.seed.policies.contradictions() {
            self.note(Mistake::new(place.field(wrong.field), wrong.what, wrong.help));
        }
    }
}
