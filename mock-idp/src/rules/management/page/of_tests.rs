//! Pages of the control API's lists, of a size that the test chooses, with tokens like the management API's.

use std::ops::RangeInclusive;

use serde_json::json;

use super::{List, ListMark, Page};
use crate::rules::control::ControlError;

/// A test's request for a page of a list.
#[derive(Debug)]
pub(crate) struct PageRequest {
    size: usize,
    /// The token; empty for the first page.
    token: String,
    list: ListMark,
}

impl PageRequest {
    /// Default number of items on a page: enough for the sessions of a test, and more than a person reads.
    pub(crate) const USUAL_SIZE: usize = 100;

    /// Sizes that a page may have. The largest is a megabyte of sessions, and a few milliseconds.
    pub(crate) const SIZES: RangeInclusive<usize> = 1..=1_000;

    /// Makes a request for a page of the list `list` with these filters. A token of another list, or of the same list
    /// with other filters, will be refused.
    pub(crate) fn new(list: &str, narrowed: &[Option<&str>], size: usize, token: &str) -> Self {
        Self { size, token: token.to_owned(), list: ListMark::of(list, &json!(narrowed)) }
    }
}

impl<T> List<T> {
    /// Returns the requested page.
    ///
    /// # Errors
    ///
    /// [`ControlError::NoSuchPage`], if the token is not of this list.
    pub(crate) fn page_for(self, wanted: &PageRequest) -> Result<Page<T>, ControlError> {
        let no_such_page = |why| ControlError::NoSuchPage { why };
        let cursor = match wanted.token.as_str() {
            "" => String::new(),
            token => wanted.list.unmarked(token).map_err(|why| no_such_page(why.to_string()))?,
        };
        let page = self.page_of(wanted.size, &cursor);
        let mut page = page.map_err(|why| no_such_page(why.to_string()))?;
        page.next_page_token = wanted.list.marked(&page.next_page_token);
        page.prev_page_token = wanted.list.marked(&page.prev_page_token);
        Ok(page)
    }
}

impl<T> Page<T> {
    /// Returns the page with its items converted.
    pub(crate) fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(change).collect(),
            next_page_token: self.next_page_token,
            prev_page_token: self.prev_page_token,
            total_size: self.total_size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(list: &str, size: usize, token: &str) -> Result<Page<u32>, ControlError> {
        let items = List::newest_first((0..250_u32).map(|number| (number.into(), number)));
        items.page_for(&PageRequest::new(list, &[None], size, token))
    }

    #[test]
    fn pages_of_any_size_have_everything_once_and_in_order() {
        for size in [1, 7, 100, 249, 250, 1_000] {
            let (mut seen, mut token) = (Vec::new(), String::new());
            loop {
                let page = page("sessions", size, &token).unwrap();
                assert!(page.items.len() <= size);
                seen.extend(page.items);
                token = page.next_page_token;
                if token.is_empty() {
                    break;
                }
            }
            assert_eq!(seen, (0..250).rev().collect::<Vec<_>>(), "{size}");
        }
    }

    #[test]
    fn a_token_is_good_for_its_own_list() {
        let first = page("sessions", 10, "").unwrap();
        let another = page("worlds", 10, &first.next_page_token).unwrap_err();

        insta::assert_snapshot!(another, @"page_token was given by another list, or with another filter");
        let unknown = page("sessions", 10, "next").unwrap_err();
        insta::assert_snapshot!(unknown, @"page_token is not one that a list here has given");
    }
}
