//! A collection in the order in which its items came: the seed's first, and then whatever was made later.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// Items by their ids, in the order of their first insertion. No id decides where an item stands: ids that
/// nobody chose are random, and so would be every list. Nothing goes through the numbers of all ids, whose order
/// is no order.
#[derive(Clone, Debug)]
pub(crate) struct Table<I, T> {
    numbers: HashMap<I, u64>,
    items: BTreeMap<u64, T>,
    /// The number of the next item. A number is given once, so that it says where an item stands, or stood.
    next: u64,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), items: BTreeMap::new(), next: 0 }
    }
}

impl<I: Eq + Hash, T> Table<I, T> {
    pub(crate) fn get(&self, id: &I) -> Option<&T> {
        self.items.get(self.numbers.get(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &I) -> Option<&mut T> {
        self.items.get_mut(self.numbers.get(id)?)
    }

    pub(crate) fn contains_key(&self, id: &I) -> bool {
        self.numbers.contains_key(id)
    }

    /// Keeps an item: a known one where it stands, a new one at the end.
    pub(crate) fn insert(&mut self, id: I, item: T) {
        let number = *self.numbers.entry(id).or_insert(self.next);
        self.next = self.next.max(number + 1);
        self.items.insert(number, item);
    }

    /// Returns the number of an item, by which [`at`](Self::at) finds it.
    pub(crate) fn number_of(&self, id: &I) -> Option<u64> {
        self.numbers.get(id).copied()
    }

    pub(crate) fn at(&self, number: u64) -> Option<&T> {
        self.items.get(&number)
    }

    /// Takes an item out. The others stand where they stood.
    pub(crate) fn remove(&mut self, id: &I) -> Option<T> {
        self.items.remove(&self.numbers.remove(id)?)
    }

    /// The items in order.
    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.values()
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.values_mut()
    }

    /// The items in order, each with its number, which grows from one to the next.
    pub(crate) fn numbered(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.items.iter().map(|(number, item)| (*number, item))
    }
}

impl<I: Eq + Hash, T> FromIterator<(I, T)> for Table<I, T> {
    fn from_iter<S: IntoIterator<Item = (I, T)>>(items: S) -> Self {
        let mut table = Self::default();
        for (id, item) in items {
            table.insert(id, item);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_in_the_order_in_which_they_came_whatever_their_ids() {
        let mut table: Table<u32, &str> =
            [(9, "first"), (1, "second"), (5, "third")].into_iter().collect();

        table.insert(1, "changed");
        table.remove(&9);
        table.insert(9, "come again");
        table.insert(0, "last");

        assert_eq!(
            table.values().copied().collect::<Vec<_>>(),
            ["changed", "third", "come again", "last"]
        );
        assert_eq!(table.get(&9), Some(&"come again"));
    }

    #[test]
    fn a_number_is_given_once() {
        let mut table: Table<u32, u32> = (0..4).map(|id| (id, id)).collect();
        let number_of = |table: &Table<u32, u32>, wanted| {
            table.numbered().find(|(_, item)| **item == wanted).map(|(number, _)| number)
        };

        table.remove(&3);
        table.remove(&1);
        table.insert(7, 7);

        assert_eq!(number_of(&table, 2), Some(2));
        assert_eq!(number_of(&table, 7), Some(4));
        assert!(!table.contains_key(&1));
    }
}
