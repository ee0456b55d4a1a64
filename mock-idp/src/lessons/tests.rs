//! The lessons are whole, and a walk is a function of the entries.

use std::collections::BTreeSet;

use super::*;
use crate::environment::{Id as _, SessionId, UserId};
use crate::journal::{EntryFilter, StoryLine};

/// Returns an entry of this name, of a session of this person if there is one: `("user.login", "alice 1")`.
fn came(index: usize, (event, of): (&str, &str)) -> Came {
    let (person, session) = of.split_once(' ').unwrap_or_default();
    let line = StoryLine {
        seq: index as u64 + 1,
        elapsed: "00:00".to_owned(),
        who: (!person.is_empty()).then(|| person.to_owned()),
        event: event.to_owned(),
        sentence: String::new(),
        weight: None,
    };
    let of = (!person.is_empty())
        .then(|| Of { session: SessionId::named(session), user: UserId::named(person) });
    Came { at: "2026-01-05T09:00:00Z".parse().expect("a time"), line, of, by_browser: true }
}

fn walked(lesson: &'static Lesson, entries: &[(&str, &str)]) -> Progress {
    Progress::of(lesson, entries.iter().enumerate().map(|(index, entry)| came(index, *entry)))
}

fn ticked(progress: &Progress) -> Vec<u64> {
    progress.done.iter().map(|came| came.line.seq).collect()
}

fn sign_out() -> &'static Lesson {
    named("sign-out").expect("the lesson")
}

#[test]
fn each_entry_that_is_awaited_or_remarked_on_can_come() {
    for lesson in &LESSONS {
        for step in lesson.steps {
            let others = step.otherwise.iter().map(|(event, _)| *event);
            for event in others.chain([step.awaits]) {
                assert!(EntryFilter::new(event, 1).is_ok(), "{}: {event}", lesson.name);
            }
        }
    }
}

#[test]
fn each_lesson_has_a_name_of_its_own_and_steps() {
    let names: BTreeSet<_> = LESSONS.iter().map(|lesson| lesson.name).collect();

    assert_eq!(names.len(), LESSONS.len());
    assert!(LESSONS.iter().all(|lesson| lesson.steps.len() >= 3));
}

#[test]
fn what_is_awaited_is_explained() {
    for lesson in &LESSONS {
        let unexplained: Vec<_> =
            lesson.steps.iter().filter(|step| meaning(step.awaits).is_none()).collect();

        assert!(unexplained.is_empty(), "{}: {unexplained:?}", lesson.name);
    }
}

#[test]
fn the_words_of_a_lesson_are_those_that_it_uses_and_those_that_explain_them() {
    let words = |name| -> Vec<_> {
        named(name).expect("a lesson").words().iter().map(|word| word.name).collect()
    };

    let kept_cookie = words("kept-cookie");
    let sign_out = words("sign-out");

    let uses = [
        "Callback",
        "Code",
        "`state`",
        "ID token",
        "Access token",
        "Refresh token",
        "Dashboard",
        "Redirect",
        "Status",
        "Sealed cookie",
        "`curl`",
    ];
    assert_eq!(kept_cookie, uses);
    assert!(sign_out.contains(&"Hosted page") && sign_out.contains(&"Hint"), "{sign_out:?}");
    assert!(!sign_out.contains(&"`nonce`"), "{sign_out:?}");
}

#[test]
fn an_entry_ticks_the_step_that_awaits_it_and_no_other() {
    let alice = "alice 1";
    let entries = [
        ("user.logout", alice),
        ("tokens.issued", alice),
        ("user.login", alice),
        ("user.logout", alice),
    ];

    let progress = walked(sign_out(), &entries);

    assert_eq!(ticked(&progress), [2, 4]);
    assert_eq!(progress.state(1), State::Done);
    assert_eq!(progress.state(2), State::Now);
    assert_eq!(progress.state(3), State::Later);
    assert!(!progress.is_whole(sign_out()));
}

#[test]
fn what_came_instead_is_remarked_on_until_what_is_awaited_comes() {
    let entries =
        [("tokens.issued", "alice 1"), ("logout.ended_nothing", ""), ("user.logout", "alice 1")];

    let before = walked(sign_out(), &entries[..2]);
    let after = walked(sign_out(), &entries);

    let (came, says) = before.instead.expect("a remark");
    assert_eq!(came.line.seq, 2);
    assert!(says.contains("no session ended"), "{says}");
    assert!(after.instead.is_none());
}

#[test]
fn a_lesson_follows_the_session_of_whoever_signed_in_and_no_other() {
    let before = walked(sign_out(), &[("tokens.issued", "bob 1"), ("user.logout", "alice 2")]);
    let after = walked(
        sign_out(),
        &[("tokens.issued", "bob 1"), ("user.logout", "alice 2"), ("user.logout", "bob 1")],
    );

    assert_eq!((ticked(&before), before.person()), (vec![1], Some("bob")));
    let (_, says) = before.instead.expect("a remark");
    assert!(says.contains("another session"), "{says}");
    assert_eq!(ticked(&after), [1, 3]);
}

#[test]
fn a_session_that_ends_too_early_is_followed_by_the_next_one() {
    let staying = named("staying-signed-in").expect("the lesson");
    let entries = [
        ("tokens.issued", "alice 1"),
        ("user.logout", "alice 1"),
        ("refresh_token.rotated", "carol 9"),
        ("tokens.issued", "bob 2"),
        ("refresh_token.rotated", "bob 2"),
    ];

    let lost = walked(staying, &entries[..3]);
    let found = walked(staying, &entries);

    assert_eq!((ticked(&lost), lost.person()), (vec![1], None));
    let (_, says) = lost.instead.expect("a remark");
    assert!(says.contains("Sign in again"), "{says}");
    assert_eq!((ticked(&found), found.person()), (vec![4, 5], Some("bob")));
}

#[test]
fn where_the_person_counts_a_step_waits_for_the_right_one() {
    let out =
        [("tokens.issued", "bob 1"), ("user.logout", "bob 1"), ("authorization.requested", "")];
    let again = walked(sign_out(), &[&out[..], &[("user.login", "bob 2")]].concat());
    let another = walked(sign_out(), &[&out[..], &[("user.login", "alice 2")]].concat());
    let everywhere = named("everywhere").expect("the lesson");
    let here = ("tokens.issued", "bob 1");
    let renewed = walked(everywhere, &[here, here]);
    let of_another = walked(everywhere, &[here, ("tokens.issued", "alice 2")]);
    let phone = walked(everywhere, &[here, ("tokens.issued", "bob 2"), ("user.logout", "bob 2")]);

    assert!(!again.is_whole(sign_out()) && again.instead.is_some());
    assert!(another.is_whole(sign_out()));
    assert!(ticked(&renewed) == [1] && renewed.instead.is_none());
    assert!(ticked(&of_another) == [1] && of_another.instead.is_some());
    assert_eq!((ticked(&phone), phone.person()), (vec![1, 2, 3], Some("bob")));
}

#[test]
fn the_copy_is_tried_by_a_program_and_no_browser_ticks_it() {
    let kept_cookie = named("kept-cookie").expect("the lesson");
    let until = [("tokens.issued", "alice 1"), ("user.logout", "alice 1")];
    let browsers = came(2, ("authorization.requested", ""));
    let programs = Came { by_browser: false, ..came(3, ("authorization.requested", "")) };
    let signed_out = || until.iter().enumerate().map(|(index, entry)| came(index, *entry));

    let by_browser = Progress::of(kept_cookie, signed_out().chain([browsers.clone()]));
    let by_program = Progress::of(kept_cookie, signed_out().chain([browsers, programs]));

    assert!(by_browser.instead.is_some_and(|(_, says)| says.starts_with("A browser sent")));
    assert_eq!(by_browser.done.len(), 2);
    assert!(by_program.is_whole(kept_cookie));
}
