//! The collection of a noun, in the order of insertion: the seed's items first, and then those made later.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::hash::Hash;

use foldhash::HashMap;

use super::{
    ApiToken, ApiTokenId, AuthRequest, AuthRequestId, Client, ClientId, Code, Connection,
    ConnectionId, Directory, DirectoryId, Domain, DomainId, Grant, GrantId, MachineClient,
    Organization, OrganizationId, Passkey, PasskeyId, PasswordlessRequest, Permission,
    PermissionId, PortalLink, Role, RoleId, Secret, Session, SessionId, User, UserId,
    WebhookEndpoint, WebhookEndpointId,
};

/// Items by their ids, in the order of their first insertion. They are not ordered by id, because generated ids are
/// random, and so would be the order of every list. Nothing iterates over the hash map. Items are boxed: numbers ascend, so
/// a node of the tree is left half full, and items within it would take twice their size.
#[derive(Clone, Debug)]
pub(crate) struct Table<I, T> {
    numbers: HashMap<I, u64>,
    items: BTreeMap<u64, Box<T>>,
    /// The number of the next item. No number is given twice, so a number stays a position in the list after its item
    /// is removed.
    next: u64,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self { numbers: HashMap::default(), items: BTreeMap::new(), next: 0 }
    }
}

impl<I: Eq + Hash, T> Table<I, T> {
    /// Returns the item with an id, which may be borrowed, as a request has it.
    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, id: &Q) -> Option<&T>
    where
        I: Borrow<Q>,
    {
        self.at(*self.numbers.get(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &I) -> Option<&mut T> {
        self.items.get_mut(self.numbers.get(id)?).map(Box::as_mut)
    }

    pub(crate) fn contains_key(&self, id: &I) -> bool {
        self.numbers.contains_key(id)
    }

    /// Inserts an item: in place of the item with this id, or else at the end.
    pub(crate) fn insert(&mut self, id: I, item: T) {
        let number = *self.numbers.entry(id).or_insert(self.next);
        self.next = self.next.max(number + 1);
        self.items.insert(number, Box::new(item));
    }

    /// Returns the number of an item, by which [`at`](Self::at) finds it.
    pub(crate) fn number_of(&self, id: &I) -> Option<u64> {
        self.numbers.get(id).copied()
    }

    pub(crate) fn at(&self, number: u64) -> Option<&T> {
        self.items.get(&number).map(Box::as_ref)
    }

    /// Removes an item. The others keep their numbers.
    pub(crate) fn remove(&mut self, id: &I) {
        if let Some(number) = self.numbers.remove(id) {
            self.items.remove(&number);
        }
    }

    /// Removes all items but those for which `kept` holds.
    pub(crate) fn retain(&mut self, kept: impl Fn(&T) -> bool) {
        self.items.retain(|_, item| kept(item));
        self.numbers.retain(|_, number| self.items.contains_key(number));
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns the items in order.
    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.items.values().map(Box::as_ref)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.values_mut().map(Box::as_mut)
    }

    /// Returns the items in order, each with its number; numbers ascend.
    pub(crate) fn numbered(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.items.iter().map(|(number, item)| (*number, &**item))
    }
}

/// A noun with an id of its own.
pub(super) trait Identified {
    type Id: Clone + Eq + Hash;

    fn id(&self) -> &Self::Id;
}

macro_rules! identified {
    ($($item:ty: $id:ty = $field:ident;)+) => {
        $(impl Identified for $item {
            type Id = $id;

            fn id(&self) -> &$id {
                &self.$field
            }
        })+
    };
}

identified! {
    ApiToken: ApiTokenId = id;
    AuthRequest: AuthRequestId = id;
    Client: ClientId = id;
    Code: Secret = secret;
    Connection: ConnectionId = id;
    Directory: DirectoryId = id;
    Domain: DomainId = id;
    Grant: GrantId = id;
    MachineClient: ClientId = id;
    Organization: OrganizationId = id;
    Passkey: PasskeyId = id;
    PasswordlessRequest: Secret = id;
    Permission: PermissionId = id;
    PortalLink: Secret = id;
    Role: RoleId = id;
    Session: SessionId = id;
    User: UserId = id;
    WebhookEndpoint: WebhookEndpointId = id;
}

impl<T: Identified> Table<T::Id, T> {
    /// Inserts an item under its own id, as [`insert`](Self::insert) does.
    pub(super) fn keep(&mut self, item: T) {
        self.insert(item.id().clone(), item);
    }

    /// Removes the oldest item for as long as `dropped` holds for the count of items and the oldest one.
    pub(super) fn drop_oldest_while(&mut self, dropped: impl Fn(usize, &T) -> bool) {
        while let Some(oldest) =
            self.items.values().next().filter(|oldest| dropped(self.len(), oldest))
        {
            let id = oldest.id().clone();
            self.remove(&id);
        }
    }
}

impl<T: Identified> FromIterator<T> for Table<T::Id, T> {
    fn from_iter<S: IntoIterator<Item = T>>(items: S) -> Self {
        let mut table = Self::default();
        for item in items {
            table.keep(item);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table<T>(items: impl IntoIterator<Item = (u32, T)>) -> Table<u32, T> {
        let mut table = Table::default();
        for (id, item) in items {
            table.insert(id, item);
        }
        table
    }

    #[test]
    fn items_keep_the_order_in_which_they_came_whatever_their_ids() {
        let mut table = table([(9, "first"), (1, "second"), (5, "third")]);

        table.insert(1, "changed");
        table.remove(&9);
        table.insert(9, "inserted again");
        table.insert(0, "last");

        assert_eq!(
            table.values().copied().collect::<Vec<_>>(),
            ["changed", "third", "inserted again", "last"]
        );
        assert_eq!(table.get(&9), Some(&"inserted again"));
    }

    #[test]
    fn a_number_is_given_once() {
        let mut table = table((0..4).map(|id| (id, id)));

        table.remove(&3);
        table.remove(&1);
        table.insert(7, 7);

        assert_eq!(table.number_of(&2), Some(2));
        assert_eq!(table.number_of(&7), Some(4));
        assert!(!table.contains_key(&1));
    }

    #[test]
    fn items_that_are_not_retained_are_not_found() {
        let mut table = table((0..4).map(|id| (id, id)));

        table.retain(|item| item % 2 == 0);

        assert_eq!(table.values().copied().collect::<Vec<_>>(), [0, 2]);
        assert_eq!((table.get(&1), table.number_of(&2), table.len()), (None, Some(2), 2));
    }
}
