//! The journal's text at a terminal: in colour where it has it.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use mock_idp::{JOURNAL_TIMES, Stories, StoryLine, StoryNews, WorldNews, printable};

const PLAIN: Style = Style::new();
const TIME: Style = Style::new().dimmed();
const WORLD: Style = AnsiColor::Green.on_default();
const NOTICE: Style = Style::new().dimmed().italic();
const NAME: Style = Style::new().bold();
const REFUSED: Style = AnsiColor::Red.on_default();
const FAULT_FIRED: Style = AnsiColor::Magenta.on_default();
const FAULT: Style = AnsiColor::Red.on_default().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default().bold();
const ADVICE: Style = AnsiColor::Cyan.on_default().bold();

/// Characters of a world that stand before its lines: half of a narrow terminal.
const LONGEST_WORLD: usize = 40;

/// Prints each line of the journals of all worlds when it is written, for as long as somebody is there to read it.
pub(super) async fn print(mut stories: Stories) {
    let mut out = anstream::stdout();
    let _ = writeln!(out);
    let _ = write_times(&mut out);
    while let Some(WorldNews { world, news, .. }) = stories.next().await {
        if write_of(&mut out, world.as_deref(), &news).is_err() {
            return;
        }
    }
}

/// Writes a line of the journal of a world, with a mark of which it is unless it is the first.
fn write_of(out: &mut impl Write, world: Option<&str>, news: &StoryNews) -> io::Result<()> {
    if let Some(world) = world {
        write!(out, "{WORLD}{}{WORLD:#}  ", shortened(&printable(world)))?;
    }
    write(out, news)
}

/// Returns a world's id and name, cut off where it is too long: a name can be as long as a request.
fn shortened(world: &str) -> Cow<'_, str> {
    match world.char_indices().nth(LONGEST_WORLD) {
        Some((end, _)) => format!("{}…", &world[..end]).into(),
        None => world.into(),
    }
}

/// Writes what the times before the lines are.
pub(super) fn write_times(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{NOTICE}{JOURNAL_TIMES}{NOTICE:#}")
}

/// Writes a line of the text, and lets it be seen at once.
pub(super) fn write(out: &mut impl Write, news: &StoryNews) -> io::Result<()> {
    match news {
        StoryNews::Line(line) => writeln!(out, "{}", painted(line))?,
        other => writeln!(out, "{NOTICE}{other}{NOTICE:#}")?,
    }
    out.flush()
}

/// Returns a line with its styles, which a terminal without colours is not shown.
fn painted(line: &StoryLine) -> String {
    let text = printable(&line.to_string()).into_owned();
    let rest = text.strip_prefix(line.elapsed.as_str()).unwrap_or_default();
    let (time, name) = (&line.elapsed, &line.event);
    let Some((gap, sentence)) = rest.split_once(name.as_str()) else {
        return text;
    };
    let (name_style, sentence_style) = styles(line);
    format!(
        "{TIME}{time}{TIME:#}{gap}{name_style}{name}{name_style:#}{sentence_style}{sentence}{sentence_style:#}"
    )
}

/// Returns the style of a weight: a word that begins a finding.
pub(super) fn style_of(weight: &str) -> Option<Style> {
    match weight {
        "fault" => Some(FAULT),
        "doubt" => Some(DOUBT),
        "advice" => Some(ADVICE),
        _ => None,
    }
}

/// Returns the styles of the name and of the sentence. A finding has that of its weight, which is said by its colour
/// alone nowhere: its sentence has it too.
fn styles(line: &StoryLine) -> (Style, Style) {
    if let Some(style) = line.weight.as_deref().and_then(style_of) {
        return (style, style);
    }
    match line.event.as_str() {
        "fault.fired" => (FAULT_FIRED, PLAIN),
        name if name.ends_with(".refused") => (REFUSED, PLAIN),
        _ => (NAME, PLAIN),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(line: &serde_json::Value) -> String {
        let line: StoryLine = serde_json::from_value(line.clone()).expect("a line");
        painted(&line).replace('\u{1b}', "␛")
    }

    #[test]
    fn a_line_is_painted_by_what_it_is_about() {
        let line = |event: &str, weight: Option<&str>| json!({ "seq": 1, "elapsed": "00:05", "event": event, "sentence": "why", "weight": weight });

        let lines = [
            shown(&line("user.login", None)),
            shown(&line("token.refused", None)),
            shown(&line("fault.fired", None)),
            shown(&line("verdict.finding", Some("fault"))),
            shown(&line("verdict.finding", Some("doubt"))),
            shown(&line("verdict.finding", Some("advice"))),
        ];

        insta::assert_snapshot!(lines.join("\n"), @"
        ␛[2m00:05␛[0m  ␛[1muser.login␛[0m                   why
        ␛[2m00:05␛[0m  ␛[31mtoken.refused␛[0m                why
        ␛[2m00:05␛[0m  ␛[35mfault.fired␛[0m                  why
        ␛[2m00:05␛[0m  ␛[1m␛[31mverdict.finding␛[0m␛[1m␛[31m              why␛[0m
        ␛[2m00:05␛[0m  ␛[1m␛[33mverdict.finding␛[0m␛[1m␛[33m              why␛[0m
        ␛[2m00:05␛[0m  ␛[1m␛[36mverdict.finding␛[0m␛[1m␛[36m              why␛[0m
        ");
    }

    #[test]
    fn nothing_in_a_line_steers_the_terminal() {
        let line = json!({ "seq": 1, "elapsed": "00:05", "event": "role.created", "sentence": "\u{1b}[2Jgone\u{9b}\n" });

        let line: StoryLine = serde_json::from_value(line).expect("a line");

        let plain = anstream::adapter::strip_str(&painted(&line)).to_string();
        assert_eq!(plain, "00:05  role.created                 \u{fffd}[2Jgone\u{fffd}\u{fffd}");
    }
}
