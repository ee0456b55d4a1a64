//! What has to be there for a probe, and what becomes of it otherwise.

use user_agent::Site;

use crate::outcome::{Outcome, TAKES_TIME};
use crate::{Need, Probe, Stage};

/// Returns the outcome of a probe that cannot be run; `None` if everything is there that it needs.
pub(super) fn unmet(probe: &Probe, stage: &Stage) -> Option<Outcome> {
    probe.needs.iter().find_map(|need| missing(*need, stage))
}

fn missing(need: Need, stage: &Stage) -> Option<Outcome> {
    let (subject, configuration) = (&stage.subject, &stage.options.configuration);
    let not_tried = |why: &str| Outcome::NotTried(why.to_owned());
    let not_named = |field: &str| {
        Outcome::DoesNotApply(format!(
            "check.toml names no `{field}`, and it cannot be found from outside"
        ))
    };
    let outcome = match need {
        Need::Guarded if subject.best().is_none() => {
            not_tried("no page was found that shows who is signed in, or that only they can open")
        }
        Need::GuardedApi if !subject.guarded.iter().any(|sight| sight.is_api) => {
            Outcome::DoesNotApply(
                "no call of scripts was found that only who signed in can make".to_owned(),
            )
        }
        Need::SignOut => return subject.sign_out.as_ref().err().cloned().map(Outcome::NotTried),
        Need::TwoSites if one_site(stage) => not_tried(
            "application and fake are on one host name, which is one site for a browser; `mock-idp check -- CMD` separates them",
        ),
        Need::Refresh if configuration.refresh.is_none() => not_named("refresh"),
        Need::AdminOnly if configuration.admin_only.is_empty() => not_named("admin_only"),
        Need::Instances if configuration.instances.is_empty() => not_named("instances"),
        Need::Webhook if configuration.webhook.is_none() => not_named("webhook"),
        Need::BackChannel
            if configuration.back_channel.is_none()
                && subject.client.back_channel_logout_uris.is_empty() =>
        {
            not_named("back_channel")
        }
        Need::Process if stage.options.output.is_none() => Outcome::NotLookedAt(
            "only who starts the application sees it: `mock-idp check -- CMD`".to_owned(),
        ),
        Need::Scripts if !stage.browser().runs_scripts() => not_tried("needs --browser chromium"),
        Need::Thorough if !stage.options.thorough => Outcome::NotLookedAt(TAKES_TIME.to_owned()),
        _ => return None,
    };
    Some(outcome)
}

fn one_site(stage: &Stage) -> bool {
    Site::of(&stage.subject.app) == Site::of(stage.fake.environment())
}
