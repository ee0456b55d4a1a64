//! Row 75: what is for one person is kept by nobody, neither by the browser nor by a cache on the way.
//!
//! Innocent: a page that shows nobody.

use practices::PAGES_ARE_NOT_STORED;

use crate::probe::{broken, control, holds};
use crate::stage::look;
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let subject = &stage.subject;
    let (mut shown, mut kept) = (0, Vec::new());
    for sight in subject.guarded.iter().chain(&subject.personal) {
        let answer = look(&stage.fake, &subject.app, alice.browser.as_mut(), sight).await?;
        let Ok(page) = answer else { continue };
        if !subject.has(page.url()) || !alice.person.is_shown_in(page.body()) {
            continue;
        }
        shown += 1;
        let says = page.header("cache-control").unwrap_or_default().to_ascii_lowercase();
        if !says.contains("no-store") {
            let says = if says.is_empty() { "nothing".to_owned() } else { format!("“{says}”") };
            kept.push(format!("{} says {says}", sight.url.path()));
        }
    }
    control(shown > 0, "no page shows the person")?;
    let Some(first) = kept.first() else { return Ok(vec![holds(&PAGES_ARE_NOT_STORED)]) };
    let what = format!(
        "{} of {shown} pages that show the person may be stored: {first} in Cache-Control",
        kept.len()
    );
    Ok(vec![broken(&PAGES_ARE_NOT_STORED, what).with(kept)])
}
