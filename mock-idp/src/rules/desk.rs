//! The parameters of a rule that draws ids.

use crate::environment::Environment;
use crate::ids::Ids;

/// The environment to read, and the ids to draw.
///
/// References into the environment outlive the borrow of the desk, because `desk.env` is a shared reference that can
/// be copied.
pub(crate) struct Desk<'a> {
    pub(crate) env: &'a Environment,
    pub(crate) ids: &'a mut Ids,
}
