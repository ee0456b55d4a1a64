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
    // A callback that comes again has a state that still counts.
    (&practices::CALLBACK_COUNTS_ONCE, &[&practices::STATE_IS_NEW, &practices::STATE_BEFORE_CODE]),
    (&practices::ISSUER_IS_CONFIGURATION, &[&practices::ID_TOKEN_IS_VERIFIED]),
    (&practices::KEYS_ARE_CACHED, &[&practices::ONE_CLIENT]),
    (&practices::IDP_INITIATED_IS_VERIFIED, &[&practices::INITIATE_LOGIN_URL_WORKS]),
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
    // Whose page takes a refusal for a success clears its state at both.
    (&practices::SCRIPT_CLEARS_AFTER_SUCCESS, &[&practices::REFUSED_LOGOUT_IS_VISIBLE]),
    (
        &practices::OTHER_TABS_NOTICE,
        &[&practices::EVERY_COOKIE_IS_CLEARED, &practices::SESSION_DIES_ON_THE_SERVER],
    ),
    (&practices::EVERY_COOKIE_IS_CLEARED, &[&practices::CLEAR_SITE_DATA_IS_EXTRA]),
    // Scalekit revokes the sessions of whoever is deactivated.
    (
        &practices::DEACTIVATED_USER_IS_OUT,
        &[&practices::LIFETIME_FROM_TOKEN, &practices::REMOTE_LOGOUT_IS_NOTICED],
    ),
    // Who does not renew when the token says so, or goes on when a renewal is refused, learns of no end.
    (
        &practices::REMOTE_LOGOUT_IS_NOTICED,
        &[&practices::LIFETIME_FROM_TOKEN, &practices::DEAD_TOKEN_IS_DROPPED],
    ),
    (
        &practices::EACH_APP_CLEANS_UP,
        &[&practices::LIFETIME_FROM_TOKEN, &practices::DEAD_TOKEN_IS_DROPPED],
    ),
    (&practices::LOST_ROLE_COUNTS_SOON, &[&practices::LIFETIME_FROM_TOKEN]),
    (&practices::LOGOUT_CARRIES_HINT, &[&practices::COOKIE_REACHES_ITS_ROUTES]),
    (&practices::SESSION_OUTLIVES_ACCESS_TOKEN, &[&practices::SCOPES_ARE_RIGHT]),
    (
        &practices::SESSION_ENDS_WITH_SCALEKITS,
        &[&practices::LIFETIME_FROM_TOKEN, &practices::DEAD_TOKEN_IS_DROPPED],
    ),
    (&practices::LOGOUT_CLEARS_LEFTOVERS, &[&practices::EVERY_COOKIE_IS_CLEARED]),
];

/// Echoes that are one kind of breach among several of their practice: a part of its sentence says which.
const ECHOES_IN_PART: &[(&Practice, &str, &Practice)] = &[
    // A clock that may differ by an hour lets a token live on for that hour.
    (&practices::ID_TOKEN_IS_VERIFIED, "an ID token that expired", &practices::CLOCKS_HAVE_LEEWAY),
    (&practices::IDP_INITIATED_IS_VERIFIED, "an expiry", &practices::CLOCKS_HAVE_LEEWAY),
    // Roles that are those of the sign-in are not those of a renewal either.
    (&practices::SPARSE_RENEWAL_IS_ENOUGH, "a role", &practices::LOST_ROLE_COUNTS_SOON),
    // A cookie that no answer of the application can clear.
    (
        &practices::UNREADABLE_COOKIE_IS_CLEARED,
        "stays in the browser",
        &practices::EVERY_COOKIE_IS_CLEARED,
    ),
];

/// Puts echoes under their causes: each under the one that is no echo itself.
pub(crate) fn fold(rows: &mut [Row]) {
    // What is only advised against causes no fault: under it a fault would not count for the exit code.
    let explains = |practice: &Practice, echo: &Row| {
        let is_as_heavy = |row: &Row| echo.is_advice() || !row.is_advice();
        rows.iter()
            .any(|row| row.practice.slug == practice.slug && row.is_broken() && is_as_heavy(row))
    };
    let mut echoes = Vec::new();
    for row in rows.iter() {
        if let Some(cause) = causes(row).find(|cause| explains(cause, row)) {
            echoes.push((row.practice.slug, cause));
        }
    }
    let cause_of =
        |slug: &str| echoes.iter().find(|(echo, _)| *echo == slug).map(|(_, cause)| *cause);
    for row in rows {
        let Some(mut cause) = cause_of(row.practice.slug) else { continue };
        // No practice causes itself, so a chain has an end.
        while let Some(next) = cause_of(cause.slug) {
            cause = next;
        }
        if let Outcome::Broken(breach) = &row.outcome {
            let breach: outcome::Breach = breach.clone();
            row.outcome = Outcome::FollowsFrom { cause, breach };
        }
    }
}

/// Takes “see …” off the reasons of rows that point to a row that is not broken, which has nothing to say of it.
pub(crate) fn without_dead_ends(rows: &mut [Row]) {
    let untried: Vec<_> = rows.iter().filter(|row| row.outcome.breach().is_none()).collect();
    let untried: Vec<_> =
        untried.iter().map(|row| format!(": see {}", row.practice.slug)).collect();
    for row in rows {
        let Outcome::NotTried(why) = &mut row.outcome else { continue };
        if let Some(end) = untried.iter().find(|end| why.ends_with(end.as_str())) {
            why.truncate(why.len() - end.len());
        }
    }
}

/// Returns what may cause the breach of a row.
fn causes(row: &Row) -> impl Iterator<Item = &'static Practice> + use<> {
    let slug = row.practice.slug;
    let what = row.outcome.breach().map(|breach| breach.what.clone()).unwrap_or_default();
    let of_all = ECHOES.iter().filter(move |(echo, _)| echo.slug == slug);
    let of_part = ECHOES_IN_PART.iter();
    let of_part = of_part.filter(move |(echo, part, _)| echo.slug == slug && what.contains(part));
    of_all.flat_map(|(_, causes)| *causes).copied().chain(of_part.map(|(.., cause)| *cause))
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

    #[test]
    fn a_reason_points_to_no_row_that_is_not_broken() {
        let untried = |practice, why: &str| {
            let outcome = crate::probe::not_tried(practice, why).outcome;
            Row { outcome, ..row(practice) }
        };
        let mut rows = [
            untried(&practices::DEAD_TOKEN_IS_DROPPED, "it goes on: see remote-logout-is-noticed"),
            untried(&practices::REMOTE_LOGOUT_IS_NOTICED, "it hangs"),
            untried(&practices::REDIRECT_IS_303, "it stays: see logout-reaches-scalekit"),
            row(&practices::LOGOUT_REACHES_SCALEKIT),
            untried(&practices::CLOCKS_HAVE_LEEWAY, "it looks at none: see id-token-is-verified"),
            Row { outcome: Outcome::Holds, ..row(&practices::ID_TOKEN_IS_VERIFIED) },
        ];

        without_dead_ends(&mut rows);

        assert_eq!(rows[0].outcome.reason(), Some("it goes on"));
        assert_eq!(rows[2].outcome.reason(), Some("it stays: see logout-reaches-scalekit"));
        assert_eq!(rows[4].outcome.reason(), Some("it looks at none"));
    }

    #[test]
    fn an_echo_of_an_echo_stands_under_the_first_cause() {
        let mut rows = [
            row(&practices::DEACTIVATED_USER_IS_OUT),
            row(&practices::REMOTE_LOGOUT_IS_NOTICED),
            row(&practices::DEAD_TOKEN_IS_DROPPED),
        ];

        fold(&mut rows);

        let cause = Some(&practices::DEAD_TOKEN_IS_DROPPED);
        assert_eq!(rows.each_ref().map(Row::cause), [cause, cause, None]);
    }

    #[test]
    fn a_callback_that_comes_again_where_a_state_counts_for_ever_is_an_echo() {
        for cause in [&practices::STATE_IS_NEW, &practices::STATE_BEFORE_CODE] {
            let mut rows = [row(cause), row(&practices::CALLBACK_COUNTS_ONCE)];

            fold(&mut rows);

            assert_eq!(rows.each_ref().map(Row::cause), [None, Some(cause)]);
        }
    }

    #[test]
    fn another_breach_of_the_same_practice_is_no_echo() {
        let clocks = || row(&practices::CLOCKS_HAVE_LEEWAY);
        let of = |what: &str| {
            let outcome = broken(&practices::ID_TOKEN_IS_VERIFIED, what).outcome;
            Row { outcome, ..row(&practices::ID_TOKEN_IS_VERIFIED) }
        };
        let mut late = [clocks(), of("an ID token that expired ten minutes ago was accepted")];
        let mut forged = [clocks(), of("an ID token signed by a stranger was accepted")];
        let mut several = [
            clocks(),
            of("ID tokens were accepted: signed by a stranger, that expired ten minutes ago"),
        ];

        fold(&mut late);
        fold(&mut forged);
        fold(&mut several);

        assert!(!late[1].is_broken() && forged[1].is_broken() && several[1].is_broken());
    }

    #[test]
    fn what_is_only_advised_against_hides_no_fault() {
        let advice = broken(&practices::CLOCKS_HAVE_LEEWAY, "seen").as_advice().outcome;
        let mut rows = [
            Row { outcome: advice, ..row(&practices::CLOCKS_HAVE_LEEWAY) },
            Row {
                outcome: broken(
                    &practices::ID_TOKEN_IS_VERIFIED,
                    "an ID token that expired ten minutes ago was accepted",
                )
                .outcome,
                ..row(&practices::ID_TOKEN_IS_VERIFIED)
            },
        ];

        fold(&mut rows);

        assert!(rows[1].is_broken());
    }

    #[test]
    fn a_cookie_that_is_left_is_no_echo_of_the_page_after_the_logout() {
        let mut rows =
            [row(&practices::LANDING_PAGE_WAITS), row(&practices::EVERY_COOKIE_IS_CLEARED)];

        fold(&mut rows);

        assert!(rows[1].is_broken());
    }

    #[test]
    fn no_chain_of_causes_comes_back_to_its_beginning() {
        let next = |practice: &&'static Practice| causes(&row(practice));
        for (echo, _) in ECHOES {
            let mut reached: Vec<_> = next(echo).collect();
            for _ in 0..ECHOES.len() {
                reached = reached.iter().flat_map(next).collect();
                assert!(!reached.iter().any(|one| one.slug == echo.slug), "{}", echo.slug);
            }
        }
    }
}
