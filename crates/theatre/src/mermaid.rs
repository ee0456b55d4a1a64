//! A scene as a sequence diagram of Mermaid.

use std::fmt::Write as _;

use crate::{Density, Message, Scene, Weight};

impl Scene {
    /// Returns the scene as a sequence diagram of Mermaid, which GitHub draws in Markdown. It has the messages and the
    /// findings; Mermaid has nothing for lives.
    pub fn to_mermaid(&self, density: Density) -> String {
        let mut text = "sequenceDiagram\n".to_owned();
        for (index, lane) in self.lanes.iter().enumerate() {
            let name = lane.about.as_ref().map_or(lane.name.clone(), |about| {
                format!("{}<br/>{}", escaped(&lane.name), escaped(about))
            });
            let name = if lane.about.is_some() { name } else { escaped(&name) };
            let _ = writeln!(text, "  participant L{index} as {name}");
        }
        let last = self.lanes.len().saturating_sub(1);
        for (index, group) in self.groups.iter().enumerate() {
            let over = if last == 0 { "L0".to_owned() } else { format!("L0,L{last}") };
            if let Some(chapter) = self.begins_chapter(index) {
                let _ = writeln!(text, "  Note over {over}: {}", escaped(chapter));
            }
            let _ = writeln!(text, "  Note over {over}: {}", escaped(&group.title));
            for message in &group.messages {
                write_message(&mut text, message, density, last);
            }
        }
        text
    }
}

fn write_message(text: &mut String, message: &Message, density: Density, last: usize) {
    let is_shown = density != Density::Story && message.is_drawn(density);
    let Message { from, to, .. } = message;
    if is_shown {
        let arrow = match (message.is_answer(), message.is_inferred, message.weight()) {
            (_, true, _) => "--)",
            (true, _, _) => "-->>",
            (false, _, Some(Weight::Fault)) => "-x",
            (false, _, _) => "->>",
        };
        let _ = writeln!(text, "  L{from}{arrow}L{to}: {}", escaped(&message.line()));
        if density == Density::Everything {
            for line in message.details.iter().chain(&message.events) {
                let _ = writeln!(text, "  Note right of L{last}: {}", escaped(line));
            }
        }
    }
    for mark in &message.marks {
        let finding = format!("{} {}: {}", mark.weight.as_str(), mark.slug, mark.what);
        let _ = writeln!(text, "  Note right of L{last}: {}", escaped(&finding));
    }
}

/// Escapes what Mermaid reads: `;` ends a statement, `#` begins an entity, and a label is HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '#' => escaped.push_str("#35;"),
            ';' => escaped.push_str("#59;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}
