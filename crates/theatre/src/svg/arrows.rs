//! Arrows, what stands beside and below them, and findings.

use std::cmp::Ordering;

use super::Drawing;
use super::writer::{Link, Writer};
use crate::Message;
use crate::escape::escaped;
use crate::layout::{EDGE, Laid, MarkBox, NUMBER, Row};

/// How far a label stands from the lane at its left.
const INSET: i32 = 12;

/// Draws the messages of a group.
pub(super) fn draw_rows(out: &mut Writer, drawing: &Drawing<'_>, laid: &Laid<'_>) {
    for row in &laid.rows {
        draw_row(out, drawing, row);
    }
}

fn draw_row(out: &mut Writer, drawing: &Drawing<'_>, row: &Row<'_>) {
    let Row { message, place, .. } = row;
    let link = drawing.links.arrow(message.number).map(|href| Link {
        href,
        id: message.is_seen_request().then(|| format!("arrow-{}", message.number)),
    });
    let title = match link {
        Some(_) => name(drawing, row),
        None => drawing.scene.sentence(message),
    };
    out.raw(&format!(
        "<g class=\"{}\" data-number=\"{}\" data-line=\"{}\">\n",
        classes(drawing, message, *place),
        message.number,
        row.line
    ));
    out.open_link(link.as_ref());
    out.element("title", "", &title);
    if !row.label.is_empty() {
        draw_arrow(out, drawing, row);
    }
    for mark in &row.marks {
        draw_mark(out, drawing, mark);
    }
    out.close_link(link.as_ref());
    out.raw("</g>\n");
}

/// Returns what a message is called where it is a link: what is seen of it, in its order and whole (WCAG 2.2 SC 2.5.3),
/// and then from whom to whom it goes.
fn name(drawing: &Drawing<'_>, row: &Row<'_>) -> String {
    let message = row.message;
    let mut seen = Vec::new();
    if !row.label.is_empty() {
        seen.extend(message.is_seen_request().then(|| message.number.to_string()));
        seen.push(message.what.clone());
        seen.extend(message.parts().into_iter().map(|(_, text)| text));
    }
    for mark in &message.marks {
        seen.extend([mark.weight.as_str().to_owned(), mark.slug.clone(), mark.what.clone()]);
    }
    let (from, to) = (drawing.scene.lane(message.from), drawing.scene.lane(message.to));
    let inferred = if message.is_inferred { ", inferred" } else { "" };
    format!("{}; {from} to {to}{inferred}", seen.join(" "))
}

fn draw_arrow(out: &mut Writer, drawing: &Drawing<'_>, row: &Row<'_>) {
    let message = row.message;
    let (from, to) = (drawing.across.lane(message.from), drawing.across.lane(message.to));
    let left = from.min(to);
    // As high as its row, so that request and answer are one stripe when their exchange is chosen.
    let (top, width, height) = (row.top, drawing.across.right() - EDGE, row.bottom() - row.top);
    out.raw(&format!(
        "<rect class=\"hit\" x=\"{EDGE}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>\n"
    ));
    if message.is_seen_request() {
        out.text(
            "number",
            NUMBER,
            row.line - 6,
            "text-anchor=\"end\"",
            &message.number.to_string(),
        );
    }
    let base = row.line - 6;
    out.raw(&format!("<text class=\"label\" x=\"{}\" y=\"{base}\">", left + INSET));
    out.raw(&escaped(&row.label));
    if row.carries_beside {
        write_parts(out, &message.parts(), "  ");
    }
    out.raw("</text>\n");
    let (end, head) = match to.cmp(&from) {
        Ordering::Equal => (from + 40, 1),
        Ordering::Greater => (to - 2, 1),
        Ordering::Less => (to + 2, -1),
    };
    let y = row.line;
    out.raw(&format!(
        "<line class=\"stem\" x1=\"{from}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>\n",
        end - 5 * head
    ));
    out.raw(&format!("<path class=\"head\" d=\"M{end} {y}l{} -4v8z\"/>\n", -8 * head));
    for below in &row.below {
        let (class, x, y) = (below.class, left + INSET, below.base);
        out.raw(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">"));
        write_parts(out, &below.parts, "");
        out.raw("</text>\n");
    }
}

/// Writes parts of a text, each in its colour, with this space before the first.
fn write_parts(out: &mut Writer, parts: &[(&'static str, String)], before: &str) {
    for (index, (class, text)) in parts.iter().enumerate() {
        let gap = if index == 0 { before } else { "  " };
        out.raw(&format!("<tspan class=\"{class}\">{gap}{}</tspan>", escaped(text)));
    }
}

fn draw_mark(out: &mut Writer, drawing: &Drawing<'_>, framed: &MarkBox<'_>) {
    let MarkBox { mark, top, height, lines } = framed;
    let weight = mark.weight.as_str();
    let left = EDGE + 44;
    let width = drawing.across.right() - left;
    out.raw(&format!("<g class=\"mark {weight}\">\n"));
    out.raw(&format!(
        "<rect class=\"frame\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>\n"
    ));
    out.raw(&format!(
        "<rect class=\"edge\" x=\"{left}\" y=\"{top}\" width=\"4\" height=\"{height}\" rx=\"2\"/>\n"
    ));
    out.raw(&format!(
        "<text class=\"weight\" x=\"{}\" y=\"{}\">{weight}<tspan class=\"slug\" dx=\"8\">{}</tspan></text>\n",
        left + 16,
        top + 19,
        escaped(&mark.slug)
    ));
    for (base, line) in lines {
        out.text("finding", left + 16, *base, "", line);
    }
    out.raw("</g>\n");
}

/// Returns the classes of a message: what it is, which lives it touches, and whether it is lit.
fn classes(drawing: &Drawing<'_>, message: &Message, place: usize) -> String {
    let mut classes = vec!["message".to_owned()];
    classes.push(if message.is_answer() { "answer" } else { "request" }.to_owned());
    if message.is_inferred {
        classes.push("inferred".to_owned());
    }
    let lane = drawing.scene.lanes.get(message.from);
    if lane.is_some_and(|lane| !lane.is_browser) && !message.is_answer() {
        classes.push("of-server".to_owned());
    }
    if let Some(weight) = message.weight() {
        classes.push(format!("has-{}", weight.as_str()));
    }
    let touched = drawing.scene.touched(place);
    classes.extend(touched.iter().map(|index| format!("of-life-{index}")));
    let is_lit = match (drawing.chosen.arrow, drawing.chosen.life) {
        (Some(number), _) => Some(number == message.number),
        (None, Some(life)) => Some(touched.contains(&life)),
        (None, None) => None,
    };
    if let Some(is_lit) = is_lit {
        let is_dim = !is_lit && drawing.chosen.life.is_some();
        classes.extend(is_lit.then(|| "lit".to_owned()));
        classes.extend(is_dim.then(|| "dim".to_owned()));
    }
    classes.join(" ")
}
