//! Row 114: ten thousand sign-ins that nobody finishes make the next one no slower.
//!
//! Innocent: an application that limits the rate of them, and says 429. What it keeps in memory is not seen, and its clock
//! cannot be moved: that old ones expire, a person has to look for.

use std::time::Duration;

use practices::SIGN_IN_STARTS_ARE_BOUNDED;
use user_agent::Probe;

use crate::clock;
use crate::probe::{broken, control, holds};
use crate::{NotTried, Stage, Tried};

/// How many sign-ins are begun.
const STARTS: usize = 10_000;

/// How many are timed together; the fastest counts, which no other work of the machine slows.
const TIMED: usize = 40;

/// A path that no application has, whose answer costs nothing.
const NOWHERE: &str = "/no-such-page-200000000000000001";

/// How many run at once.
const AT_ONCE: usize = 16;

/// Time for all of them; whatever was begun until then has to do.
const PATIENCE: Duration = Duration::from_secs(40);

/// By how much the last ones may be slower than the first: that much is chance.
const SLOWER: u32 = 4;

/// A start that takes less is not slow, however fast the first ones were.
const SLOW: Duration = Duration::from_millis(5);

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut browser = stage.browser();
    let begun = stage.begin(browser.as_mut()).await?;
    let app = &stage.subject;
    let page = browser.page()?;
    let hops = page.hops().iter().take_while(|hop| hop.url() != &begun.request);
    let start = hops.filter(|hop| app.has(hop.url())).last().map(|hop| hop.url().clone());
    let start = start.ok_or_else(|| {
        NotTried::because("the sign-in begins with a link to Scalekit, and no request of its own")
    })?;
    // The control: another request of the application, which a busy machine slows as well.
    let plain = app.app.join(NOWHERE).map_err(|why| NotTried::because(why.to_string()))?;
    let before = fastest(stage, start.as_str(), plain.as_str()).await?;
    let since = clock::instant();
    let mut count = TIMED;
    while count < STARTS && since.elapsed() < PATIENCE {
        let one = || async { stage.browser().request(Probe::get(start.as_str())).await };
        let several = futures_util::future::join_all((0..AT_ONCE).map(|_| one())).await;
        control(several.iter().any(Result::is_ok), "the application stopped answering")?;
        count += AT_ONCE;
    }
    let after = fastest(stage, start.as_str(), plain.as_str()).await?;
    let own = |(start, plain): (Duration, Duration)| start.saturating_sub(plain);
    let is_slower = own(after) > SLOW && own(after) > own(before) * SLOWER && own(after) > after.1;
    Ok(vec![if is_slower {
        let (before, after) = (before.0.as_micros(), after.0.as_micros());
        let what = format!(
            "after {count} sign-ins that were begun, the next takes {after} µs, and {before} µs before"
        );
        broken(&SIGN_IN_STARTS_ARE_BOUNDED, what)
    } else {
        holds(&SIGN_IN_STARTS_ARE_BOUNDED)
    }])
}

/// Begins some sign-ins one after the other, a plain request after each, and returns the times of the fastest of both.
async fn fastest(
    stage: &Stage,
    start: &str,
    plain: &str,
) -> Result<(Duration, Duration), NotTried> {
    let browser = stage.browser();
    let mut fastest = (Duration::MAX, Duration::MAX);
    for _ in 0..TIMED {
        let since = clock::instant();
        browser.request(Probe::get(start)).await?;
        fastest.0 = fastest.0.min(since.elapsed());
        let since = clock::instant();
        browser.request(Probe::get(plain)).await?;
        fastest.1 = fastest.1.min(since.elapsed());
    }
    Ok(fastest)
}
