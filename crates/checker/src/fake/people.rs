//! The people of a seed, and what a page shows of them.

use toml::{Table, Value};

/// The shortest given name that is looked for, in characters: shorter ones are parts of too many words.
const SHORTEST_NAME: usize = 3;

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id: `usr_…`.
    pub id: String,
    /// The e-mail address.
    pub email: String,
    /// The given name; empty if the seed has none.
    pub given_name: String,
    /// The family name; empty if the seed has none.
    pub family_name: String,
    /// The name of the first organization; empty if there is none.
    pub organization: String,
    /// The roles in that organization.
    pub roles: Vec<String>,
}

impl Person {
    /// Says whether one of the roles is called `admin` or `owner`.
    pub fn is_admin(&self) -> bool {
        self.roles.iter().any(|role| role.contains("admin") || role.contains("owner"))
    }

    /// Returns what a report calls the person.
    pub fn name(&self) -> &str {
        if self.given_name.is_empty() { &self.email } else { &self.given_name }
    }

    /// Says whether a text shows this person: by address, id or name.
    pub fn is_shown_in(&self, text: &str) -> bool {
        let has = |canary: &str| !canary.is_empty() && text.contains(canary);
        // HTML may write `@` and `+` as references.
        let written = self.email.replace('@', "&#64;").replace('+', "&#43;");
        has(&self.email)
            || has(&self.id)
            || has(&written)
            || (self.given_name.chars().count() >= SHORTEST_NAME
                && has_word(text, &self.given_name))
    }
}

/// Says whether a text has a word, with nothing of a word before and after it.
fn has_word(text: &str, word: &str) -> bool {
    let is_edge = |next: Option<char>| next.is_none_or(|next| !next.is_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        is_edge(text[..at].chars().next_back()) && is_edge(text[at + word.len()..].chars().next())
    })
}

/// Returns the active people of a seed.
pub(super) fn of(seed: &Table) -> Vec<Person> {
    let users = seed.get("users").and_then(Value::as_array).into_iter().flatten();
    let users = users.filter_map(Value::as_table);
    let active = users.filter(|user| user.get("active").and_then(Value::as_bool) != Some(false));
    active.filter_map(person).collect()
}

fn person(user: &Table) -> Option<Person> {
    let text = |field: &str| {
        user.get(field).and_then(Value::as_str).map(ToOwned::to_owned).unwrap_or_default()
    };
    let memberships = user.get("memberships").and_then(Value::as_array);
    let membership = memberships.and_then(|all| all.first()).and_then(Value::as_table);
    let organization = membership.and_then(|one| one.get("organization")).and_then(Value::as_str);
    let roles = membership.and_then(|one| one.get("roles")).and_then(Value::as_array);
    let roles = roles.into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned);
    let email = Some(text("email")).filter(|email| !email.is_empty())?;
    Some(Person {
        id: text("id"),
        email,
        given_name: text("given_name"),
        family_name: text("family_name"),
        organization: organization.unwrap_or_default().to_owned(),
        roles: roles.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alice() -> Person {
        let seed = "[[users]]\nid = \"usr_1\"\nemail = \"alice@acme.example\"\ngiven_name = \"Alice\"\n\
                    memberships = [{ organization = \"Acme\", roles = [\"admin\"] }]";
        of(&seed.parse().expect("TOML")).remove(0)
    }

    #[test]
    fn a_person_is_shown_by_address_id_or_name_and_not_by_a_part_of_a_word() {
        for (text, shown) in [
            ("<p>Signed in as alice@acme.example</p>", true),
            ("{\"sub\":\"usr_1\"}", true),
            ("Hello, Alice!", true),
            ("Alice’s", true),
            ("the Alicent hotel", false),
            ("Sign in", false),
        ] {
            assert_eq!(alice().is_shown_in(text), shown, "{text}");
        }
    }

    #[test]
    fn a_deactivated_person_signs_in_nowhere() {
        let seed = "[[users]]\nemail = \"dave@acme.example\"\nactive = false";

        assert_eq!(of(&seed.parse().expect("TOML")), []);
        assert!(alice().is_admin());
    }
}
