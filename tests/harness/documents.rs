//! Which item of the published documents is shown by which test, story or page.
//!
//! Three documents have code to copy, and say what a sign-in and a sign-out have to do: the quickstart, a skill for
//! coding agents and a playbook. They were read into 117 items: what is to happen, what is advised, each template, each
//! list to check, each diagram and each question. `tests/sdk/PUBLISHED.md` says where the documents are to be found, and
//! has their code line by line. An item is here once, in our words, with what shows it, as
//! [`evidence`](crate::evidence) has it. A test looks every name up, and another lists what is planned.

mod logout_playbook;
mod logout_skill;
mod quickstart;

use crate::evidence::Shown;

/// A published document, and its items in order, in one part or several.
#[derive(Debug)]
pub struct Document {
    /// Its short name, as `tests/sdk/PUBLISHED.md` explains it.
    pub name: &'static str,
    /// What it says.
    pub parts: &'static [&'static [Item]],
}

/// Something that a document says or has.
#[derive(Debug)]
pub struct Item {
    /// Its number, from 1 to 117 through all documents.
    pub number: u8,
    /// What it is, in our words.
    pub says: &'static str,
    /// What there is for it; several cells where a part of it is shown and another is not.
    pub shown: &'static [Shown],
}

const fn item(number: u8, says: &'static str, shown: &'static [Shown]) -> Item {
    Item { number, says, shown }
}

/// The documents, in the order of their items.
pub static DOCUMENTS: [Document; 3] = [
    Document { name: "Logout skill", parts: &[&logout_skill::ITEMS] },
    Document { name: "Quickstart", parts: &[&quickstart::ITEMS] },
    Document { name: "Logout playbook", parts: &logout_playbook::PARTS },
];

#[cfg(test)]
mod tests;
