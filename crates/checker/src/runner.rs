//! The order of a check: discovery, ordinary journeys, probes, and what they add up to.

mod choice;
mod journeys;
mod needs;
mod rows;

use std::sync::Arc;
use std::time::Duration;

use practices::Practice;
use tokio::time::timeout;

use crate::browser::Maker;
use crate::discovery::Discovery;
use crate::outcome::Outcome;
use crate::probe::Finding;
use crate::report::Found;
use crate::stage::LONGEST_LEEWAY;
use crate::{CheckError, Fake, NotTried, Options, Probe, Report, Stage, discovery, graph, probes};

/// Time for one probe: an outage makes an application wait for seconds, a renewal for half a minute.
const PROBE: Duration = Duration::from_mins(1);

/// Time by which a probe of a thorough check may take longer: it waits out the leeway of clocks, twice where something shows
/// at a second renewal alone.
const PATIENCE: Duration = Duration::from_secs(2 * LONGEST_LEEWAY as u64);

/// Time to explore an application: a hundred requests, and nearly all of them are answered in milliseconds.
const DISCOVERY: Duration = Duration::from_mins(2);

/// Checks an application in front of a fake. The fake is reset before and during the check: whatever was in it is lost.
///
/// # Errors
///
/// [`CheckError`] if no check could be made; then nothing is said of the application.
pub async fn check(options: Options) -> Result<Report, CheckError> {
    check_and_then(options, async || Vec::new()).await
}

/// Checks an application as [`check`] does, and adds what `last` finds: it runs when nothing else needs the application, so
/// that who started it may stop it and start it otherwise.
///
/// # Errors
///
/// Those of [`check`].
pub async fn check_and_then(
    options: Options,
    last: impl AsyncFnOnce() -> Vec<Finding>,
) -> Result<Report, CheckError> {
    rows::ensure_known(&options.slugs)?;
    // A future of this size is no part of others.
    let mut report = Box::pin(choice::check(options.clone())).await?;
    report.rows = rows::with(report.rows, &options, last().await);
    report.stale_allowances = rows::allow(&mut report.rows, &options)?;
    Ok(report)
}

/// Checks an application with one kind of browser, without a look at what may be broken.
async fn check_with(options: Options, maker: Maker) -> Result<Report, CheckError> {
    let places = options.configuration.places()?;
    let fake = Fake::connect(options.control.clone(), options.token.clone()).await?;
    (options.progress.0)("looking for sign-in, guarded pages and sign-out");
    fake.reset().await?;
    let options = Arc::new(options);
    let Discovery { subject, cookies, registered } = discovered(&fake, &options, &maker).await?;
    let subject = Arc::new(subject);
    let options_of_stage = Arc::clone(&options);
    let stage = Stage {
        subject: Arc::clone(&subject),
        fake,
        options: options_of_stage,
        maker,
        doorstep: Arc::default(),
        journey: Arc::default(),
        lead: Arc::default(),
        renews: Arc::default(),
        outlasts: Arc::default(),
    };
    let findings = findings(&stage).await?;
    let mut rows = rows::of(&options, findings);
    graph::fold(&mut rows);
    graph::without_dead_ends(&mut rows);
    let people = [stage.fake.alice(), stage.fake.bob()];
    let people = people.into_iter().flatten().map(|person| person.name().to_owned());
    Ok(Report {
        app: subject.app.clone(),
        environment: stage.fake.environment().clone(),
        browser: if stage.browser().runs_scripts() { "Chromium" } else { "the HTTP agent" },
        people: people.collect(),
        found: Found { subject, cookies, registered },
        rows,
        stale_allowances: Vec::new(),
        thorough: stage.options.thorough,
        places,
    })
}

/// Explores the application within its time.
async fn discovered(
    fake: &Fake,
    options: &Options,
    maker: &Maker,
) -> Result<Discovery, CheckError> {
    let app = || options.app.clone().unwrap_or_else(|| fake.environment().clone());
    let why = || format!("it was not explored within {} seconds: it hangs", DISCOVERY.as_secs());
    let discovery = timeout(DISCOVERY, discovery::discover(fake, options, maker)).await;
    discovery.unwrap_or_else(|_| Err(CheckError::AppDown { app: app(), why: why() }))
}

/// Returns the practices that a check decides, in order: those of the probes, and those that the fake alone convicts.
pub fn decided() -> Vec<&'static Practice> {
    let of_probes = probes::all().flat_map(|probe| probe.decides.iter().copied());
    let of_fake = crate::verdict::convicted();
    let mut all: Vec<_> = of_probes.chain(of_fake).collect();
    all.sort_by_key(|practice| (practice.row.is_none(), practice.row, practice.slug));
    all.dedup();
    all
}

/// Runs the ordinary journeys, and then every probe that is wanted.
async fn findings(stage: &Stage) -> Result<Vec<Finding>, CheckError> {
    let options = &stage.options;
    (options.progress.0)("signing in and out, as people do");
    stage.fake.reset().await?;
    // Journeys that do not end are no findings.
    stage.maker.recorder().begin();
    let of_fake = timeout(PROBE, journeys::run(stage)).await.unwrap_or_default();
    discovery::ensure_listening(stage, "people signed in and out").await?;
    let mut findings = Vec::new();
    for probe in probes::all() {
        let wanted = wanted(probe, options);
        let Some(first) = wanted.first() else { continue };
        (options.progress.0)(first.slug);
        match needs::unmet(probe, stage) {
            Some(outcome) => findings.extend(all(&wanted, &outcome)),
            None => findings.extend(tried(stage, probe, &wanted).await?),
        }
    }
    stage.fake.reset().await?;
    // What a probe convicts has evidence; the fake's word is for the rest.
    findings.extend(of_fake);
    Ok(findings)
}

fn wanted(probe: &Probe, options: &Options) -> Vec<&'static Practice> {
    let decides = probe.decides.iter().copied();
    decides.filter(|practice| options.wants(practice)).collect()
}

/// Runs one probe on a fake as it was at its start, within its time.
async fn tried(
    stage: &Stage,
    probe: &Probe,
    wanted: &[&'static Practice],
) -> Result<Vec<Finding>, CheckError> {
    stage.fake.reset().await?;
    stage.maker.recorder().begin();
    let time = match probe.access_token_seconds {
        Some(_) => PROBE + lead(stage).await,
        None => PROBE,
    };
    let time = if stage.options.thorough { time + PATIENCE } else { time };
    let running = async {
        if let Some(seconds) = probe.access_token_seconds {
            stage.let_tokens_live(seconds).await?;
        }
        (probe.run)(stage).await
    };
    let why = match timeout(time, running).await {
        Ok(Ok(findings)) => {
            discovery::ensure_listening(stage, &trying(wanted)).await?;
            return Ok(stage.with_scenes(findings).await);
        }
        Ok(Err(NotTried(why))) => why,
        Err(_) => format!("it took longer than {} seconds", time.as_secs()),
    };
    discovery::ensure_alive(stage, &trying(wanted)).await?;
    Ok(all(wanted, &Outcome::NotTried(why)))
}

/// Says which rows a probe tries: `row pkce was tried`.
fn trying(wanted: &[&Practice]) -> String {
    let slugs: Vec<_> = wanted.iter().map(|practice| practice.slug).collect();
    match slugs.as_slice() {
        [one] => format!("row {one} was tried"),
        all => format!("rows {} were tried", all.join(", ")),
    }
}

/// Returns the time by which a probe waits longer where sessions end before their access tokens.
async fn lead(stage: &Stage) -> Duration {
    let lead = timeout(PROBE, stage.lead()).await;
    let seconds = lead.ok().and_then(Result::ok).unwrap_or_default();
    stage.maker.recorder().begin();
    Duration::from_secs(seconds.into())
}

fn all(practices: &[&'static Practice], outcome: &Outcome) -> Vec<Finding> {
    let each = practices.iter().copied();
    each.map(|practice| Finding { practice, outcome: outcome.clone() }).collect()
}
