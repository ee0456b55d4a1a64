//! Passkeys, each with a name and a unique id.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Resolver;
use crate::environment::{Passkey, PasskeyId, User, UserId};
use crate::seed::field_error::{FieldError, FieldPath};
use crate::seed::passkey as given;

/// The longest name of a passkey that the API accepts, in characters (`webauthn.proto`).
const LONGEST_NAME: usize = 120;

impl Resolver<'_> {
    /// Returns the passkeys of all users; `users` are the seed's users, resolved.
    pub(super) fn passkeys(&mut self, users: &[User]) -> Vec<Passkey> {
        let mut first = BTreeMap::new();
        let mut resolved = Vec::new();
        for (index, (given, user)) in self.seed.users.iter().zip(users).enumerate() {
            let path = FieldPath::section("users").item(index).field("passkeys");
            for (index, passkey) in given.passkeys.iter().enumerate() {
                let path = path.item(index);
                let passkey = self.passkey(passkey, &user.id, &path);
                self.id_is_new(&passkey.id, &path.field("id"), &mut first);
                resolved.push(passkey);
            }
        }
        resolved
    }

    fn passkey(&mut self, given: &given::Passkey, user: &UserId, path: &FieldPath) -> Passkey {
        let name = &given.display_name;
        self.not_blank(name, path.field("display_name"));
        if name.chars().count() > LONGEST_NAME {
            let what = format!("this is longer than {LONGEST_NAME} characters");
            let help = "give it a shorter name; the API takes no longer one either";
            self.note(FieldError::new(path.field("display_name"), what, help));
        }
        Passkey {
            id: self.id(given.id.as_ref(), path),
            user: user.clone(),
            credential_id: self.ids.secret(""),
            display_name: name.clone(),
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn id_is_new(
        &mut self,
        id: &PasskeyId,
        path: &FieldPath,
        first: &mut BTreeMap<PasskeyId, FieldPath>,
    ) {
        if let Some(first) = first.get(id) {
            let help = "no two passkeys have the same `id`";
            self.note(
                FieldError::new(path.clone(), format!("`{id}` is taken"), help).taken_at(first),
            );
        } else {
            first.insert(id.clone(), path.clone());
        }
    }
}
