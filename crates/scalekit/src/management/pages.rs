//! Lists that come in pages, as one stream.

use std::marker::PhantomData;

use futures_core::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Management, ManagementError};
use crate::error::UnavailableError;

/// Most pages that one stream fetches, which at a hundred each are more users than anybody lists: a
/// broken server may always name a next page.
const MOST_PAGES: usize = 1_000;

/// The error at the end of a list that is longer.
const ENDLESS: UnavailableError =
    UnavailableError::UnexpectedResponse { status: 200, why: "the list does not end" };

/// A list that comes in pages: fetch it [whole](Self::all), or item by item as a [stream](Self::stream).
#[derive(Debug, Clone)]
#[must_use = "nothing is fetched until it is taken whole or streamed"]
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

    /// Sets how many items one request brings; without it, Scalekit decides.
    pub fn page_size(self, size: u32) -> Self {
        self.with("page_size", size.to_string())
    }

    /// Streams the items, and fetches each page when it is needed. The stream ends with the first error.
    pub fn stream(self) -> impl Stream<Item = Result<T, ManagementError>> + Send {
        let first = Some((String::new(), 0));
        let pages = stream::try_unfold((self, first), |(list, next)| async move {
            let Some((token, fetched)) = next else {
                return Ok(None);
            };
            if fetched == MOST_PAGES {
                return Err(ENDLESS.into());
            }
            let page = list.page(&token).await?;
            let next =
                (!page.next_page_token.is_empty()).then_some((page.next_page_token, fetched + 1));
            Ok::<_, ManagementError>(Some((page.items, (list, next))))
        });
        pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten().boxed()
    }

    /// Fetches all items.
    ///
    /// # Errors
    ///
    /// The [`ManagementError`] of the first page that failed.
    pub async fn all(self) -> Result<Vec<T>, ManagementError> {
        self.stream().try_collect().await
    }

    async fn page(&self, token: &str) -> Result<ListPage<T>, ManagementError> {
        let mut query = self.query.clone();
        if !token.is_empty() {
            query.push(("page_token", token.to_owned()));
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let response: T::Page = self.management.get(&path, &query).await?;
        Ok(response.into())
    }
}

/// An item of a list that comes in pages.
pub trait Item: DeserializeOwned + Send + 'static {
    /// The page's JSON.
    #[doc(hidden)]
    type Page: DeserializeOwned + Into<ListPage<Self>> + Send;
}

/// A page of items, and the token of the next page.
#[doc(hidden)]
#[derive(Debug, Deserialize)]
pub struct ListPage<T> {
    pub items: Vec<T>,
    pub next_page_token: String,
}
