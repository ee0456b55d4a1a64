//! Lifetimes that contradict themselves.

use super::Drafting;
use crate::environment::Policies;
use crate::seed::mistake::{Mistake, Place};

impl Drafting<'_> {
    pub(super) fn check_policies(&mut self) {
        let place = Place::section("policies");
        let policies = &self.seed.policies;
        for (field, seconds) in lifetimes(policies) {
            if seconds == 0 {
                let help = "write a whole number from 1 to 4294967295; a test that wants it over advances the clock";
                let what = format!("`{field}` is no time at all");
                self.note(Mistake::new(place.field(field), what, help));
            }
        }
        let idle = policies.session_idle_seconds;
        let absolute = policies.session_absolute_seconds;
        if idle > absolute {
            let what = format!("a session of {absolute} seconds cannot lie idle for {idle}");
            let help = format!("write {absolute} or less, or 0 if idleness does not matter");
            let place = place.field("session_idle_seconds");
            self.note(Mistake::new(place, what, help));
        }
    }
}

/// The lifetimes that must not be zero. A session may lie idle for 0 seconds, which means for ever, and a
/// used refresh token may have no grace.
pub(in crate::seed) fn lifetimes(policies: &Policies) -> [(&'static str, u32); 6] {
    [
        ("access_token_seconds", policies.access_token_seconds),
        ("id_token_seconds", policies.id_token_seconds),
        ("client_token_seconds", policies.client_token_seconds),
        ("code_seconds", policies.code_seconds),
        ("email_code_seconds", policies.email_code_seconds),
        ("session_absolute_seconds", policies.session_absolute_seconds),
    ]
}
