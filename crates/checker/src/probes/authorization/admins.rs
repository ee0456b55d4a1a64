//! The pages for administrators: those that the configuration names, and those that are called so.

use practices::{Practice, ROLES_ON_THE_SERVER};
use url::Url;

use crate::probe::{does_not_apply, not_tried};
use crate::stage::{Reply, go};
use crate::{Browser, Finding, Mark, NotTried, Person, Sight, Stage, Visitor};

/// What the seed lacks, where nobody can be told from an administrator.
pub(super) const NO_TWO_ROLES: &str =
    "the seed has no administrator and another person who is none";

/// What is not there, where no page is for administrators.
const NO_PAGE: &str = "no page was found that an administrator opens and a member does not; \
                                  check.toml names it: admin_only = [\"/admin\"]";

/// Finds that no page tells a member from an administrator: there may be none, or those that the configuration names open to
/// both or to nobody.
pub(super) fn no_page(stage: &Stage, practice: &'static Practice) -> Finding {
    if stage.options.configuration.admin_only.is_empty() {
        return does_not_apply(practice, NO_PAGE);
    }
    let why =
        "no page that check.toml names as admin_only opens to an administrator and not to a member";
    if practice == &ROLES_ON_THE_SERVER {
        return not_tried(practice, why);
    }
    not_tried(practice, format!("{why}: see roles-on-the-server"))
}

/// A page that may be for administrators.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) sight: Sight,
    /// Whether the configuration says that it is.
    pub(super) is_named: bool,
}

/// Signs in an administrator and a person who is none.
///
/// # Errors
///
/// [`NotTried`] if the seed has no such two people, or one could not sign in.
pub(super) async fn two_people(stage: &Stage) -> Result<(Visitor, Visitor), NotTried> {
    let is_right = stage.person()?.is_admin() && !stage.second_person()?.is_admin();
    crate::probe::control(is_right, NO_TWO_ROLES)?;
    Ok((stage.alice().await?, stage.bob().await?))
}

/// Returns the pages that may be for administrators, by configuration or by name.
///
/// # Errors
///
/// [`NotTried`] if the configuration names no path.
pub(super) fn candidates(stage: &Stage) -> Result<Vec<Candidate>, NotTried> {
    let mut candidates = Vec::new();
    for path in &stage.options.configuration.admin_only {
        let sight = Sight { url: stage.at(path)?, mark: Mark::Itself, is_api: false };
        candidates.push(Candidate { sight, is_named: true });
    }
    let guarded = stage.subject.guarded.iter().filter(|sight| is_called_so(&sight.url));
    for sight in guarded {
        if candidates.iter().all(|known| known.sight.url.path() != sight.url.path()) {
            candidates.push(Candidate { sight: sight.clone(), is_named: false });
        }
    }
    Ok(candidates)
}

/// Returns the pages that the administrator opens and the other person does not, by status alone.
///
/// # Errors
///
/// [`NotTried`] if a browser cannot be driven.
pub(super) async fn exclusive(
    stage: &Stage,
    alice: &mut Visitor,
    bob: &mut Visitor,
) -> Result<Vec<Sight>, NotTried> {
    let mut exclusive = Vec::new();
    for Candidate { sight, .. } in candidates(stage)? {
        let (hers, _) = stage.reply(alice.browser.as_mut(), &sight).await?;
        let (his, _) = stage.reply(bob.browser.as_mut(), &sight).await?;
        if hers == Reply::Opens && matches!(his, Reply::Forbids) {
            exclusive.push(sight);
        }
    }
    Ok(exclusive)
}

/// Returns the links of the first pages that somebody sees after the sign-in.
pub(super) async fn links(stage: &Stage, browser: &mut dyn Browser) -> Vec<Url> {
    let subject = &stage.subject;
    let best = subject.best().map(|sight| sight.url.clone());
    let pages = [Some(subject.lands_at.clone()), Some(subject.app.clone()), best];
    let mut links = Vec::new();
    for page in pages.into_iter().flatten() {
        let Ok(page) = go(browser, &crate::Way::to(page)).await else { continue };
        let own = page.links().into_iter().map(|link| link.url).filter(|url| subject.has(url));
        links.extend(own);
    }
    links
}

/// Says whether a part of the path is called as pages for administrators are.
pub(super) fn is_called_so(url: &Url) -> bool {
    let mut parts = url.path_segments().into_iter().flatten();
    parts.any(|part| part.to_ascii_lowercase().starts_with("admin"))
}

/// Returns who somebody is, for a sentence.
pub(super) fn named(person: &Person) -> String {
    let role = if person.is_admin() { "an administrator" } else { "no administrator" };
    format!("{}, who is {role}", person.name())
}
