//! Lifetimes that contradict themselves.

use super::super::mistake::{Mistake, Place};
use super::Drafting;
use crate::environment::Policies;

impl Drafting<'_> {
    pub(super) fn check_policies(&mut self) {
        let place = Place::section("policies");
        let policies = &self.seed.policies;
        for (field, seconds) in lifetimes(policies) {
            if seconds == 0 {
                let help = "write a number of seconds, 1 at least; a test that wants it over advances the clock";
                self.mistakes.push(Mistake::new(
                    place.field(field),
                    format!("`{field}` is no time at all"),
                    help,
                ));
            }
        }
        let (idle, absolute) = (
            policies.session_idle_seconds,
            policies.session_absolute_seconds,
        );
        if idle > absolute {
            let what = format!("a session of {absolute} seconds cannot lie idle for {idle}");
            let help = format!("write {absolute} or less, or 0 if idleness does not matter");
            self.mistakes.push(Mistake::new(
                place.field("session_idle_seconds"),
                what,
                help,
            ));
        }
    }
}

/// The lifetimes that must not be zero. A session may lie idle for 0 seconds, which means for ever, and a
/// used refresh token may have no grace.
fn lifetimes(policies: &Policies) -> [(&'static str, u32); 6] {
    [
        ("access_token_seconds", policies.access_token_seconds),
        ("id_token_seconds", policies.id_token_seconds),
        ("client_token_seconds", policies.client_token_seconds),
        ("code_seconds", policies.code_seconds),
        ("email_code_seconds", policies.email_code_seconds),
        (
            "session_absolute_seconds",
            policies.session_absolute_seconds,
        ),
    ]
}
