//! Where things stand in a drawing. All lengths are whole pixels, so that the same scene becomes the same bytes.

use crate::{Density, Group, Mark, Message, Scene};

/// The left edge of what is drawn, and the right edge of the numbers of exchanges.
pub(crate) const EDGE: i32 = 12;
pub(crate) const NUMBER: i32 = 44;

/// The first lane, and how far others stand from it: as far as `GET /oidc/logout  with session cookie` is long.
pub(crate) const FIRST_LANE: i32 = 96;
const NARROWEST: i32 = 580;
const BROADEST: i32 = 740;
const NARROWEST_GAP: i32 = 190;
/// The width of a drawing, unless it needs more or has less to show.
const STAGE: i32 = 1_180;
/// The space between the lanes and the lives.
const BETWEEN: i32 = 14;
/// How far the frames of headings and findings reach beyond the last lane.
pub(crate) const BEYOND: i32 = 44;

/// Widths of a column of lives: as long as there are few, and where there are more.
const COLUMN: i32 = 56;
/// As wide as `Alice +1` is.
const NARROW_COLUMN: i32 = 54;
const MOST_BROAD_COLUMNS: usize = 8;

/// The room of a line in the head of the narrowest column, in tenths of a pixel: two heads do not touch.
pub(crate) const NARROWEST_HEAD: i32 = (NARROW_COLUMN - 2) * 10;

/// Widths of a letter: of the monospaced text, and of the text in sentences.
const MONO: i32 = 72; // tenths
const SANS: i32 = 62; // tenths

/// Heights.
pub(crate) const HEADS: i32 = 60;
pub(crate) const HEADING: i32 = 30;
const REQUEST: i32 = 31;
const ANSWER: i32 = 27;
const LINE: i32 = 16;
const MARK_LINE: i32 = 17;
/// Below the last message, where what goes on fades.
pub(crate) const TAIL: i32 = 26;

/// The horizontal places of a scene.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Across {
    gap: i32,
    lanes: i32,
    columns: i32,
    /// The width of a column.
    column: i32,
}

/// A message with the place of each of its parts, below the top of its group.
pub(crate) struct Row<'s> {
    pub(crate) place: usize,
    pub(crate) message: &'s Message,
    pub(crate) top: i32,
    /// The arrow.
    pub(crate) line: i32,
    /// Beside the arrow: what it is, as far as there is room.
    pub(crate) label: String,
    /// Whether what it carries stands there, too.
    pub(crate) carries_beside: bool,
    /// Lines below the arrow, each with the place of its text.
    pub(crate) below: Vec<Below>,
    /// Findings.
    pub(crate) marks: Vec<MarkBox<'s>>,
}

/// A line below an arrow.
pub(crate) struct Below {
    pub(crate) class: &'static str,
    pub(crate) base: i32,
    /// Its text in parts, each with its class.
    pub(crate) parts: Vec<(&'static str, String)>,
}

/// The frame of a finding.
pub(crate) struct MarkBox<'s> {
    pub(crate) mark: &'s Mark,
    pub(crate) top: i32,
    pub(crate) height: i32,
    /// The sentence in lines, each with the place of its text.
    pub(crate) lines: Vec<(i32, String)>,
}

/// A group that is laid out.
pub(crate) struct Laid<'s> {
    pub(crate) rows: Vec<Row<'s>>,
    /// Of each message the place of its arrow, also of one that is not drawn.
    pub(crate) lines: Vec<i32>,
    pub(crate) height: i32,
}

impl Across {
    pub(crate) fn of(scene: &Scene, columns: usize) -> Self {
        let lanes = i32::try_from(scene.lanes.len()).unwrap_or(1).max(1);
        let column = if columns > MOST_BROAD_COLUMNS { NARROW_COLUMN } else { COLUMN };
        let columns = i32::try_from(columns).unwrap_or(0);
        let rest = STAGE - FIRST_LANE - BEYOND - BETWEEN - column * columns - EDGE;
        let gap = rest.clamp(NARROWEST, BROADEST) / (lanes - 1).max(1);
        Self { gap: gap.max(NARROWEST_GAP), lanes, columns, column }
    }

    pub(crate) fn lane(self, lane: usize) -> i32 {
        FIRST_LANE + self.gap * i32::try_from(lane).unwrap_or(0).min(self.lanes - 1)
    }

    /// Returns the right edge of frames.
    pub(crate) fn right(self) -> i32 {
        FIRST_LANE + self.gap * (self.lanes - 1) + BEYOND
    }

    pub(crate) fn column(self, column: usize) -> i32 {
        self.right() + self.column / 2 + BETWEEN + self.column * i32::try_from(column).unwrap_or(0)
    }

    pub(crate) fn width(self) -> i32 {
        self.right() + BETWEEN + self.column * self.columns + EDGE
    }

    /// Returns the room of a line in the head of a column, in tenths of a pixel.
    pub(crate) fn head(self) -> i32 {
        (self.column - 2) * 10
    }

    /// Returns the width to which a drawing may be scaled down, in rem of 16 pixels: its smallest letters, of 11 pixels, have
    /// 10 then. It is rounded to a step for which the style has a rule.
    pub(crate) fn least(self) -> i32 {
        let least = self.width() * 10 / 11;
        let steps = [52, 55, 58, 62, 65, 68, 70, 73, 77, 81, 85];
        steps.into_iter().find(|step| step * 16 >= least).unwrap_or(85)
    }

    /// Returns how many letters stand beside an arrow.
    fn letters(self, message: &Message) -> usize {
        let length = (self.lane(message.from) - self.lane(message.to)).abs().max(self.gap);
        letters(length - 20, MONO)
    }
}

fn letters(width: i32, tenths: i32) -> usize {
    usize::try_from(width * 10 / tenths).unwrap_or(0)
}

/// Lays out the messages of a group whose first message has this place.
pub(crate) fn lay(group: &Group, first: usize, density: Density, across: Across) -> Laid<'_> {
    let mut laid = Laid { rows: Vec::new(), lines: Vec::new(), height: 0 };
    for (index, message) in group.messages.iter().enumerate() {
        let is_drawn = density != Density::Story && message.is_drawn(density);
        if !is_drawn && message.marks.is_empty() {
            laid.lines.push(laid.height.max(2));
            continue;
        }
        let row = row(message, first + index, laid.height, density, is_drawn, across);
        laid.lines.push(row.line);
        laid.height = row.bottom();
        laid.rows.push(row);
    }
    if !laid.rows.is_empty() {
        laid.height += 8;
    }
    laid
}

fn row(
    message: &Message,
    place: usize,
    top: i32,
    density: Density,
    is_drawn: bool,
    across: Across,
) -> Row<'_> {
    let height = match (is_drawn, message.is_answer()) {
        (false, _) => 2,
        (true, false) => REQUEST,
        (true, true) => ANSWER,
    };
    let line = top + height - if is_drawn { 6 } else { 0 };
    let mut row = Row {
        place,
        message,
        top,
        line,
        label: String::new(),
        carries_beside: false,
        below: Vec::new(),
        marks: Vec::new(),
    };
    let mut base = line + 15;
    if is_drawn {
        let most = across.letters(message);
        row.label = cut(&message.what, most);
        row.carries_beside = message.line().chars().count() <= most;
        if !row.carries_beside {
            for parts in in_lines(message.parts(), most) {
                row.below.push(Below { class: "carried", base, parts });
                base += LINE;
            }
        }
        for (class, text) in message.below(density) {
            let parts = vec![("", cut(&text, most.max(44)))];
            row.below.push(Below { class, base, parts });
            base += LINE;
        }
    }
    let mut top = if row.below.is_empty() { line + 9 } else { base - 4 };
    let width = letters(across.right() - EDGE - 80, SANS);
    for mark in &message.marks {
        let lines = wrapped(&mark.what, width);
        let height = MARK_LINE * i32::try_from(lines.len() + 1).unwrap_or(1) + 11;
        let base = |index: usize| top + 19 + MARK_LINE * i32::try_from(index + 1).unwrap_or(0);
        let lines = lines.into_iter().enumerate().map(|(index, line)| (base(index), line));
        row.marks.push(MarkBox { mark, top, height, lines: lines.collect() });
        top += height + 6;
    }
    row
}

impl Row<'_> {
    pub(crate) fn bottom(&self) -> i32 {
        let below = self.below.last().map_or(self.line + 6, |below| below.base + 6);
        self.marks.last().map_or(below, |mark| mark.top + mark.height + 6)
    }
}

/// Returns a text of so many letters at most.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Returns parts in lines of so many letters at most; a part that is longer is cut.
fn in_lines(parts: Vec<(&'static str, String)>, most: usize) -> Vec<Vec<(&'static str, String)>> {
    let mut lines: Vec<Vec<(&'static str, String)>> = Vec::new();
    let mut room = 0;
    for (class, text) in parts {
        let text = cut(&text, most);
        let length = text.chars().count();
        match lines.last_mut() {
            Some(line) if length + 2 <= room => {
                room -= length + 2;
                line.push((class, text));
            }
            _ => {
                room = most.saturating_sub(length);
                lines.push(vec![(class, text)]);
            }
        }
    }
    lines
}

/// Returns a text in lines of so many letters at most, unless a word is longer.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(cut(word, most)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_and_a_sentence_is_wrapped() {
        assert_eq!(cut("GET /oauth/authorize", 20), "GET /oauth/authorize");
        assert_eq!(cut("GET /oauth/authorize", 10), "GET /oaut…");
        assert_eq!(wrapped("nobody was signed out", 10), ["nobody was", "signed out"]);
    }
}
