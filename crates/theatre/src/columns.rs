//! The columns in which lives stand.

use std::collections::BTreeSet;

use crate::layout::NARROWEST_HEAD;
use crate::letters;
use crate::scene::ordinal_among;
use crate::{Life, LifeKind, Scene};

/// Columns that are drawn: what the sign-ins of two people make, without the attempt of the first. What has no column is
/// said in the remark.
const MOST_COLUMNS: usize = 10;

/// A column: lives of one name that do not overlap.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) kind: LifeKind,
    pub(crate) name: String,
    /// Whose its lives are, if the scene has lives of several, and which of the columns it is that are called the same: in a
    /// word or two.
    pub(crate) whose: Option<String>,
    /// Its name with all whose lives are in it.
    pub(crate) title: String,
    /// Indices of lives, in the order of their births.
    pub(crate) lives: Vec<usize>,
}

/// Returns the columns of a scene, and the indices of the lives that stand in none. Each column is of one person, unless
/// that makes more columns than are drawn.
pub(crate) fn of(scene: &Scene) -> (Vec<Column>, Vec<usize>) {
    let is_of_one = |life: &Life, other: &Life| {
        life.whose.is_none() || other.whose.is_none() || life.whose == other.whose
    };
    let of_one = arranged(scene, is_of_one);
    let is_shared = of_one.len() > MOST_COLUMNS;
    let mut columns = if is_shared { arranged(scene, |_, _| true) } else { of_one };
    let left_out = thin_out(&mut columns, &scene.lives);
    let all: BTreeSet<&str> = scene.lives.iter().filter_map(|life| life.whose.as_deref()).collect();
    for column in &mut columns {
        (column.whose, column.title) = whose(column, scene, &all);
    }
    number(&mut columns);
    (columns, left_out)
}

/// Arranges lives in columns: those of one name and kind share one if they do not overlap and `may_share` says so of each
/// two of them.
fn arranged(scene: &Scene, may_share: impl Fn(&Life, &Life) -> bool) -> Vec<Column> {
    let mut order: Vec<_> = scene.lives.iter().enumerate().collect();
    order.sort_by_key(|(index, life)| (is_abandoned(life, scene), life.kind, life.start(), *index));
    let mut columns: Vec<Column> = Vec::new();
    for (index, life) in order {
        let fits = |column: &&mut Column| {
            let mut others = column.lives.iter().map(|other| &scene.lives[*other]);
            column.kind == life.kind
                && column.name == life.name
                && others.all(|other| is_over(other, life) && may_share(other, life))
        };
        match columns.iter_mut().find(fits) {
            Some(column) => column.lives.push(index),
            None => columns.push(Column {
                kind: life.kind,
                name: life.name.clone(),
                whose: None,
                title: life.name.clone(),
                lives: vec![index],
            }),
        }
    }
    columns
}

/// Returns whose the lives of a column are, among `all` to whom lives of the scene belong, and the column's title: of several
/// the first in the order of time, and how many others there are. Says nothing if of one of them nobody knows it.
fn whose(column: &Column, scene: &Scene, all: &BTreeSet<&str>) -> (Option<String>, String) {
    let mut here: Vec<&str> = Vec::new();
    for index in &column.lives {
        match scene.lives[*index].whose.as_deref().filter(|_| all.len() > 1) {
            Some(one) if here.contains(&one) => {}
            Some(one) => here.push(one),
            None => return (None, column.name.clone()),
        }
    }
    let title = format!("{} of {}", column.name, here.join(", then of "));
    let whose = here.split_first().map(|(first, others)| match others.len() {
        0 => short(first, all),
        others => with(&short(first, all), &format!("+{others}")),
    });
    (whose, title)
}

/// Numbers the columns whose heads say the same.
fn number(columns: &mut [Column]) {
    let heads: Vec<_> =
        columns.iter().map(|column| (column.name.clone(), column.whose.clone())).collect();
    for (at, column) in columns.iter_mut().enumerate() {
        let Some(ordinal) = ordinal_among(&heads, at) else { continue };
        column.title = format!("{}, the {ordinal} at the same time", column.title);
        column.whose = Some(match column.whose.take() {
            Some(whose) => with(&whose, &ordinal),
            None => ordinal,
        });
    }
}

/// Returns a name with what counts behind it, of which the name gives way.
fn with(name: &str, count: &str) -> String {
    let room = NARROWEST_HEAD - letters::width(&format!(" {count}"));
    format!("{} {count}", letters::cut(name, room))
}

/// Returns the first word of a name, or of an address what stands before the `@`, and the first word that distinguishes it
/// from each other name that begins alike.
fn short(name: &str, all: &BTreeSet<&str>) -> String {
    let first = |name: &str| -> String {
        let word = name.split_whitespace().next().unwrap_or_default();
        word.split('@').next().unwrap_or_default().to_owned()
    };
    // What stands behind a plus sign is a tag, of which several lead to one mailbox.
    let untagged = |name: &str| first(name).split('+').next().unwrap_or_default().to_owned();
    let is_enough = !untagged(name).is_empty()
        && all.iter().filter(|other| untagged(other) == untagged(name)).count() == 1;
    if is_enough {
        return untagged(name);
    }
    let alike: Vec<&&str> =
        all.iter().filter(|other| **other != name && first(other) == first(name)).collect();
    let is_shared = |at: usize, word: &str| {
        alike.iter().any(|other| other.split_whitespace().nth(at) == Some(word))
    };
    let mut words = name.split_whitespace().enumerate().skip(1);
    match words.find(|(at, word)| !alike.is_empty() && !is_shared(*at, word)) {
        Some((_, word)) => format!("{} {word}", first(name)),
        None => first(name),
    }
}

/// Whether a life is of an attempt to sign in that nobody finished, and after which another began: it stands behind all
/// that somebody wants to see.
fn is_abandoned(life: &Life, scene: &Scene) -> bool {
    let mut others = scene.lives.iter().filter(|other| other.kind == LifeKind::Attempt);
    life.kind == LifeKind::Attempt
        && life.is_alive()
        && others.any(|other| other.start() > life.start())
}

/// Whether a life is over when another begins.
fn is_over(life: &Life, other: &Life) -> bool {
    life.death.as_ref().is_some_and(|death| death.at <= other.start())
}

/// Drops columns until there are as many as are drawn: the last ones in which nothing lingers. Returns the lives that they
/// had.
fn thin_out(columns: &mut Vec<Column>, lives: &[Life]) -> Vec<usize> {
    let mut dropped = Vec::new();
    while columns.len() > MOST_COLUMNS {
        let lingers =
            |column: &Column| column.lives.iter().any(|index| lives[*index].lingering.is_some());
        let is_second =
            |at: usize| columns[..at].iter().any(|other| other.name == columns[at].name);
        let quiet = (0..columns.len()).rev().filter(|at| !lingers(&columns[*at]));
        let quiet: Vec<usize> = quiet.collect();
        let second = quiet.iter().copied().find(|at| is_second(*at));
        let at = second.or(quiet.first().copied()).unwrap_or(columns.len() - 1);
        dropped.extend(columns.remove(at).lives);
    }
    dropped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_apart_by_as_little_as_it_takes() {
        let all = BTreeSet::from([
            "Alice Nguyen at Acme web",
            "Alice Nguyen at Portal",
            "Bob Okafor at Portal",
            "carol@acme.example",
            "qa+sktest@acme.example",
            "dan+a@acme.example",
            "dan+b@acme.example",
        ]);

        let short = |name| short(name, &all);

        assert_eq!(short("Alice Nguyen at Acme web"), "Alice Acme");
        assert_eq!(short("Alice Nguyen at Portal"), "Alice Portal");
        assert_eq!(short("Bob Okafor at Portal"), "Bob");
        assert_eq!(short("carol@acme.example"), "carol");
        assert_eq!(short("qa+sktest@acme.example"), "qa");
        assert_eq!(short("dan+a@acme.example"), "dan+a");
    }

    #[test]
    fn no_two_heads_touch_in_the_narrowest_columns() {
        let mut scene = Scene::default();
        let people = ["Alice Nguyen", "Maximilian Mustermann", "qa+sktest@acme.example"];
        for whose in people.iter().chain(&people).chain(["wim+mew@acme.example"].iter()) {
            let mut life = Life::born(LifeKind::AppCookie, "app session", 0);
            life.whose = Some((*whose).to_owned());
            scene.lives.push(life);
        }

        let (columns, _) = of(&scene);

        let heads: Vec<&str> =
            columns.iter().filter_map(|column| column.whose.as_deref()).collect();
        assert_eq!(heads.len(), 7);
        for head in heads {
            assert!(letters::width(head) <= NARROWEST_HEAD, "{head}");
        }
    }
}
