//! Lists that come in pages, as one stream.

use std::marker::PhantomData;

use futures_core::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Management, ManagementError};
use crate::error::Outage;

/// Most pages that one stream asks for, which at a hundred each are more users than anybody lists: a
/// server that always names a next page is broken, and would be asked for ever.
const MOST_PAGES: usize = 1_000;

/// What such a server has said, for the last time.
const ENDLESS: Outage = Outage::Nonsense { status: 200, why: "the list does not end" };

/// A list in the making: take it [whole](Self::all), or item by item as a [stream](Self::stream).
#[derive(Debug, Clone)]
#[must_use = "nothing is asked until it is taken whole or streamed"]
pub struct Pages<T> {
    management: Management,
    path: Vec<String>,
    query: Vec<(&'static str, String)>,
    items: PhantomData<fn() -> T>,
}

impl<T: Item> Pages<T> {
    pub(super) fn of(management: &Management, path: &[&str]) -> Self {
        Self {
            management: management.clone(),
            path: path.iter().map(|&segment| segment.to_owned()).collect(),
            query: Vec::new(),
            items: PhantomData,
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// How many items one request brings; without it, Scalekit decides.
    pub fn page_size(self, size: u32) -> Self {
        self.with("page_size", size.to_string())
    }

    /// The items one after the other, each page asked for when it is needed. It ends with the first error.
    pub fn stream(self) -> impl Stream<Item = Result<T, ManagementError>> + Send {
        let first = Some((String::new(), 0));
        let pages = stream::try_unfold((self, first), |(list, next)| async move {
            let Some((token, asked)) = next else {
                return Ok(None);
            };
            if asked == MOST_PAGES {
                return Err(ENDLESS.into());
            }
            let page = list.page(&token).await?;
            let next =
                (!page.next_page_token.is_empty()).then_some((page.next_page_token, asked + 1));
            Ok::<_, ManagementError>(Some((page.items, (list, next))))
        });
        pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten().boxed()
    }

    /// All of them.
    ///
    /// # Errors
    ///
    /// A [`ManagementError`] of the first page that did not come.
    pub async fn all(self) -> Result<Vec<T>, ManagementError> {
        self.stream().try_collect().await
    }

    async fn page(&self, token: &str) -> Result<Page<T>, ManagementError> {
        let mut query = self.query.clone();
        if !token.is_empty() {
            query.push(("page_token", token.to_owned()));
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let answer: T::Page = self.management.get(&path, &query).await?;
        Ok(answer.into())
    }
}

/// Something that comes in pages.
pub trait Item: DeserializeOwned + Send + 'static {
    /// The page as it travels.
    #[doc(hidden)]
    type Page: DeserializeOwned + Into<Page<Self>> + Send;
}

/// Some items, and where the rest is.
#[doc(hidden)]
#[derive(Debug, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_page_token: String,
}
