//! Pages of a list: a size, and tokens that say where the neighbours begin.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Failure;

/// Items on a page when the request names no number. Scalekit documents none; this one is ours.
const DEFAULT_SIZE: u32 = 10;

/// Most items on a page, where the contract states no lower limit.
const LARGEST_SIZE: u32 = 100;

/// Part of a list, and the way to the rest of it.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    /// Empty at the end.
    pub(super) next_page_token: String,
    /// Empty at the beginning.
    pub(super) prev_page_token: String,
    /// Items on all pages together.
    pub(super) total_size: u32,
}

impl<T> Page<T> {
    /// The page that `token` names, the first one without. `size` 0 is the default.
    pub(super) fn of(all: Vec<T>, size: u32, token: &str) -> Result<Self, Failure> {
        let size = match size {
            0 => DEFAULT_SIZE,
            size => size.min(LARGEST_SIZE),
        } as usize;
        let begin = offset(token)?;
        let total = all.len();
        if begin > total {
            return Err(stale());
        }
        let next = begin + size;
        Ok(Self {
            items: all.into_iter().skip(begin).take(size).collect(),
            next_page_token: token_of((next < total).then_some(next)),
            prev_page_token: token_of((begin > 0).then(|| begin.saturating_sub(size))),
            total_size: u32::try_from(total).unwrap_or(u32::MAX),
        })
    }
}

/// A token names the first item of its page, and is empty where there is none. It is opaque to clients.
fn token_of(offset: Option<usize>) -> String {
    offset.map_or_else(String::new, |offset| {
        URL_SAFE_NO_PAD.encode(format!("from:{offset}"))
    })
}

fn offset(token: &str) -> Result<usize, Failure> {
    if token.is_empty() {
        return Ok(0);
    }
    URL_SAFE_NO_PAD
        .decode(token)
        .ok()
        .and_then(|text| String::from_utf8(text).ok())
        .and_then(|text| text.strip_prefix("from:")?.parse().ok())
        .ok_or_else(stale)
}

fn stale() -> Failure {
    Failure::invalid("page_token", "is not one that a list here has given")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_lead_through_the_list_and_back() {
        let all: Vec<u32> = (0..25).collect();

        let first = Page::of(all.clone(), 0, "").unwrap();
        let last = Page::of(all.clone(), 20, &first.next_page_token).unwrap();
        let back = Page::of(all, 10, &last.prev_page_token).unwrap();

        assert_eq!(first.items, (0..10).collect::<Vec<_>>());
        assert_eq!((first.total_size, first.prev_page_token.as_str()), (25, ""));
        assert_eq!(last.items, (10..25).collect::<Vec<_>>());
        assert_eq!(last.next_page_token, "");
        assert_eq!(back.items, first.items);
    }

    #[test]
    fn a_token_of_somebody_else_is_refused() {
        for token in ["x", "ZnJvbTo", "ZnJvbTo5OQ"] {
            let refused = Page::of(vec![1], 0, token).unwrap_err();

            assert_eq!(refused.violations()[0].field, "page_token", "{token}");
        }
    }
}
