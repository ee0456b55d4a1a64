//! The lessons are whole, and a walk is a function of the entries.

use std::collections::BTreeSet;

use super::*;
use crate::journal::{EntryFilter, StoryLine};

fn lines(events: &[&str]) -> Vec<StoryLine> {
    let line = |(index, event): (usize, &&str)| StoryLine {
        seq: index as u64 + 1,
        elapsed: "00:00".to_owned(),
        who: None,
        event: (*event).to_owned(),
        sentence: String::new(),
        weight: None,
    };
    events.iter().enumerate().map(line).collect()
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
fn an_entry_ticks_the_step_that_awaits_it_and_no_other() {
    let events = ["user.logout", "tokens.issued", "user.login", "user.logout"];

    let progress = Progress::of(sign_out(), lines(&events));

    assert_eq!(progress.done.iter().map(|line| line.seq).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(progress.state(1), State::Done);
    assert_eq!(progress.state(2), State::Now);
    assert_eq!(progress.state(3), State::Later);
    assert!(!progress.is_whole(sign_out()));
}

#[test]
fn what_came_instead_is_remarked_on_until_what_is_awaited_comes() {
    let before = Progress::of(sign_out(), lines(&["tokens.issued", "logout.ended_nothing"]));
    let after =
        Progress::of(sign_out(), lines(&["tokens.issued", "logout.ended_nothing", "user.logout"]));

    let (line, says) = before.instead.expect("a remark");
    assert_eq!(line.seq, 2);
    assert!(says.contains("ended nothing"), "{says}");
    assert!(after.instead.is_none());
}
