//! The people whom a page offers: all of a small environment, and of a large one those that a filter finds.

use super::login::person;
use super::pages::People;
use crate::environment::{Environment, User};

/// People that a page shows at once: a list of more is longer than a screen, and a filter finds anybody.
const MOST_SHOWN: usize = 20;

/// Finds those of `users` whose name or address has `filter` in it, in either case; the first of them are
/// shown.
pub(super) fn found<'a>(
    environment: &Environment,
    users: impl Iterator<Item = &'a User>,
    filter: &str,
    page: &str,
) -> People {
    let wanted = filter.trim().to_lowercase();
    let (mut total, mut shown) = (0, Vec::new());
    for user in users {
        total += 1;
        let is_found = || {
            let name = user.name().unwrap_or_default();
            user.email.contains(&wanted) || name.to_lowercase().contains(&wanted)
        };
        if shown.len() < MOST_SHOWN && (wanted.is_empty() || is_found()) {
            shown.push(person(environment, user));
        }
    }
    People {
        shown,
        total,
        filter: (total > MOST_SHOWN).then(|| filter.trim().to_owned()),
        page: page.to_owned(),
    }
}
