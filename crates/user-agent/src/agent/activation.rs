//! Presses of the controls that a page lists.

use super::UserAgent;
use super::actions::{form_request, link_request};
use crate::document::pressable::{self, Press};
use crate::request::Request;
use crate::{Control, Error, Outcome, Page};

impl UserAgent {
    /// Presses a control of the open page, given by the list of [`Page::controls`].
    ///
    /// If the list was of an earlier page, the same control is [found again](Page::find_again), and what is sent
    /// is what the open page says: its one-time values, and what was typed into its fields.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if the open page has no such control; [`Error::Disabled`]; else as [`press`](Self::press).
    pub async fn activate(&mut self, control: &Control) -> Result<Outcome, Error> {
        match self.request_of(control)? {
            None => Ok(Outcome::Nothing),
            Some(request) if self.only_scrolls(&request)? => {
                Ok(Outcome::Scrolled(self.follow_link(request).await?))
            }
            Some(request) => self.navigate(request).await.map(opened),
        }
    }

    /// Returns what a press sends; `None` if only a script could send something.
    fn request_of(&self, control: &Control) -> Result<Option<Request>, Error> {
        let page = self.page()?;
        let found = page.find_again(control).ok_or_else(|| page.no_such_control(control))?;
        if found.disabled {
            return Err(Error::Disabled { what: "control", name: found.name });
        }
        if found.is_script() {
            return Ok(None);
        }
        match &page.reading().presses[found.position] {
            Press::Follow(_) => {
                let (html, forms) = (page.html(), &page.reading().forms);
                link_request(page, pressable::all_pressable(&html, forms)[found.position].tag)
                    .map(Some)
            }
            Press::Submit(button) => form_request(page, self.forms()?.submit(*button)?).map(Some),
            Press::Nothing => Ok(None),
        }
    }
}

fn opened(page: Page) -> Outcome {
    if page.replaces_the_old_one() { Outcome::Opened(page) } else { Outcome::Kept(page) }
}
