//! The bars of lives, and the heads of their columns.

use super::Drawing;
use super::writer::{Link, Writer};
use crate::letters::{cut, width};
use crate::{Death, Life, Lingering, Links};

/// Half the width of a bar, which is also the least height of one that begins and ends in the same part, if there is room.
const HALF: i32 = 6;
const LEAST: i32 = 2 * HALF;

/// How far a bar that goes on in the next slice reaches into it: a browser that scales slices leaves parts of a pixel
/// between them. It is narrower there, or a darker edge would be seen where both are smoothed.
const OVERLAP: i32 = 1;

/// The head of a column: the base of its last line, and the height of a line.
const BASE: i32 = 41;
const HEAD_LINE: i32 = 13;

/// The part of a scene beside which lives are drawn.
pub(super) struct Span<'a> {
    /// The place of its first message.
    pub(super) first: usize,
    /// Where each message stands.
    pub(super) lines: &'a [i32],
    pub(super) top: i32,
    pub(super) bottom: i32,
    /// Whether the scene ends with it.
    pub(super) is_last: bool,
    /// Whether other parts stand above and below it.
    pub(super) is_slice: bool,
}

impl Span<'_> {
    /// Returns where a message stands, if it is in this part. What is behind the last message stands at the end.
    fn line(&self, place: usize) -> Option<i32> {
        let index = place.checked_sub(self.first)?;
        let is_end = self.is_last && index >= self.lines.len();
        self.lines.get(index).copied().or(is_end.then_some(self.bottom))
    }

    fn is_before(&self, place: usize) -> bool {
        place < self.first
    }

    fn is_after(&self, place: usize) -> bool {
        place >= self.first + self.lines.len()
    }
}

/// Draws the heads of the columns.
pub(super) fn draw_heads(out: &mut Writer, drawing: &Drawing<'_>) {
    for (index, column) in drawing.columns.iter().enumerate() {
        let x = drawing.across.column(index);
        out.raw(&format!("<g class=\"column k-{}\">\n", column.kind.class()));
        let whose = column.whose.as_deref();
        out.element("title", "", &column.title);
        let most = drawing.across.head();
        let (first, second) = in_two(&column.name, most);
        let names = [first, second].into_iter().filter(|line| !line.is_empty());
        let lines = names.map(|line| ("column-name", line));
        let lines: Vec<_> = lines.chain(whose.map(|whose| ("column-whose", whose))).collect();
        for (class, line, base) in above(BASE, &lines) {
            out.text(class, x, base, "text-anchor=\"middle\"", &cut(line, most));
        }
        out.raw(&format!("<circle class=\"dot\" cx=\"{x}\" cy=\"52\" r=\"3\"/>\n</g>\n"));
    }
}

/// Places lines above each other, the last of them at this base.
fn above<'l>(
    base: i32,
    lines: &[(&'static str, &'l str)],
) -> impl Iterator<Item = (&'static str, &'l str, i32)> {
    let rest = (0..lines.len()).rev();
    let bases = rest.map(move |rest| base - HEAD_LINE * i32::try_from(rest).unwrap_or(0));
    lines.iter().zip(bases).map(|((class, line), base)| (*class, *line, base))
}

/// Returns a name in two lines of this width: at a space, or where it is too long.
fn in_two(name: &str, most: i32) -> (&str, &str) {
    if let Some(parts) = name.split_once(' ') {
        return parts;
    }
    if width(name) <= most {
        return (name, "");
    }
    let fitting = name
        .char_indices()
        .take_while(|(at, letter)| width(&name[..at + letter.len_utf8()]) <= most);
    let ends: Vec<_> = fitting.map(|(at, letter)| (at + letter.len_utf8(), letter)).collect();
    let hyphen = ends.iter().rfind(|(end, letter)| matches!(letter, '-' | '_') && *end > 2);
    name.split_at(hyphen.or(ends.last()).map_or(name.len(), |(end, _)| *end))
}

/// Draws the lives beside a part of the scene, each as a link if links lead somewhere.
pub(super) fn draw_lives(
    out: &mut Writer,
    drawing: &Drawing<'_>,
    links: Links<'_>,
    span: &Span<'_>,
) {
    for (at, column) in drawing.columns.iter().enumerate() {
        let x = drawing.across.column(at);
        for index in &column.lives {
            let life = &drawing.scene.lives[*index];
            let others = column.lives.iter().filter(|other| *other != index);
            let births = others.filter_map(|other| drawing.scene.lives[*other].born);
            let next = births.filter(|birth| *birth > life.start()).min();
            draw_life(out, drawing, links, span, *index, x, next);
        }
    }
}

fn draw_life(
    out: &mut Writer,
    drawing: &Drawing<'_>,
    links: Links<'_>,
    span: &Span<'_>,
    index: usize,
    x: i32,
    next: Option<usize>,
) {
    let life = &drawing.scene.lives[index];
    let Some((top, bottom)) = extent(life, span, next) else { return };
    let is_followed = next.is_some() && life.death.as_ref().map(|death| death.at) == next;
    let is_dim = drawing.chosen.life.is_some_and(|chosen| chosen != index)
        || drawing.chosen.arrow.is_some_and(|number| {
            let touched = drawing.scene.messages().filter(|(place, _)| life.touches(*place));
            !touched.map(|(_, message)| message.number).any(|touched| touched == number)
        });
    let is_lit = drawing.chosen.life == Some(index);
    let state = if is_lit {
        " lit"
    } else if is_dim {
        " dim"
    } else {
        ""
    };
    let story = life.story(drawing.scene);
    let story: Vec<_> = story.iter().map(|(what, how)| format!("{what} {how}")).collect();
    let title = format!("{}: {}", life.full_name(), story.join("; "));
    // A life that goes on in later groups has its place in the first.
    let is_first = life.start() >= span.first && !span.is_after(life.start());
    let link =
        links.life(index).map(|href| Link { href, id: is_first.then(|| format!("life-{index}")) });
    out.raw(&format!(
        "<g class=\"life k-{} life-{index}{state}\" data-life=\"{index}\">\n",
        life.kind.class()
    ));
    out.open_link(link.as_ref());
    out.element("title", "", &title);
    draw_bar(out, life, span, x, (top, bottom));
    for place in &life.shown {
        if let Some(y) = span.line(*place).filter(|y| *y > top + 3 && *y < bottom - 3) {
            out.raw(&format!("<circle class=\"shown\" cx=\"{x}\" cy=\"{y}\" r=\"2\"/>\n"));
        }
    }
    for place in &life.renewed {
        if let Some(y) = span.line(*place) {
            out.raw(&format!(
                "<rect class=\"renewed\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"3\"/>\n",
                x - HALF - 2,
                y - 1,
                HALF * 2 + 4
            ));
        }
    }
    draw_end(out, life, span, x, bottom, is_followed);
    if let Some(y) = life.lingering.as_ref().and_then(|lingering| span.line(lingering.since)) {
        out.raw(&format!("<circle class=\"alarm\" cx=\"{x}\" cy=\"{y}\" r=\"9\"/>\n"));
        out.text("alarm-sign", x, y + 4, "text-anchor=\"middle\"", "!");
    }
    out.close_link(link.as_ref());
    out.raw("</g>\n");
}

/// Returns from where to where a life stands beside a part of the scene. A short one is drawn longer, as far as the next
/// in its column, which begins with this message.
fn extent(life: &Life, span: &Span<'_>, next: Option<usize>) -> Option<(i32, i32)> {
    let top = match life.born {
        Some(place) if span.is_after(place) => return None,
        Some(place) => span.line(place).unwrap_or(span.top),
        None => span.top,
    };
    let bottom = match &life.death {
        Some(death) if span.is_before(death.at) => return None,
        Some(death) => span.line(death.at).unwrap_or(span.bottom),
        None => span.bottom,
    };
    let room = next.and_then(|next| span.line(next)).unwrap_or(i32::MAX);
    let (begins, ends) = ends(life, span);
    let least = match (begins, ends) {
        (true, true) => LEAST,
        // It goes on, and no slice shows more of it.
        (true, false) if span.is_last => HALF + 2,
        _ => 2,
    };
    Some((top, bottom.max((top + least).min(room))))
}

/// Returns whether a life begins and whether it ends beside a part of the scene.
fn ends(life: &Life, span: &Span<'_>) -> (bool, bool) {
    let is_here = |at| span.line(at).is_some();
    (life.born.is_some_and(is_here), life.death.as_ref().is_some_and(|death| is_here(death.at)))
}

fn draw_bar(out: &mut Writer, life: &Life, span: &Span<'_>, x: i32, (top, bottom): (i32, i32)) {
    let (begins, ends) = ends(life, span);
    let reaches = (
        span.is_slice && !begins && top == span.top,
        span.is_slice && !ends && bottom == span.bottom && !span.is_last,
    );
    draw_part(out, x, (top, bottom), (begins, ends), reaches);
    if let Some(Lingering { since, .. }) = &life.lingering
        && !span.is_after(*since)
    {
        let turn = span.line(*since).unwrap_or(top).clamp(top, bottom);
        let turns = span.line(*since).is_some();
        draw_lingering(out, x, (turn, bottom), (turns, ends));
    }
}

/// Draws a bar. An end is round where the life begins or ends, and flat where the bar goes on elsewhere: two round ends that
/// overlap look like a knot. Where it reaches into another slice a narrower end does.
fn draw_part(
    out: &mut Writer,
    x: i32,
    (top, bottom): (i32, i32),
    (begins, ends): (bool, bool),
    (reaches_up, reaches_down): (bool, bool),
) {
    let (left, width, height) = (x - HALF, HALF * 2, bottom - top);
    let arcs = i32::from(begins) + i32::from(ends);
    let tall = (height / arcs.max(1)).min(HALF);
    let arc = |way: i32| format!("a{HALF} {tall} 0 0 1 {} 0", way * width);
    let flat = |way: i32, reaches: bool| {
        if !reaches {
            return format!("h{}", way * width);
        }
        let (step, tip, inner) = (way * OVERLAP, -way * OVERLAP, way * (width - 2 * OVERLAP));
        format!("h{step}v{tip}h{inner}v{}h{step}", -tip)
    };
    let (first, above) = if begins { (top + tall, arc(1)) } else { (top, flat(1, reaches_up)) };
    let (last, below) =
        if ends { (bottom - tall, arc(-1)) } else { (bottom, flat(-1, reaches_down)) };
    out.raw(&format!("<path class=\"bar\" d=\"M{left} {first}{above}V{last}{below}z\"/>\n"));
}

/// Draws the outline around a life that goes on though it should not. It is open where it goes on elsewhere.
fn draw_lingering(
    out: &mut Writer,
    x: i32,
    (top, bottom): (i32, i32),
    (begins, ends): (bool, bool),
) {
    let (left, right) = (x - HALF, x + HALF);
    let tall = ((bottom - top) / 2).clamp(0, HALF);
    let (high, width) = (top + tall, 2 * HALF);
    let above = if begins {
        format!("V{high}a{HALF} {tall} 0 0 1 {width} 0")
    } else {
        format!("V{top}M{right} {top}")
    };
    let (low, below) = if ends {
        (bottom - tall, format!("a{HALF} {tall} 0 0 1 -{width} 0"))
    } else {
        (bottom, String::new())
    };
    let shape = format!("M{left} {low}{above}V{low}{below}");
    out.raw(&format!("<path class=\"bar lingering\" d=\"{shape}\"/>\n"));
}

fn draw_end(
    out: &mut Writer,
    life: &Life,
    span: &Span<'_>,
    x: i32,
    bottom: i32,
    is_followed: bool,
) {
    match &life.death {
        Some(Death { at, .. }) if span.line(*at).is_some() && !is_followed => {
            let y = bottom + 4;
            out.raw(&format!("<path class=\"death\" d=\"M{} {y}l8 8m0 -8l-8 8\"/>\n", x - 4));
        }
        None if span.is_last => {
            for step in 0..3 {
                let y = bottom + 5 + 6 * step;
                out.raw(&format!("<circle class=\"on\" cx=\"{x}\" cy=\"{y}\" r=\"2\"/>\n"));
            }
        }
        _ => {}
    }
}
