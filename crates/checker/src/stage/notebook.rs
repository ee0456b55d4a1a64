//! A form of the application that keeps what a person writes, and a page that shows it again.

use http::Method;
use url::Url;
use user_agent::{Control, ControlKind, Page};

use super::{Stage, Visitor};
use crate::{Browser, NotTried};

/// Parts of the name of a field that is not for a text of any kind.
const NO_TEXT: [&str; 6] = ["org", "mail", "pass", "token", "csrf", "url"];

/// A form that keeps what a person writes, and the page that shows it.
#[derive(Clone, Debug)]
pub struct Notebook {
    /// Where the form is sent.
    pub action: Url,
    /// The name of its field for text.
    pub field: String,
    /// The page that shows the text to the person.
    pub shown_at: Url,
}

impl Stage {
    /// Finds a form that keeps what the visitor writes, by writing `text` into it; `None` if no page has one.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser cannot be driven.
    pub async fn notebook(
        &self,
        visitor: &mut Visitor,
        text: &str,
    ) -> Result<Option<Notebook>, NotTried> {
        for url in &self.subject.pages {
            let Ok(page) = visitor.browser.open(url.as_str()).await else { continue };
            for control in page.controls().into_iter().filter(is_form) {
                let found = written(visitor.browser.as_mut(), url, &control, text).await;
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
        Ok(None)
    }

    /// Says whether a page shows a text to this browser.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the page cannot be opened.
    pub async fn is_noted(
        &self,
        browser: &mut dyn Browser,
        notebook: &Notebook,
        text: &str,
    ) -> Result<bool, NotTried> {
        Ok(browser.open(notebook.shown_at.as_str()).await?.body().contains(text))
    }
}

fn is_form(control: &Control) -> bool {
    matches!(&control.kind, ControlKind::Submit { method, .. } if *method == Method::POST)
        && !control.disabled
}

async fn written(
    browser: &mut dyn Browser,
    url: &Url,
    control: &Control,
    text: &str,
) -> Option<Notebook> {
    let page = browser.open(url.as_str()).await.ok()?;
    let (field, action) = (text_field(&page, control)?, control.url()?.clone());
    browser.fill(&field, text).await.ok()?;
    browser.press(control).await.ok()?;
    let shown = browser.open(url.as_str()).await.ok()?;
    let is_shown = shown.body().contains(text);
    is_shown.then(|| Notebook { action, field, shown_at: url.clone() })
}

/// Returns the name of the only empty field of a form, if it is one for text.
fn text_field(page: &Page, control: &Control) -> Option<String> {
    let entries = page.entries(control);
    let mut empty = entries.into_iter().filter(|(_, value)| value.is_empty());
    let (name, _) = empty.next()?;
    let lower = name.to_lowercase();
    let is_for_text = !NO_TEXT.iter().any(|word| lower.contains(word));
    (is_for_text && empty.next().is_none()).then_some(name)
}
