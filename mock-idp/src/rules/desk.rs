//! What a rule has before it.

use crate::environment::Environment;
use crate::ids::Ids;

/// The environment to read, and the ids to draw.
///
/// Whatever is borrowed from the environment outlives the borrow of the desk: `desk.env` is a shared reference, and
/// a copy of it.
pub(crate) struct Desk<'a> {
    pub(crate) env: &'a Environment,
    pub(crate) ids: &'a mut Ids,
}
