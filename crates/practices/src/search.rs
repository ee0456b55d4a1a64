//! Finding a practice: by its name, by its number, by a name that is nearly right.

use crate::Practice;
use crate::authorization;
use crate::callback;
use crate::cookies;
use crate::quality;
use crate::remote;
use crate::renewal;
use crate::settings;
use crate::sign_in;
use crate::sign_out;

/// Slugs further apart than a third of the longer one's letters are no misspelling of one another.
const LETTERS_PER_MISTAKE: usize = 3;

/// The areas, in order.
static AREAS: [&[&Practice]; 9] = [
    settings::ALL,
    sign_in::ALL,
    callback::ALL,
    cookies::ALL,
    renewal::ALL,
    authorization::ALL,
    sign_out::ALL,
    remote::ALL,
    quality::ALL,
];

/// Returns every practice, area by area: in each the rows by number, then those that are no row.
pub fn all() -> impl Iterator<Item = &'static Practice> {
    AREAS.iter().copied().flatten().copied()
}

/// Returns the practice of this name.
pub fn by_slug(slug: &str) -> Option<&'static Practice> {
    all().find(|practice| practice.slug == slug)
}

/// Returns the practice of this row, from 1 to 120.
pub fn by_row(row: u8) -> Option<&'static Practice> {
    all().find(|practice| practice.row == Some(row))
}

/// Returns the practice whose name is nearest to `slug`, if it is near enough to be what was meant.
pub fn nearest(slug: &str) -> Option<&'static Practice> {
    let wanted = slug.to_ascii_lowercase().replace('_', "-");
    let (distance, practice) = all()
        .map(|practice| (distance(&wanted, practice.slug), practice))
        .min_by_key(|(distance, _)| *distance)?;
    let longer = wanted.chars().count().max(practice.slug.len());
    (distance * LETTERS_PER_MISTAKE <= longer).then_some(practice)
}

/// Most practices that are named where none is nearly called that.
const MOST_SIMILAR: usize = 3;

/// Returns the practices that may be meant by words that are no name: the nearest name, or else those whose names, or at
/// last whose sentences, have all of the words.
pub fn similar(words: &str) -> Vec<&'static Practice> {
    if let Some(nearest) = nearest(words) {
        return vec![nearest];
    }
    let wanted = words.to_ascii_lowercase();
    let wanted: Vec<&str> =
        wanted.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has_all = |text: &str| {
        let text = text.to_ascii_lowercase();
        let has = |wanted: &&str| {
            text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(*wanted))
        };
        !wanted.is_empty() && wanted.iter().all(has)
    };
    let by = |text: fn(&Practice) -> &'static str| -> Vec<&'static Practice> {
        all().filter(|practice| has_all(text(practice))).take(MOST_SIMILAR).collect()
    };
    let by_name = by(|practice| practice.slug);
    if by_name.is_empty() { by(|practice| practice.sentence) } else { by_name }
}

/// Returns how many letters must be inserted, deleted or replaced to make one text of the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}
