//! A scene as text: what a diagram shows, in order.

use std::fmt::Write as _;

use crate::{Group, Message, Scene};

impl Scene {
    /// Returns the scene as lines: a heading for each group, a line for each message, and the lives.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (index, group) in self.groups.iter().enumerate() {
            if let Some(chapter) = self.begins_chapter(index) {
                let _ = writeln!(text, "{chapter}");
            }
            let _ = writeln!(text, "{}", heading(group));
            for message in &group.messages {
                let _ = writeln!(text, "  {}", self.sentence(message));
                for mark in &message.marks {
                    let _ = writeln!(
                        text,
                        "      {} {}: {}",
                        mark.weight.as_str(),
                        mark.slug,
                        mark.what
                    );
                }
            }
        }
        for life in &self.lives {
            let story = life.story(self);
            let story: Vec<_> =
                story.into_iter().map(|(what, how)| format!("{what} {how}")).collect();
            let _ = writeln!(text, "{}: {}", life.full_name(), story.join("; "));
        }
        text.extend(self.remark.iter().map(|remark| format!("{remark}\n")));
        text
    }

    /// Returns a message in words: `#12 browser to Scalekit: GET /oidc/logout  with session`.
    pub(crate) fn sentence(&self, message: &Message) -> String {
        let inferred = if message.is_inferred { ", inferred" } else { "" };
        let (from, to) = (self.lane(message.from), self.lane(message.to));
        format!("#{} {from} to {to}{inferred}: {}", message.number, message.line())
    }
}

fn heading(group: &Group) -> String {
    match &group.at {
        Some(at) => format!("{at} {}", group.title),
        None => group.title.clone(),
    }
}
