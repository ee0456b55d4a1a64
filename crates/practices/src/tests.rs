//! The table is whole: every row once, names that hold, texts that are written as the others are.

use std::collections::BTreeSet;

use super::*;

/// What the verdict and the tests call their practices by: a name that is in use does not change.
const ROWS_IN_USE: [(u8, &str); 30] = [
    (2, "env-url-without-slash"),
    (4, "one-client"),
    (5, "sdk-arguments"),
    (9, "redirect-uri-is-registered"),
    (10, "scopes-are-right"),
    (11, "state-is-new"),
    (15, "pkce"),
    (16, "nonce-is-new"),
    (17, "prompt-login-for-step-up"),
    (19, "switch-selects-account"),
    (20, "sign-in-by-navigation"),
    (28, "sign-in-does-not-loop"),
    (30, "exchange-on-the-server"),
    (31, "code-is-used-once"),
    (50, "hint-after-renewal"),
    (55, "keys-are-cached"),
    (57, "newest-refresh-token"),
    (59, "one-renewal"),
    (61, "dead-token-is-dropped"),
    (62, "renewal-when-due"),
    (77, "logout-carries-hint"),
    (78, "logout-reaches-scalekit"),
    (79, "logout-by-navigation"),
    (80, "redirect-is-303"),
    (87, "post-logout-uri-is-registered"),
    (88, "logout-state-is-new"),
    (89, "landing-page-waits"),
    (92, "no-renewal-after-logout"),
    (99, "sign-out-everywhere"),
    (112, "every-path-is-exercised"),
];

const WITHOUT_A_ROW: [&str; 8] = [
    "known-parameters",
    "working-sdk-version",
    "callback-finishes",
    "own-tokens-only",
    "token-ends-with-session",
    "hint-of-this-session",
    "logout-endpoint-is-oidc-logout",
    "revokes-what-lives",
];

#[test]
fn every_row_is_there_once_and_in_order() {
    let rows: Vec<u8> = all().filter_map(|practice| practice.row).collect();

    assert_eq!(rows, (1..=120).collect::<Vec<u8>>());
    let rest: Vec<&str> =
        all().filter(|practice| practice.row.is_none()).map(|it| it.slug).collect();
    assert_eq!(rest, WITHOUT_A_ROW);
}

#[test]
fn every_practice_is_in_its_area() {
    let areas: Vec<Area> = all().map(|practice| practice.area).collect();

    assert!(areas.is_sorted());
    assert_eq!(areas.into_iter().collect::<BTreeSet<_>>(), Area::ALL.into_iter().collect());
    let letters: String = Area::ALL.into_iter().map(Area::letter).collect();
    assert_eq!(letters, "ABCDEFGHI");
}

#[test]
fn every_name_is_in_kebab_case_and_the_only_one() {
    let mut seen = BTreeSet::new();
    for practice in all() {
        let words = practice.slug.split('-');
        let is_word = |word: &str| {
            let mut letters = word.chars();
            !word.is_empty()
                && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        };
        assert!(words.into_iter().all(is_word), "{}", practice.slug);
        assert!(seen.insert(practice.slug), "{} is there twice", practice.slug);
    }
}

#[test]
fn every_static_is_called_as_its_practice() {
    let files = [
        include_str!("settings.rs"),
        include_str!("sign_in.rs"),
        include_str!("callback.rs"),
        include_str!("cookies.rs"),
        include_str!("renewal.rs"),
        include_str!("authorization.rs"),
        include_str!("sign_out.rs"),
        include_str!("remote.rs"),
        include_str!("quality.rs"),
    ];
    let lines = files.into_iter().flat_map(str::lines).filter(|line| line.ends_with(" {"));
    let names = lines.filter_map(|line| line.split_once(" = "));
    let mut count = 0;
    for (name, rest) in names {
        let slug = rest.split('"').nth(1).expect("a slug");
        assert_eq!(name, slug.to_ascii_uppercase().replace('-', "_"));
        count += 1;
    }
    assert_eq!(count, all().count());
}

#[test]
fn names_in_use_stay() {
    for (row, slug) in ROWS_IN_USE {
        assert_eq!(by_row(row).map(|practice| practice.slug), Some(slug));
    }
}

#[test]
fn every_text_is_written_as_the_others_are() {
    let wrong: Vec<_> = all()
        .flat_map(|practice| {
            [practice.sentence, practice.why, practice.fix].map(|text| (practice.slug, text))
        })
        .filter(|(_, text)| {
            !text.ends_with('.')
                || text.contains("  ")
                || !text.starts_with(|it: char| !it.is_lowercase())
        })
        .collect();
    assert_eq!(wrong, []);

    let long: Vec<_> = all().filter(|it| it.sentence.contains(". ")).map(|it| it.slug).collect();
    assert_eq!(long, [""; 0], "a sentence is one sentence");
    let bare: Vec<_> = all().filter(|it| it.sources.is_empty()).map(|it| it.slug).collect();
    assert_eq!(bare, [""; 0]);
}

#[test]
fn a_practice_is_found_by_a_name_that_is_nearly_right() {
    assert_eq!(nearest("logout-by-navigaton").map(|it| it.slug), Some("logout-by-navigation"));
    assert_eq!(nearest("Logout_Carries_Hint"), Some(&LOGOUT_CARRIES_HINT));
    assert_eq!(nearest("one-renewal"), Some(&ONE_RENEWAL));
    assert_eq!(nearest("breakfast"), None);
    assert_eq!(nearest(""), None);
}

#[test]
fn words_that_are_no_name_find_the_practices_that_are_about_them() {
    let found = |words: &str| similar(words).iter().map(|it| it.slug).collect::<Vec<_>>();

    assert_eq!(found("logout-by-navigaton"), ["logout-by-navigation"]);
    assert_eq!(found("navigation logout"), ["logout-by-navigation"]);
    assert_eq!(found("nonce"), ["nonce-is-new"]);
    let by_sentence = similar("crash");
    assert!(by_sentence[0].sentence.contains("crash"), "{by_sentence:?}");
    assert_eq!(found("logout").len(), 3);
    assert_eq!(found("nonsense"), [""; 0]);
    assert_eq!(found(" - "), [""; 0]);
}

#[test]
fn a_number_or_a_name_that_is_not_there_finds_nothing() {
    assert_eq!(by_row(0), None);
    assert_eq!(by_row(121), None);
    assert_eq!(by_slug("State-Is-New"), None);
}

/// Returns the lines of code in a section, without the fences and without lines of comment alone.
fn code(section: &str) -> Vec<&str> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for line in section.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code && !line.trim().is_empty() && !is_comment(line) {
            lines.push(line);
        }
    }
    assert!(!is_code, "a fence is open: {section}");
    lines
}

fn is_comment(line: &str) -> bool {
    ["//", "# ", "<!--"].iter().any(|mark| line.trim_start().starts_with(mark))
}

/// Whether the fake finds a breach by itself: then the fix is written out for every framework, and otherwise for some.
fn is_whole(slug: &str) -> bool {
    by_slug(slug).is_some_and(|it| it.vantage == Vantage::Fake || it.row.is_none())
}

/// More lines of code are no snippet any more: nobody reads them in a terminal.
const MOST_LINES: usize = 12;

#[test]
fn what_the_fake_finds_has_a_fix_in_code_for_each_framework() {
    for practice in all().filter(|it| is_whole(it.slug)) {
        for framework in Framework::ALL {
            let section = practice.fix_in(framework);
            let section =
                section.unwrap_or_else(|| panic!("{}: none for {framework}", practice.slug));
            let lines = code(section).len();
            assert!(
                (1..=MOST_LINES).contains(&lines),
                "{}: {lines} lines for {framework}",
                practice.slug
            );
        }
    }
}

/// Practices whose fix people wanted to paste, though the fake cannot find the breach by itself.
const WRITTEN_OUT: [&Practice; 11] = [
    &REQUESTS_ARE_VERIFIED,
    &COOKIE_TOKENS_ARE_ENCRYPTED,
    &SESSION_OUTLIVES_ACCESS_TOKEN,
    &CALLBACK_WITHOUT_CODE,
    &CLOCKS_HAVE_LEEWAY,
    &SETTINGS_FROM_ENVIRONMENT,
    &OUTAGE_IS_SURVIVED,
    &ID_TOKEN_IS_VERIFIED,
    &PAGES_ARE_NOT_STORED,
    &SESSION_DIES_ON_THE_SERVER,
    &ONLY_THE_PERSON_SIGNS_OUT,
];

#[test]
fn what_people_wanted_to_paste_is_written_out() {
    let unwritten = (&OUTAGE_IS_SURVIVED, Framework::Spring);
    for practice in WRITTEN_OUT {
        for framework in Framework::ALL {
            let is_written = practice.fix_in(framework).is_some();
            assert_eq!(
                is_written,
                (practice, framework) != unwritten,
                "{}: {framework}",
                practice.slug
            );
        }
    }
}

/// Whoever pastes the fix of one row must not break another: a second click is no error.
#[test]
fn a_sign_out_without_a_session_is_sent_home_before_the_token_of_its_form_is_looked_at() {
    for framework in Framework::ALL {
        let code = ONLY_THE_PERSON_SIGNS_OUT.fix_in(framework).expect("a fix");
        let home = code.find("nobody is signed in").expect("a way home");
        let refusal = ["403", "FORBIDDEN"].iter().filter_map(|refusal| code.find(refusal)).min();
        assert!(refusal.is_some_and(|refusal| home < refusal), "{framework}");
    }
}

#[test]
fn a_sign_out_of_a_form_is_refused_without_the_token_of_the_form() {
    for practice in all() {
        let express = practice.fix_in(Framework::Express).unwrap_or_default();
        let routes = express.lines().filter(|line| line.contains(".post('/logout"));
        for route in routes {
            assert!(route.contains(", ours, "), "{}: {route}", practice.slug);
        }
        let flask = practice.fix_in(Framework::Flask).unwrap_or_default();
        let is_guarded =
            !flask.contains(".post(\"/logout") || flask.contains("refuse_foreign_forms()");
        assert!(is_guarded, "{}", practice.slug);
    }
}

#[test]
fn a_page_is_of_one_practice_and_names_frameworks_alone() {
    let pages = all().filter_map(|practice| Some((practice.slug, practice.fixes()?)));
    let mut count = 0;
    for (slug, page) in pages {
        count += 1;
        assert!(page.starts_with(&format!("# {slug}\n")), "{slug}");
        let headings = page
            .split("\n## ")
            .skip(1)
            .flat_map(|it| it.lines().next().unwrap_or_default().split(", "));
        let headings: Vec<&str> = headings.collect();
        let known = Framework::ALL.map(Framework::name);
        let wanted = if is_whole(slug) { 5..=5 } else { 1..=5 };
        assert!(wanted.contains(&headings.len()), "{slug}: {headings:?}");
        assert!(headings.contains(&"Express"), "{slug}");
        assert!(headings.iter().all(|one| known.contains(one)), "{slug}: {headings:?}");
        let each: BTreeSet<_> = headings.iter().collect();
        assert_eq!(each.len(), headings.len(), "{slug}: {headings:?}");
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixes");
    assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), count, "a page is nobody's");
}

#[test]
fn a_fix_that_several_share_is_given_to_each() {
    let shared = SIGN_IN_BY_NAVIGATION.fix_in(Framework::Gin).expect("a fix");

    assert_eq!(SIGN_IN_BY_NAVIGATION.fix_in(Framework::Express), Some(shared));
    assert_ne!(SIGN_IN_BY_NAVIGATION.fix_in(Framework::Spring), Some(shared));
    assert_eq!(COOKIE_FITS.fix_in(Framework::Gin), None);
}

#[test]
fn what_a_fix_takes_as_given_is_written_once_and_there() {
    for framework in Framework::ALL {
        let mut names: Vec<&str> =
            framework.givens().flat_map(|(names, _)| names.split(' ')).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        // Flask's `session` has an import and a setting.
        assert!(count - names.len() <= usize::from(framework == Framework::Flask), "{framework}");
        let mut used = BTreeSet::new();
        for practice in all() {
            let section = practice.section(framework).and_then(|it| it.strip_prefix("given: "));
            let wanted = section.and_then(|it| it.lines().next()).into_iter();
            for name in wanted.flat_map(|it| it.split(", ")) {
                assert!(names.contains(&name), "{}: no {name} for {framework}", practice.slug);
                used.insert(name);
            }
        }
        let is_unused = |names: &&str| !names.split(' ').any(|name| used.contains(name));
        let unused: Vec<&str> =
            framework.givens().map(|(names, _)| names).filter(is_unused).collect();
        assert_eq!(unused, [""; 0], "{framework}");
    }
}

#[test]
fn the_cookie_that_a_sign_out_clears_is_given() {
    let givens = LOGOUT_BY_NAVIGATION.givens_in(Framework::Express);

    assert!(givens.iter().any(|line| line.starts_with("const cookie = {")), "{givens:?}");
    assert!(givens.iter().any(|line| line.starts_with("const postLogoutRedirectUri")));
    assert_eq!(WORKING_SDK_VERSION.givens_in(Framework::Flask), [""; 0]);
}
