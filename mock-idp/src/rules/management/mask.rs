//! `google.protobuf.FieldMask`: the fields that an update changes.

use super::OperationError;
use crate::wire::Redacted;

/// The fields that an update changes, to an empty value too; without a mask, those that are present.
#[derive(Clone, Copy)]
pub(super) struct Mask<'a>(Option<&'a str>);

impl<'a> Mask<'a> {
    /// Reads a mask in JSON's form: names `likeThis`, separated by commas. An empty mask is an absent one.
    ///
    /// # Errors
    ///
    /// [`OperationError::Invalid`] for `field`, the field of the mask, if the mask names a field that cannot be
    /// changed.
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

    /// Returns whether a field changes; `given` says whether the request has it.
    pub(super) fn touches(self, field: &str, given: bool) -> bool {
        self.0.map_or(given, |mask| mask.split(',').any(|path| path == field))
    }

    /// Returns the new list, if it changes.
    pub(super) fn list<'l, T>(self, field: &str, list: &'l [T]) -> Option<&'l [T]> {
        self.touches(field, !list.is_empty()).then_some(list)
    }

    /// Returns the new value, if it changes: the default, if the mask names the field and the request lacks it.
    pub(super) fn value<T: Default>(self, field: &str, given: Option<T>) -> Option<T> {
        self.touches(field, given.is_some()).then(|| given.unwrap_or_default())
    }
}
