//! A scene as SVG: whole, or in the slices of a page.

mod arrows;
mod lives;
mod writer;

use std::collections::BTreeMap;

use self::arrows::draw_rows;
use self::lives::{Span, draw_heads, draw_lives};
use self::writer::Writer;
use crate::columns::{self, Column};
use crate::escape::escaped;
use crate::layout::{Across, EDGE, HEADING, HEADS, Laid, TAIL, lay};
use crate::life::Story;
use crate::{Density, Links, Scene};

/// The style of what is drawn.
const STYLE: &str = include_str!("scene.css");

/// Height of the line that stands for a folded group, and of what the lives have of it.
const STRIP: i32 = 34;

/// What is chosen of a scene.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// The number of an exchange.
    pub(crate) arrow: Option<u64>,
    /// The index of a life.
    pub(crate) life: Option<usize>,
}

/// How a scene is drawn.
pub(crate) struct Drawing<'s> {
    pub(crate) scene: &'s Scene,
    pub(crate) density: Density,
    pub(crate) links: Links<'s>,
    pub(crate) chosen: Chosen,
    pub(crate) columns: Vec<Column>,
    pub(crate) across: Across,
    /// The indices of the lives that have no column.
    pub(crate) left_out: Vec<usize>,
}

impl Scene {
    /// Returns the scene as one drawing, which has its style in itself: it is fit for a page and for an `img`.
    pub fn to_svg(&self, density: Density) -> String {
        Drawing::of(self, density, Links::None, Chosen::default()).whole()
    }
}

impl<'s> Drawing<'s> {
    pub(crate) fn of(scene: &'s Scene, density: Density, links: Links<'s>, chosen: Chosen) -> Self {
        let (columns, left_out) = columns::of(scene);
        let across = Across::of(scene, columns.len());
        Self { scene, density, links, chosen, columns, across, left_out }
    }

    /// Returns the whole scene as a document of its own.
    fn whole(&self) -> String {
        let mut head = Writer::default();
        head.element("title", "id=\"scene-title\"", &self.scene.title);
        head.element("desc", "id=\"scene-desc\"", &self.scene.to_text());
        head.raw(&format!("<style>\n{STYLE}</style>\n"));
        self.drawn(
            "xmlns=\"http://www.w3.org/2000/svg\"",
            "aria-labelledby=\"scene-title scene-desc\"",
            &head.finish(),
        )
    }

    /// Returns the whole scene as a part of a page, which has the style and says in words what is drawn.
    pub(crate) fn part(&self) -> String {
        let label = format!("aria-label=\"{}\"", escaped(&self.scene.title));
        self.drawn("", &label, "")
    }

    fn drawn(&self, namespace: &str, label: &str, head: &str) -> String {
        let laid = self.laid(self.density);
        let top_of_story = 34;
        let mut tops = Vec::new();
        let mut y = top_of_story + HEADS;
        for (group, laid) in laid.iter().enumerate() {
            y += if self.scene.begins_chapter(group).is_some() { 34 } else { 0 };
            tops.push(y);
            y += HEADING + 6 + laid.height;
        }
        let end = y;
        let remarks: Vec<String> = self.remarks().into_iter().chain(self.unseen()).collect();
        let height = end + TAIL + 18 * i32::try_from(remarks.len()).unwrap_or(0) + 12;
        let mut out = Writer::default();
        let width = self.across.width();
        let space = if namespace.is_empty() { "" } else { " " };
        out.raw(&format!(
            "<svg{space}{namespace} class=\"scene\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" {label}>\n"
        ));
        out.raw(head);
        out.raw(&format!("<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n"));
        out.text("heading", EDGE, 24, "", &self.scene.title);
        out.raw(&format!("<g transform=\"translate(0 {top_of_story})\">\n"));
        self.draw_lane_heads(&mut out);
        draw_heads(&mut out, self);
        out.raw("</g>\n");
        self.draw_lanes(&mut out, top_of_story + HEADS - 6, end + 6);
        let mut lines = Vec::new();
        for (group, laid) in laid.iter().enumerate() {
            let top = tops[group];
            if let Some(chapter) = self.scene.begins_chapter(group) {
                out.text("chapter", EDGE, top - 10, "", chapter);
            }
            self.draw_heading(&mut out, group, top);
            let body = top + HEADING + 6;
            out.raw(&format!("<g transform=\"translate(0 {body})\">\n"));
            draw_rows(&mut out, self, laid);
            out.raw("</g>\n");
            let count = laid.lines.len();
            let of_story = |index: usize| {
                top + 4
                    + (HEADING - 8) * (i32::try_from(index).unwrap_or(0) + 1)
                        / (i32::try_from(count).unwrap_or(0) + 1)
            };
            lines.extend(laid.lines.iter().enumerate().map(|(index, line)| {
                if self.density == Density::Story { of_story(index) } else { body + line }
            }));
        }
        let span = Span {
            first: 0,
            lines: &lines,
            top: top_of_story + HEADS - 4,
            bottom: end,
            is_last: true,
            is_slice: false,
        };
        draw_lives(&mut out, self, self.links, &span);
        for (index, remark) in remarks.iter().enumerate() {
            let base = end + TAIL + 12 + 18 * i32::try_from(index).unwrap_or(0);
            out.text("remark", EDGE, base, "", remark);
        }
        out.raw("</svg>\n");
        out.finish()
    }

    /// Returns what is not drawn, in sentences.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let lives = self.left_out.iter().map(|index| self.scene.lives[*index].full_name());
        let lives = counted(lives);
        let lives = match self.left_out.len() {
            0 => None,
            1 => Some(format!("1 life more has no column here: {lives}.")),
            more => Some(format!("{more} lives more have no column here: {lives}.")),
        };
        self.scene.remark.clone().into_iter().chain(lives).collect()
    }

    /// Returns the exchanges without an arrow in a drawing that has no room to say so at each group.
    fn unseen(&self) -> Option<String> {
        let numbers = self.scene.groups.iter().flat_map(|group| group.numbers(self.density).1);
        let numbers: Vec<u64> = numbers.collect();
        let is_said = self.density == Density::Lanes && !numbers.is_empty();
        is_said.then(|| format!("Not drawn: {} for keys or metadata.", listed(&numbers)))
    }

    /// Returns the name of each life with what became of it, in words.
    pub(crate) fn stories(&self) -> Vec<(String, Story)> {
        let stories = self.scene.lives.iter().map(|life| life.story(self.scene));
        self.scene.life_names().into_iter().zip(stories).collect()
    }

    /// Returns the heads of lanes and columns, for the top of a page.
    pub(crate) fn heads(&self) -> String {
        let mut out = Writer::default();
        self.open(&mut out, HEADS, "heads", "aria-hidden=\"true\"");
        self.draw_lane_heads(&mut out);
        draw_heads(&mut out, self);
        out.raw("</svg>");
        out.finish()
    }

    /// Returns the messages of a group, with the lives beside them.
    pub(crate) fn slice(&self, group: usize) -> String {
        let density = self.density.unfolded();
        let scene = self.scene;
        let first = scene.first_of(group);
        let laid = lay(&scene.groups[group], first, density, self.across);
        let is_last = scene.is_last_listed(group, density);
        let height = laid.height + if is_last { TAIL } else { 0 };
        let mut out = Writer::default();
        let label =
            format!("role=\"group\" aria-label=\"{}\"", escaped(&scene.groups[group].title));
        self.open(&mut out, height, "slice", &label);
        self.draw_lanes(&mut out, 0, laid.height);
        draw_rows(&mut out, self, &laid);
        let span = Span {
            first,
            lines: &laid.lines,
            top: 0,
            bottom: laid.height,
            is_last,
            is_slice: true,
        };
        draw_lives(&mut out, self, self.links, &span);
        out.raw("</svg>");
        out.finish()
    }

    /// Returns the lives during a group that is folded, or as they are when it begins. It leads nowhere, because it is part
    /// of the heading that folds the group.
    pub(crate) fn strip(&self, group: usize, is_folded: bool) -> String {
        let first = self.scene.first_of(group);
        let count = self.scene.groups[group].messages.len();
        let line = |index: usize| {
            2 + (STRIP - 4) * (i32::try_from(index).unwrap_or(0) + 1)
                / (i32::try_from(count).unwrap_or(0) + 1)
        };
        // Beside the heading of an open group nothing has happened yet.
        let lines: Vec<i32> = if is_folded { (0..count).map(line).collect() } else { Vec::new() };
        let is_last = is_folded && self.scene.is_last_listed(group, self.density.unfolded());
        let mut out = Writer::default();
        let class = if is_folded { "strip folded" } else { "strip unfolded" };
        self.open(&mut out, STRIP, class, "aria-hidden=\"true\"");
        out.raw(&format!(
            "<rect class=\"group\" x=\"4\" y=\"2\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
            self.across.right() - 4,
            STRIP - 4
        ));
        let span = Span {
            first,
            lines: &lines,
            top: 0,
            bottom: STRIP - if is_last { 10 } else { 0 },
            is_last,
            is_slice: true,
        };
        draw_lives(&mut out, self, Links::None, &span);
        out.raw("</svg>");
        out.finish()
    }

    /// Returns the lives beside the heading of a chapter, as they are when it begins with a group. They are as high as the
    /// heading.
    pub(crate) fn chapter_strip(&self, group: usize) -> String {
        let width = self.across.width();
        let mut out = Writer::default();
        out.raw(&format!(
            "<svg class=\"scene strip\" viewBox=\"0 0 {width} {STRIP}\" width=\"{width}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\n"
        ));
        let first = self.scene.first_of(group);
        let span =
            Span { first, lines: &[], top: 0, bottom: STRIP, is_last: false, is_slice: true };
        draw_lives(&mut out, self, Links::None, &span);
        out.raw("</svg>");
        out.finish()
    }

    fn laid(&self, density: Density) -> Vec<Laid<'s>> {
        let groups = self.scene.groups.iter().enumerate();
        groups
            .map(|(index, group)| lay(group, self.scene.first_of(index), density, self.across))
            .collect()
    }

    fn open(&self, out: &mut Writer, height: i32, class: &str, attributes: &str) {
        let width = self.across.width();
        out.raw(&format!(
            "<svg class=\"scene {class}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" {attributes}>\n"
        ));
    }

    fn draw_lanes(&self, out: &mut Writer, top: i32, bottom: i32) {
        for lane in 0..self.scene.lanes.len() {
            let x = self.across.lane(lane);
            out.raw(&format!(
                "<line class=\"lane\" x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{bottom}\"/>\n"
            ));
        }
    }

    fn draw_lane_heads(&self, out: &mut Writer) {
        for (index, lane) in self.scene.lanes.iter().enumerate() {
            let x = self.across.lane(index);
            let about = lane.about.as_deref().unwrap_or_default();
            let letters = lane.name.chars().count().max(about.chars().count() * 5 / 6).min(26);
            let half = (i32::try_from(letters).unwrap_or(0) * 4 + 16).max(44);
            let (top, height) = if about.is_empty() { (14, 30) } else { (8, 42) };
            out.raw(&format!(
                "<rect class=\"party\" x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{height}\" rx=\"10\"/>\n",
                x - half,
                half * 2
            ));
            let base = if about.is_empty() { 34 } else { 26 };
            out.text(
                "party-name",
                x,
                base,
                "text-anchor=\"middle\"",
                &crate::layout::cut(&lane.name, 26),
            );
            if !about.is_empty() {
                out.text(
                    "party-about",
                    x,
                    41,
                    "text-anchor=\"middle\"",
                    &crate::layout::cut(about, 30),
                );
            }
        }
    }

    fn draw_heading(&self, out: &mut Writer, group: usize, top: i32) {
        let group = &self.scene.groups[group];
        let width = self.across.right() - EDGE;
        out.raw(&format!(
            "<rect class=\"group\" x=\"{EDGE}\" y=\"{top}\" width=\"{width}\" height=\"{HEADING}\" rx=\"8\"/>\n"
        ));
        out.text("group-title", EDGE + 14, top + 20, "", &group.title);
        if let Some(at) = &group.at {
            let right = self.across.right() - 14;
            out.text("group-at", right, top + 20, "text-anchor=\"end\"", at);
        }
    }
}

/// Returns names, each once, with how many there are of it: `refresh token, state (×3)`.
fn counted(names: impl Iterator<Item = String>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let counted = counts.into_iter().map(|(name, count)| match count {
        1 => name,
        count => format!("{name} (×{count})"),
    });
    counted.collect::<Vec<_>>().join(", ")
}

/// Returns the numbers of exchanges in a sentence: `#4`, `#4 and #7`, `5 exchanges`.
pub(crate) fn listed(numbers: &[u64]) -> String {
    match numbers {
        [one] => format!("#{one}"),
        [one, other] => format!("#{one} and #{other}"),
        [one, other, third] => format!("#{one}, #{other} and #{third}"),
        _ => format!("{} exchanges", numbers.len()),
    }
}
