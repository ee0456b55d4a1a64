//! Policies that contradict each other.

use super::Resolver;
use crate::seed::field_error::{FieldError, FieldPath};

impl Resolver<'_> {
    pub(super) fn check_policies(&mut self) {
        let path = FieldPath::section("policies");
        for wrong in self.seed.policies.contradictions() {
            self.note(FieldError::new(path.field(wrong.field), wrong.what, wrong.help));
        }
    }
}
