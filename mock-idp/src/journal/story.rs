//! The journal as a person reads it, and as `insta` keeps it.

use std::borrow::Cow;

use jiff::Timestamp;

use super::{Entry, Happening};
use crate::environment::{Environment, elapsed};

/// Columns of the event's name, so that what follows lines up. Of one event Scalekit's own name is
/// longer, and pushes its line to the right.
const NAME_COLUMN: usize = 27;

/// One entry, with its line break.
pub(super) fn line(entry: &Entry, began_at: Timestamp, environment: &Environment) -> String {
    let elapsed = elapsed(entry.at.duration_since(began_at));
    let (name, detail) = match &entry.happening {
        Happening::Event(event) => (Cow::Borrowed(event.name()), event.describe(environment)),
        Happening::Refused(refused) => {
            (Cow::Owned(refused.event.clone()), format!("{}: {}", refused.error, refused.reason))
        }
        Happening::Fault(fault) => (Cow::Borrowed(fault.event), fault.what.clone()),
    };
    let mut line = format!("{elapsed}  {name:<NAME_COLUMN$}  {detail}");
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

/// Returns the sentence of an entry that does not carry one: of an event, or of a fault.
pub(super) fn reason(entry: &Entry, environment: &Environment) -> Option<String> {
    let sentence = match &entry.happening {
        Happening::Event(event) => event.describe(environment),
        Happening::Refused(_) => return None,
        Happening::Fault(fault) => fault.what.clone(),
    };
    Some(sentence).filter(|sentence| !sentence.is_empty())
}
