//! Pages of a list: a size, and the tokens of the pages before and after.
//!
//! A token names a gap between two items by the number of a neighbour, and not by a count of items, so that
//! insertions and deletions in the meantime neither hide nor repeat other items. Numbers are given in the order of
//! insertion, so the seed's items are in its order, whatever their ids are.

mod of_tests;
mod token;

use std::cmp::Ordering;
use std::mem;
use std::ops::Range;

pub(crate) use self::of_tests::PageRequest;
pub(super) use self::token::ListMark;
use self::token::{Cursor, Gap, Way};
use super::OperationError;

/// Default number of items on a page. Scalekit documents none; this one is ours.
const DEFAULT_SIZE: u32 = 10;

/// Most items on a page, where the contract states no lower limit.
const LARGEST_SIZE: u32 = 100;

/// A whole list: its items with their numbers, and its order.
#[derive(Debug)]
pub(crate) struct List<T> {
    items: Vec<(u64, T)>,
    is_newest_first: bool,
}

/// A part of a list, with the tokens of the parts before and after.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// The token of the next page; empty at the end.
    pub(crate) next_page_token: String,
    /// The token of the previous page; empty at the beginning.
    pub(super) prev_page_token: String,
    /// The number of items on all pages.
    pub(crate) total_size: u32,
}

impl<T> List<T> {
    pub(crate) fn oldest_first(items: impl Iterator<Item = (u64, T)>) -> Self {
        Self { items: items.collect(), is_newest_first: false }
    }

    pub(crate) fn newest_first(items: impl Iterator<Item = (u64, T)>) -> Self {
        Self { items: items.collect(), is_newest_first: true }
    }

    /// Returns the page that `token` names; the first page, if it is empty. `size` 0 means the default.
    pub(super) fn page(self, size: u32, token: &str) -> Result<Page<T>, OperationError> {
        let size = match size {
            0 => DEFAULT_SIZE,
            size => size.min(LARGEST_SIZE),
        } as usize;
        self.page_of(size, token)
    }

    /// Returns the page that `token` names, with `size` items at most.
    fn page_of(mut self, size: usize, token: &str) -> Result<Page<T>, OperationError> {
        let cursor = Cursor::read(token)?;
        let total = self.items.len();
        let (begin, end) = match &cursor {
            None => (0, size.min(total)),
            Some(Cursor { way, gap }) => match (way, self.before(gap)) {
                (Way::Onward, cut) => (cut, (cut + size).min(total)),
                (Way::Back, cut) => (cut.saturating_sub(size), cut),
            },
        };
        self.order_within(begin..end);
        let next = (end < total).then(|| self.turn(Way::Onward, begin..end, cursor.as_ref()));
        let prev = (begin > 0).then(|| self.turn(Way::Back, begin..end, cursor.as_ref()));
        let token_of = |cursor: Option<Cursor>| cursor.map_or_else(String::new, Cursor::written);
        Ok(Page {
            items: self.items.drain(begin..end).map(|(_, item)| item).collect(),
            next_page_token: token_of(next),
            prev_page_token: token_of(prev),
            total_size: u32::try_from(total).unwrap_or(u32::MAX),
        })
    }

    /// Returns how many items stand before a gap.
    fn before(&self, gap: &Gap) -> usize {
        let is_before = |number: u64| match self.standing(number, gap.beside) {
            Ordering::Less => true,
            Ordering::Equal => gap.is_behind,
            Ordering::Greater => false,
        };
        self.items.iter().filter(|(number, _)| is_before(*number)).count()
    }

    fn standing(&self, one: u64, other: u64) -> Ordering {
        if self.is_newest_first { other.cmp(&one) } else { one.cmp(&other) }
    }

    /// Orders the items of the page alone. The others, which may be a hundred thousand, stay unordered.
    fn order_within(&mut self, page: Range<usize>) {
        if page.is_empty() {
            return;
        }
        let mut items = mem::take(&mut self.items);
        let by_number = |(one, _): &(u64, T), (other, _): &(u64, T)| self.standing(*one, *other);
        items.select_nth_unstable_by(page.start, by_number);
        let last = page.len() - 1;
        items[page.start..].select_nth_unstable_by(last, by_number);
        items[page].sort_unstable_by(by_number);
        self.items = items;
    }

    /// Returns the cursor that continues from either end of a page. An empty page continues from its own cursor.
    fn turn(&self, way: Way, page: Range<usize>, here: Option<&Cursor>) -> Cursor {
        let last = match way {
            Way::Onward => self.items[page].last(),
            Way::Back => self.items[page].first(),
        };
        let gap = match last {
            Some((number, _)) => Gap { beside: *number, is_behind: way == Way::Onward },
            None => here.expect("a first page is empty in an empty list alone").gap,
        };
        Cursor { way, gap }
    }
}

#[cfg(test)]
mod tests;
