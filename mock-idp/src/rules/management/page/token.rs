//! Page tokens: the cursor in them, and the mark of their list. Both are opaque to clients.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::rules::management::OperationError;

/// Octets of a list's mark: enough that no two lists of a test have the same one by accident.
const OCTETS_OF_A_MARK: usize = 8;

/// The direction in which a page lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Onward,
    Back,
}

/// The gap right after the position of the item with this number, or right before it, whether or not the item still
/// exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) beside: u64,
    pub(super) is_behind: bool,
}

/// The page that begins, or ends, at a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) way: Way,
    pub(super) gap: Gap,
}

impl Cursor {
    /// Reads a token; an empty one is `None`, the first page.
    pub(super) fn read(token: &str) -> Result<Option<Self>, OperationError> {
        if token.is_empty() {
            return Ok(None);
        }
        Self::parsed(token).map(Some).ok_or_else(unknown)
    }

    fn parsed(token: &str) -> Option<Self> {
        let mut parts = token.splitn(3, ' ');
        let way = match parts.next()? {
            "onward" => Way::Onward,
            "back" => Way::Back,
            _ => return None,
        };
        let is_behind = match parts.next()? {
            "behind" => true,
            "before" => false,
            _ => return None,
        };
        let beside = parts.next()?.parse().ok()?;
        Some(Self { way, gap: Gap { beside, is_behind } })
    }

    pub(super) fn written(self) -> String {
        let way = match self.way {
            Way::Onward => "onward",
            Way::Back => "back",
        };
        let side = if self.gap.is_behind { "behind" } else { "before" };
        format!("{way} {side} {}", self.gap.beside)
    }
}

/// The mark of a list: a digest of its operation and its filters. A token is valid for the list with its mark alone.
/// Marks are checked in one place for all operations, so that no list can miss it.
#[derive(Debug)]
pub(in crate::rules::management) struct ListMark {
    mark: [u8; OCTETS_OF_A_MARK],
}

impl ListMark {
    /// Checks the mark of the token in a request, and removes it. The size of a page is not part of the mark.
    pub(in crate::rules::management) fn read(
        operation: &str,
        request: &mut Value,
    ) -> Result<Self, OperationError> {
        let mut list = request.clone();
        if let Value::Object(fields) = &mut list {
            fields.shift_remove("page_size");
            fields.shift_remove("page_token");
        }
        let mark = Self::of(operation, &list);
        if let Some(Value::String(token)) = request.get_mut("page_token")
            && !token.is_empty()
        {
            *token = mark.unmarked(token)?;
        }
        Ok(mark)
    }

    pub(super) fn of(operation: &str, list: &Value) -> Self {
        let hash = digest(&SHA256, format!("{operation} {list}").as_bytes());
        let (mark, _) = hash.as_ref().split_first_chunk().expect("SHA-256 has 32 octets");
        Self { mark: *mark }
    }

    /// Marks the tokens in a reply.
    pub(in crate::rules::management) fn mark(&self, reply: &mut Value) {
        for field in ["next_page_token", "prev_page_token"] {
            if let Some(Value::String(token)) = reply.get_mut(field)
                && !token.is_empty()
            {
                *token = self.marked(token);
            }
        }
    }

    /// Marks a token; an empty one, at the end of a list, stays empty.
    pub(super) fn marked(&self, token: &str) -> String {
        if token.is_empty() {
            return String::new();
        }
        URL_SAFE_NO_PAD.encode([&self.mark[..], token.as_bytes()].concat())
    }

    pub(super) fn unmarked(&self, token: &str) -> Result<String, OperationError> {
        let octets = URL_SAFE_NO_PAD.decode(token).map_err(|_| unknown())?;
        let (mark, cursor) = octets.split_first_chunk().ok_or_else(unknown)?;
        let cursor = str::from_utf8(cursor).map_err(|_| unknown())?;
        Cursor::read(cursor)?;
        if *mark != self.mark {
            let why = "was given by another list, or with another filter";
            return Err(OperationError::invalid("page_token", why));
        }
        Ok(cursor.to_owned())
    }
}

fn unknown() -> OperationError {
    OperationError::invalid("page_token", "is not one that a list here has given")
}
