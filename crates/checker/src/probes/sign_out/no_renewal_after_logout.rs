//! Row 92: a session that was signed out is not renewed, and a renewal that comes home late brings nothing back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use practices::NO_RENEWAL_AFTER_LOGOUT;
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::probe::{broken, control, holds};
use crate::stage::look;
use crate::{Exchange, FaultPlan, Finding, NotTried, Stage, Tried};

/// How long the first access tokens live in the race, in seconds: as short as can be, for each has to expire first. Of one
/// second, the answer would say `expires_in: 0`, which many take for none.
pub(super) const LIFETIME: u32 = 2;

/// How long the access token of the late renewal lives, in seconds: whoever takes it shows the person with it, and does not
/// have to renew again, which is refused by then.
const NEXT_LIFETIME: u32 = 300;

/// How late the answer to the renewal comes, in milliseconds: long enough to sign out meanwhile. What takes longer is raced
/// once more.
const LATE_MS: [u32; 2] = [250, 1_500];

/// The time between two looks at a page whose token is about to expire: some applications renew early, and most clocks count
/// whole seconds.
const PAUSE: Duration = Duration::from_millis(50);

/// Signs out at the usual lifetimes, and looks whether anything is renewed then.
pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let kept = alice.browser.jar().await?;
    let departure = stage.sign_out(&mut alice).await?;
    let mark = stage.fake.last_exchange().await?;
    let mut thief = stage.thief_with(&kept).await?;
    let person = alice.person.clone();
    stage.presence(thief.as_mut(), stage.best()?, &person).await?;
    let exchanges = stage.fake.exchanges(mark).await?;
    // Silence proves nothing here: no token was due. The race decides.
    let Some(renewal) = exchanges.iter().find(|exchange| is_renewal(exchange)) else {
        return Ok(Vec::new());
    };
    let what = "after the sign-out the refresh token of the session was used again";
    let sent = thief.records(0).iter().map(ToString::to_string).collect::<Vec<_>>();
    let evidence = departure.evidence().into_iter().chain(sent).chain([renewal.to_string()]);
    Ok(vec![broken(&NO_RENEWAL_AFTER_LOGOUT, what).with(evidence)])
}

/// Signs out while a renewal is under way: Scalekit has renewed, and its answer comes after the sign-out.
pub(super) async fn race(stage: &Stage) -> Tried {
    let mut finding = Vec::new();
    for late in LATE_MS {
        let (is_late, found) = raced(stage, late).await?;
        finding = vec![found];
        if is_late {
            break;
        }
    }
    Ok(finding)
}

/// Lets a renewal and a sign-out race; says whether the renewal came home behind the sign-out, and what was found.
async fn raced(stage: &Stage, late: u32) -> Result<(bool, Finding), NotTried> {
    stage.let_tokens_live(LIFETIME).await?;
    let mut alice = stage.alice().await?;
    let person = alice.person.clone();
    let mut tab = alice.browser.new_tab().await?;
    stage.open_way_out(alice.browser.as_mut()).await?;
    let kept = alice.browser.jar().await?;
    let (mark, entry) = (stage.fake.last_exchange().await?, stage.fake.last_entry().await?);
    stage.fake.set_policies(&json!({ "access_token_seconds": NEXT_LIFETIME })).await?;
    stage.fake.plan(FaultPlan::new(json!({ "late_answer_ms": late })).at("token")).await?;
    let (fake, app, sight) = (&stage.fake, &stage.subject.app, stage.best()?);
    let is_renewed = AtomicBool::new(false);
    let renewing = async {
        while let Ok(_page) = look(fake, app, tab.as_mut(), sight).await? {
            if is_renewed.load(Ordering::Relaxed) {
                break;
            }
            sleep_until(Instant::now() + PAUSE).await;
        }
        Ok::<_, NotTried>(Instant::now())
    };
    let leaving = async {
        let issued = stage.until_issued(entry).await;
        is_renewed.store(true, Ordering::Relaxed);
        // One that renews after a leeway, a thorough check sees later.
        if issued.is_ok() || !stage.options.thorough {
            let _known_already = stage.renews.set(issued.is_ok());
        }
        issued?;
        let departure = stage.press_way_out(alice.browser.as_mut()).await?;
        Ok::<_, NotTried>((Instant::now(), departure))
    };
    let (home, left) = futures_util::future::join(renewing, leaving).await;
    let (home, (left, departure)) = (home?, left?);
    let exchanges = stage.fake.exchanges(mark).await?;
    control(exchanges.iter().any(is_renewal), "no renewal was under way at the sign-out")?;
    let mut thief = stage.thief_with(&kept).await?;
    let after = alice.browser.requests();
    let own = stage.presence(alice.browser.as_mut(), sight, &person).await?;
    let copy = stage.presence(thief.as_mut(), sight, &person).await?;
    let finding = if own.is_in() || copy.is_in() {
        let what = "a renewal that came home after the sign-out brought the session back";
        let renewals = exchanges.iter().filter(|exchange| is_renewal(exchange));
        let renewals = renewals.map(ToString::to_string).collect::<Vec<_>>();
        // The page that opens again convicts: in the browser that signed out, or with the cookies from before.
        let opened = if own.is_in() { alice.browser.records(after) } else { thief.records(0) };
        let opened = opened.iter().map(ToString::to_string).collect::<Vec<_>>();
        let evidence = renewals.into_iter().chain(departure.evidence()).chain(opened);
        broken(&NO_RENEWAL_AFTER_LOGOUT, what).with(evidence)
    } else {
        holds(&NO_RENEWAL_AFTER_LOGOUT)
    };
    Ok((left < home, finding))
}

fn is_renewal(exchange: &Exchange) -> bool {
    exchange.is_at("token") && exchange.shows("refresh_token")
}
