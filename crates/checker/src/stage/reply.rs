//! What a page replies to somebody, by status.

use user_agent::{Error, Hop, Page};

use super::{Stage, look};
use crate::{Browser, NotTried, Sight};

/// What a page replies to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// It opens: 2xx at its own address.
    Opens,
    /// It refuses whoever this is: 403, or 404, which hides that it is there.
    Forbids,
    /// It says that nobody is signed in: 401.
    Unauthorized,
    /// It sends the browser elsewhere.
    SentAway,
    /// An error of the server, with the status.
    Fails(u16),
    /// No answer, or one of another meaning.
    Unclear,
}

impl Stage {
    /// Opens a page as [`presence`](Self::presence) does, and returns what it replies, and the answer if one came.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser cannot be driven.
    pub(crate) async fn reply(
        &self,
        browser: &mut dyn Browser,
        sight: &Sight,
    ) -> Result<(Reply, Option<Page>), NotTried> {
        let answer = look(&self.fake, &self.subject.app, browser, sight).await?;
        Ok(match answer {
            Ok(page) => (reply(&page, sight), Some(page)),
            Err(Error::CorsForbids { .. }) => (Reply::SentAway, None),
            Err(_) => (Reply::Unclear, None),
        })
    }
}

fn reply(page: &Page, sight: &Sight) -> Reply {
    let path = |url: &url::Url| url.path().trim_end_matches('/').to_owned();
    let is_there =
        page.url().origin() == sight.url.origin() && path(page.url()) == path(&sight.url);
    let first = page.hops().first().map_or_else(|| page.status(), Hop::status);
    match (first, page.status()) {
        (_, 200..300) if is_there => Reply::Opens,
        (401, _) => Reply::Unauthorized,
        (403 | 404, _) => Reply::Forbids,
        (300..=399, _) => Reply::SentAway,
        (status @ 500.., _) => Reply::Fails(status),
        _ => Reply::Unclear,
    }
}
