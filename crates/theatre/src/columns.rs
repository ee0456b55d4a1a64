//! The columns in which lives stand.

use crate::{Life, LifeKind, Scene};

/// Columns that are drawn: two of everything that a sign-in makes, nearly. What has no column is said in the remark.
const MOST_COLUMNS: usize = 8;

/// A column: lives of one name that do not overlap.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) kind: LifeKind,
    pub(crate) name: String,
    /// Indices of lives, in the order of their births.
    pub(crate) lives: Vec<usize>,
}

/// Returns the columns of a scene, and the names of the lives that stand in none.
pub(crate) fn of(scene: &Scene) -> (Vec<Column>, Vec<String>) {
    let mut order: Vec<_> = scene.lives.iter().enumerate().collect();
    order.sort_by_key(|(index, life)| (is_abandoned(life, scene), life.kind, life.start(), *index));
    let mut columns: Vec<Column> = Vec::new();
    for (index, life) in order {
        let fits = |column: &&mut Column| {
            column.kind == life.kind
                && column.name == life.name
                && column.lives.iter().all(|other| is_over(&scene.lives[*other], life))
        };
        match columns.iter_mut().find(fits) {
            Some(column) => column.lives.push(index),
            None => columns.push(Column {
                kind: life.kind,
                name: life.name.clone(),
                lives: vec![index],
            }),
        }
    }
    let left_out = thin_out(&mut columns, &scene.lives);
    (columns, left_out)
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

/// Drops columns until there are as many as are drawn: the last ones in which nothing lingers. Returns the
/// name of each life that they had.
fn thin_out(columns: &mut Vec<Column>, lives: &[Life]) -> Vec<String> {
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
        let Column { name, lives, .. } = columns.remove(at);
        dropped.extend(lives.iter().map(|_| name.clone()));
    }
    dropped
}
