//! `google.protobuf.FieldMask`: which fields an update is about.

use super::OperationError;
use crate::wire::Redacted;

/// The fields that change to what the request has for them, even to nothing; without a mask, those that are
/// present.
#[derive(Clone, Copy)]
pub(super) struct Mask<'a>(Option<&'a str>);

impl<'a> Mask<'a> {
    /// Reads a mask as JSON has it, its names `likeThis` with commas between. An empty mask is an absent one.
    ///
    /// # Errors
    ///
    /// [`OperationError::Invalid`] for `field`, where the mask came, if it names what cannot be changed.
    pub(super) fn read(
        field: &str,
        mask: Option<&'a str>,
        changeable: &[&str],
    ) -> Result<Self, OperationError> {
        let mask = mask.filter(|mask| !mask.is_empty());
        let mut paths = mask.into_iter().flat_map(|mask| mask.split(','));
        if let Some(unknown) = paths.find(|path| !changeable.contains(path)) {
            let why = format!("names {}, which cannot be changed", Redacted::of(unknown));
            return Err(OperationError::invalid(field, why));
        }
        Ok(Self(mask))
    }

    /// Returns whether a field changes, which is `given` or absent.
    pub(super) fn touches(self, field: &str, given: bool) -> bool {
        self.0.map_or(given, |mask| mask.split(',').any(|path| path == field))
    }

    /// Returns what a list becomes, if it changes.
    pub(super) fn list<'l, T>(self, field: &str, list: &'l [T]) -> Option<&'l [T]> {
        self.touches(field, !list.is_empty()).then_some(list)
    }

    /// Returns what a value becomes, if it changes: the default where the mask names it and it is absent.
    pub(super) fn value<T: Default>(self, field: &str, given: Option<T>) -> Option<T> {
        self.touches(field, given.is_some()).then(|| given.unwrap_or_default())
    }
}
