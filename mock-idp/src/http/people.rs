//! The people whom a page offers: everybody in a small environment, those that a filter finds in a large one.

use super::login::person;
use super::pages::People;
use crate::environment::{Environment, User};

/// Most people on a page: more would be longer than a screen, and the filter finds everybody.
const MOST_SHOWN: usize = 20;

/// Returns the first of the `users` whose name or address contains `filter`, in either case.
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
