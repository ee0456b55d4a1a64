//! Which breach follows from which: an echo stands under its cause, never beside it.

use practices::Practice;

use crate::outcome::Outcome;
use crate::{Row, outcome};

/// A breach, and those that cause it.
type Edge = (&'static Practice, &'static [&'static Practice]);

/// Every echo. A line says: the first is broken whenever one of the others is, so mend that one.
const ECHOES: &[Edge] = &[
    // Where no state is looked at, one attempt is taken for another.
    (
        &practices::STATE_IS_THIS_BROWSERS,
        &[&practices::STATE_IS_NEW, &practices::STATE_BEFORE_CODE],
    ),
    (&practices::CALLBACK_WITHOUT_CODE, &[&practices::STATE_BEFORE_CODE]),
    // A clock that may differ by an hour lets a token live on for that hour.
    (&practices::ID_TOKEN_IS_VERIFIED, &[&practices::CLOCKS_HAVE_LEEWAY]),
    (&practices::KEYS_ARE_CACHED, &[&practices::ONE_CLIENT]),
    (
        &practices::IDP_INITIATED_IS_VERIFIED,
        &[&practices::INITIATE_LOGIN_URL_WORKS, &practices::CLOCKS_HAVE_LEEWAY],
    ),
    // Where any cookie is a session, none is unreadable.
    (&practices::UNREADABLE_COOKIE_IS_CLEARED, &[&practices::REQUESTS_ARE_VERIFIED]),
    (&practices::DEEP_LINK_IS_RESTORED, &[&practices::CALLBACK_URL_IS_LEFT]),
    (&practices::LOGOUT_COUNTS_AT_ONCE, &[&practices::SESSION_DIES_ON_THE_SERVER]),
    (
        &practices::LOGOUT_SURVIVES_OUTAGE,
        &[&practices::SESSION_DIES_ON_THE_SERVER, &practices::LOGOUT_COUNTS_AT_ONCE],
    ),
    (
        &practices::LOGOUT_REACHES_SCALEKIT,
        &[
            &practices::POST_LOGOUT_URI_IS_REGISTERED,
            &practices::REDIRECT_IS_303,
            &practices::LOGOUT_BY_NAVIGATION,
            &practices::LOGOUT_CARRIES_HINT,
            &practices::FORM_ACTION_ALLOWS_SCALEKIT,
            &practices::LOGOUT_ENDPOINT_IS_OIDC_LOGOUT,
            &practices::SDK_ARGUMENTS,
        ],
    ),
    (&practices::LOGOUT_CARRIES_HINT, &[&practices::SDK_ARGUMENTS]),
    (&practices::POST_LOGOUT_URI_IS_REGISTERED, &[&practices::SDK_ARGUMENTS]),
    // A form that is posted on to Scalekit brings its own fields there.
    (&practices::KNOWN_PARAMETERS, &[&practices::REDIRECT_IS_303]),
    (&practices::NO_RENEWAL_AFTER_LOGOUT, &[&practices::SESSION_DIES_ON_THE_SERVER]),
    (
        &practices::OTHER_TABS_NOTICE,
        &[&practices::EVERY_COOKIE_IS_CLEARED, &practices::SESSION_DIES_ON_THE_SERVER],
    ),
    (
        &practices::EVERY_COOKIE_IS_CLEARED,
        &[&practices::LANDING_PAGE_WAITS, &practices::CLEAR_SITE_DATA_IS_EXTRA],
    ),
    // What happens at Scalekit is noticed at a renewal, and who takes a token for one that lives on does not renew. Scalekit
    // revokes the sessions of whoever is deactivated.
    (&practices::LOST_ROLE_COUNTS_SOON, &[&practices::LIFETIME_FROM_TOKEN]),
    (&practices::REMOTE_LOGOUT_IS_NOTICED, &[&practices::LIFETIME_FROM_TOKEN]),
    (&practices::EACH_APP_CLEANS_UP, &[&practices::LIFETIME_FROM_TOKEN]),
    (
        &practices::DEACTIVATED_USER_IS_OUT,
        &[&practices::LIFETIME_FROM_TOKEN, &practices::REMOTE_LOGOUT_IS_NOTICED],
    ),
    (&practices::LOGOUT_CARRIES_HINT, &[&practices::COOKIE_REACHES_ITS_ROUTES]),
    (&practices::SESSION_OUTLIVES_ACCESS_TOKEN, &[&practices::SCOPES_ARE_RIGHT]),
    (&practices::SESSION_ENDS_WITH_SCALEKITS, &[&practices::LIFETIME_FROM_TOKEN]),
    (
        &practices::LOGOUT_CLEARS_LEFTOVERS,
        &[&practices::EVERY_COOKIE_IS_CLEARED, &practices::LANDING_PAGE_WAITS],
    ),
];

/// Puts echoes under their causes.
pub(crate) fn fold(rows: &mut [Row]) {
    let is_broken = |practice: &Practice, rows: &[Row]| {
        rows.iter().any(|row| row.practice.slug == practice.slug && row.is_broken())
    };
    let mut echoes = Vec::new();
    for (echo, causes) in ECHOES {
        let cause = causes.iter().find(|cause| is_broken(cause, rows));
        if let Some(cause) = cause {
            echoes.push((echo.slug, *cause));
        }
    }
    for row in rows {
        let Some((_, cause)) = echoes.iter().find(|(slug, _)| *slug == row.practice.slug) else {
            continue;
        };
        if let Outcome::Broken(breach) = &row.outcome {
            let breach: outcome::Breach = breach.clone();
            row.outcome = Outcome::FollowsFrom { cause, breach };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::broken;

    fn row(practice: &'static Practice) -> Row {
        Row { practice, outcome: broken(practice, "seen").outcome, allowed: None }
    }

    #[test]
    fn an_echo_stands_under_its_cause_and_alone_it_is_a_breach() {
        let mut both =
            [row(&practices::SESSION_DIES_ON_THE_SERVER), row(&practices::LOGOUT_SURVIVES_OUTAGE)];
        let mut alone = [row(&practices::LOGOUT_SURVIVES_OUTAGE)];

        fold(&mut both);
        fold(&mut alone);

        assert!(both[0].is_broken() && !both[1].is_broken());
        assert!(alone[0].is_broken());
    }
}
