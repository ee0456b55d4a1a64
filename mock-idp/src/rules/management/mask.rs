//! `google.protobuf.FieldMask`: which fields an update is about.

use super::Failure;
use crate::wire::Redacted;

/// The fields that change to what the request says of them, even to nothing; where no mask came, those
/// that the request has.
#[derive(Clone, Copy)]
pub(super) struct Mask<'a>(Option<&'a str>);

impl<'a> Mask<'a> {
    /// A mask as JSON has it, its names `likeThis` with commas between, if it names nothing but what can
    /// be changed. An empty one is none. `field` is where it came.
    pub(super) fn read(
        field: &str,
        mask: Option<&'a str>,
        changeable: &[&str],
    ) -> Result<Self, Failure> {
        let mask = mask.filter(|mask| !mask.is_empty());
        let mut paths = mask.into_iter().flat_map(|mask| mask.split(','));
        if let Some(unknown) = paths.find(|path| !changeable.contains(path)) {
            let why = format!("names {}, which cannot be changed", Redacted::of(unknown));
            return Err(Failure::invalid(field, why));
        }
        Ok(Self(mask))
    }

    /// Whether the field changes, which is `given` or not.
    pub(super) fn touches(self, field: &str, given: bool) -> bool {
        self.0.map_or(given, |mask| mask.split(',').any(|path| path == field))
    }

    /// What a list becomes, if it changes.
    pub(super) fn listed<'l, T>(self, field: &str, list: &'l [T]) -> Option<&'l [T]> {
        self.touches(field, !list.is_empty()).then_some(list)
    }

    /// What was said, and the default where the field changes and nothing was said.
    pub(super) fn said<T: Default>(self, field: &str, said: Option<T>) -> Option<T> {
        self.touches(field, said.is_some()).then(|| said.unwrap_or_default())
    }
}
