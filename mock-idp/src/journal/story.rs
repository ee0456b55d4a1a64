//! The journal as text, for people and for snapshots.

use std::borrow::Cow;

use jiff::Timestamp;

use super::{Entry, Happening};
use crate::environment::{Environment, elapsed};

/// Width of the names' column, in characters, so that the sentences align. A few names of Scalekit's are longer, and
/// push their sentences to the right.
const NAME_COLUMN: usize = 27;

/// Returns the line of an entry, with its line break.
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

/// Returns the sentence of an event or a fault; `None` for a refusal, which has a `reason` of its own.
pub(super) fn reason(entry: &Entry, environment: &Environment) -> Option<String> {
    let sentence = match &entry.happening {
        Happening::Event(event) => event.describe(environment),
        Happening::Refused(_) => return None,
        Happening::Fault(fault) => fault.what.clone(),
    };
    Some(sentence).filter(|sentence| !sentence.is_empty())
}
