//! `lesson`: a flow to walk through, with an application that comes along.

use super::{Serving, mock_idp, output, text};
use crate::http::{client, sent};

#[test]
fn without_a_name_it_lists_the_lessons_and_an_unknown_name_is_usage() {
    let list = output(&["lesson"]);
    let unknown = output(&["lesson", "sign-of"]);

    insta::assert_snapshot!(text(&list.stdout), @r"
    mock-idp lesson NAME begins one of these:

      sign-in             A sign-in
      callback            What a callback must check
      staying-signed-in   Staying signed in
      sign-out            A sign-out, done right
      server-did-it       The server did it
      kept-cookie         The kept cookie
      foreign-link        A link on another site
      everywhere          Everywhere at once
    ");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("no lesson is called sign-of; there are sign-in, "));
}

#[test]
fn it_prints_where_the_lesson_and_the_application_are_and_serves_both() {
    let mut command = mock_idp(&["lesson", "sign-out"]);
    command.stdin(std::process::Stdio::null());
    let mut serving = Serving::spawn(&mut command);
    let mut address = |name: &str| {
        let line = (0..10).map(|_| serving.line()).find(|line| line.contains(name));
        line.and_then(|line| line.split_whitespace().last().map(str::to_owned)).expect("a line")
    };

    let lesson = address("  Lesson ");
    let application = address("  Application ");

    let page = sent(client().get(lesson));
    assert_eq!(page.status, 200, "{page}");
    assert_eq!(page.body.matches("<figure>").count(), 2);
    assert!(page.body.contains(&application), "{application}");
    assert_eq!(sent(client().get(application)).status, 200);
}
