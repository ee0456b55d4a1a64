//! What the application itself knows about people: an account each, with their notes.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use crate::Defect;
use crate::app::{App, locked};
use crate::token::Person;

/// The time that a first sign-in takes to write its record, where it does so carelessly.
const SLOW_WRITE: Duration = Duration::from_millis(200);

/// The most notes of a person: the page stays readable.
const MOST_NOTES: usize = 20;

/// The longest note, in bytes.
const LONGEST_NOTE: usize = 500;

/// The account of a person.
#[derive(Clone, Default)]
pub(crate) struct Account {
    pub(crate) person: Person,
    pub(crate) notes: Vec<String>,
    pub(crate) was_admin: bool,
}

/// The accounts, by `sub`.
#[derive(Default)]
pub(crate) struct Accounts(Mutex<HashMap<String, Account>>);

/// There was an account of this person already.
pub(crate) struct DuplicateError;

impl Accounts {
    /// Makes the account of a person who signed in, if there is none, and keeps their profile.
    #[expect(
        clippy::disallowed_methods,
        reason = "a careless write takes real time, in which another one comes"
    )]
    pub(crate) async fn open(&self, app: &App, person: &Person) -> Result<(), DuplicateError> {
        let key = key(app, person);
        if app.has(Defect::FirstSignInTwice) {
            let is_new = !locked(&self.0).contains_key(&key);
            if is_new {
                tokio::time::sleep(SLOW_WRITE).await;
                if locked(&self.0).contains_key(&key) {
                    return Err(DuplicateError);
                }
            }
        }
        locked(&self.0).entry(key).or_default().person = person.clone();
        Ok(())
    }

    /// Returns the account of a person.
    pub(crate) fn of(&self, app: &App, person: &Person) -> Account {
        locked(&self.0).get(&key(app, person)).cloned().unwrap_or_default()
    }

    /// Returns the person of an account, by `sub`.
    pub(crate) fn person(&self, sub: &str) -> Option<Person> {
        locked(&self.0).get(sub).map(|account| account.person.clone())
    }

    /// Adds a note, without what is too long or too much.
    pub(crate) fn note(&self, app: &App, person: &Person, note: &str) {
        let mut accounts = locked(&self.0);
        let notes = &mut accounts.entry(key(app, person)).or_default().notes;
        if note.len() <= LONGEST_NOTE && notes.len() < MOST_NOTES {
            notes.push(note.to_owned());
        }
    }

    /// Says whether a person is an admin, or was one where that is remembered.
    pub(crate) fn remember_admin(&self, app: &App, person: &Person, is_admin: bool) -> bool {
        let mut accounts = locked(&self.0);
        let account = accounts.entry(key(app, person)).or_default();
        account.was_admin |= is_admin;
        account.was_admin
    }
}

/// Returns what a person is known by.
fn key(app: &App, person: &Person) -> String {
    if app.has(Defect::PersonIsEmail) { person.email.clone() } else { person.sub.clone() }
}
