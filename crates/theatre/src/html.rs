//! A scene in a page: folded by group, and beside it what is known of each arrow and each life.

use std::fmt::Write as _;

use askama::Template;

use crate::life::Story;
use crate::svg::{Chosen, Drawing, listed};
use crate::{About, Density, Group, Life, Links, Mark, Message, Scene, Weight};

/// How a scene stands in a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View<'a> {
    /// How much is drawn.
    pub density: Density,
    /// Whether it is drawn at all.
    pub form: Form,
    /// Where arrows and lives lead.
    pub links: Links<'a>,
    /// The exchange whose arrow is chosen.
    pub arrow: Option<u64>,
    /// The life that is chosen, by its index.
    pub life: Option<usize>,
    /// Where nothing is chosen.
    pub unchosen: Option<&'a str>,
}

/// Whether a scene is a diagram or a list. A narrow page shows the list in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A diagram.
    #[default]
    Diagram,
    /// An ordered list in words.
    Text,
}

/// The scene in a page.
#[derive(Template)]
#[template(path = "fragment.html")]
struct Fragment<'s> {
    drawing: Drawing<'s>,
    view: View<'s>,
    panels: Vec<Panel<'s>>,
}

/// A page of its own.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'s> {
    title: &'s str,
    fragment: String,
    rules: String,
}

/// What is known of an arrow or a life.
enum Panel<'s> {
    Arrow { about: &'s About, marks: Vec<&'s Mark>, is_chosen: bool },
    Life { index: usize, life: &'s Life, name: String, story: Story, is_chosen: bool },
}

impl Scene {
    /// Returns the scene as a page of HTML, without a script and without anything to load.
    pub fn to_html(&self, density: Density) -> String {
        let view = View { density, links: Links::Anchors, ..View::default() };
        let page =
            Page { title: &self.title, fragment: self.to_fragment(view), rules: self.rules() };
        page.render().expect("a template over owned strings always renders") + "\n"
    }

    /// Returns the scene as a part of a page that has the [style](crate::STYLE).
    pub fn to_fragment(&self, view: View<'_>) -> String {
        let chosen = Chosen { arrow: view.arrow, life: view.life };
        let drawing = Drawing::of(self, view.density, view.links, chosen);
        let fragment = Fragment { drawing, view, panels: self.panels(view) };
        fragment.render().expect("a template over owned strings always renders")
    }

    /// Returns what is known of the chosen arrow or life; of all of them, where links stay in the page.
    fn panels(&self, view: View<'_>) -> Vec<Panel<'_>> {
        let is_all = view.links == Links::Anchors;
        let arrows = self.abouts.iter().filter_map(|about| {
            let is_chosen = view.arrow == Some(about.number);
            (is_all || is_chosen).then(|| self.arrow_panel(about, is_chosen))
        });
        let named = self.lives.iter().zip(self.life_names()).enumerate();
        let lives = named.filter_map(|(index, (life, name))| {
            let is_chosen = view.life == Some(index) && view.arrow.is_none();
            let story = (is_all || is_chosen).then(|| life.story(self))?;
            Some(Panel::Life { index, life, name, story, is_chosen })
        });
        arrows.chain(lives).collect()
    }

    fn arrow_panel<'s>(&'s self, about: &'s About, is_chosen: bool) -> Panel<'s> {
        let messages = self.messages().filter(|(_, message)| message.number == about.number);
        let marks = messages.flat_map(|(_, message)| &message.marks).collect();
        Panel::Arrow { about, marks, is_chosen }
    }

    /// Returns a rule for each exchange and each life, by which the place that the address names lights it up: of a life all
    /// else is faded, as in `scene.css`.
    fn rules(&self) -> String {
        let mut rules = String::new();
        for About { number, .. } in &self.abouts {
            let _ = writeln!(
                rules,
                ".theatre:has(#about-{number}:target) [data-number=\"{number}\"] {{ --behind: var(--t-wash); }}"
            );
        }
        for index in 0..self.lives.len() {
            let _ = writeln!(
                rules,
                ".theatre:has(#about-life-{index}:target) :is(.life:not(.life-{index}), .message:not(.of-life-{index})) {{ --faded: var(--s-soft); --fade: 0.4; --pale: color-mix(in srgb, var(--k) 40%, var(--s-card)); }}"
            );
            let _ = writeln!(
                rules,
                ".theatre:has(#about-life-{index}:target) :is(.words .of-life-{index}, .lives-in-words .life-{index}) {{ --behind: var(--t-wash); }}"
            );
        }
        rules
    }
}

impl Fragment<'_> {
    fn groups(&self) -> impl Iterator<Item = (usize, &Group)> {
        let scene = self.drawing.scene;
        let listed = scene.listed(self.view.density.unfolded());
        listed.into_iter().map(|index| (index, &scene.groups[index]))
    }

    fn is_open(&self, group: &Group) -> bool {
        let has_chosen =
            group.messages.iter().any(|message| Some(message.number) == self.view.arrow);
        self.view.density != Density::Story || has_chosen
    }

    /// Returns the classes of a line: the lives that its message touches, and whether it is chosen, by itself or with a
    /// life.
    fn classes(&self, place: usize, message: &Message) -> String {
        let touched = self.drawing.scene.touched(place);
        let is_chosen = match (self.view.arrow, self.view.life) {
            (Some(number), _) => number == message.number,
            (None, life) => life.is_some_and(|life| touched.contains(&life)),
        };
        let classes = touched.iter().map(|index| format!("of-life-{index}"));
        let classes = classes.chain(is_chosen.then(|| "chosen".to_owned()));
        classes.collect::<Vec<_>>().join(" ")
    }

    fn below(&self, message: &Message) -> Vec<(&'static str, String)> {
        message.below(self.view.density)
    }

    fn is_life_chosen(&self, index: usize) -> bool {
        self.view.life == Some(index) && self.view.arrow.is_none()
    }

    fn from(&self, message: &Message) -> &str {
        self.drawing.scene.lane(message.from)
    }

    fn to(&self, message: &Message) -> &str {
        self.drawing.scene.lane(message.to)
    }

    fn is_text(&self) -> bool {
        self.view.form == Form::Text
    }

    /// Returns how many exchanges are seen of a group, and which are not.
    fn count(&self, group: &Group) -> String {
        let (seen, unseen) = group.numbers(self.view.density.unfolded());
        let seen = match seen.len() {
            1 => "1 exchange".to_owned(),
            count => format!("{count} exchanges"),
        };
        match unseen.as_slice() {
            [] => seen,
            unseen => format!("{seen}, without {} for keys or metadata", listed(unseen)),
        }
    }

    /// Returns the messages of a group that are in its list, as in its drawing, each with its place.
    fn messages(&self, group: usize) -> impl Iterator<Item = (usize, &Message)> {
        let density = self.view.density.unfolded();
        let scene = self.drawing.scene;
        let places = scene.first_of(group)..;
        places
            .zip(&scene.groups[group].messages)
            .filter(move |(_, message)| message.is_seen(density))
    }

    /// Returns the name of each life by its index, with what became of it.
    fn stories(&self) -> impl Iterator<Item = (usize, (String, Story))> {
        self.drawing.stories().into_iter().enumerate()
    }

    /// Whether the lives stand unfolded below the messages: not where a page has several scenes.
    fn are_lives_open(&self) -> bool {
        self.view.links != Links::None
    }

    /// Returns the findings of a group, by weight.
    fn weights(group: &Group) -> Vec<(Weight, String)> {
        let count = |weight: Weight| {
            let marks = group.messages.iter().flat_map(|message| &message.marks);
            marks.filter(|mark| mark.weight == weight).count()
        };
        let weights = [Weight::Fault, Weight::Doubt, Weight::Advice];
        let found = weights.into_iter().map(|weight| (weight, count(weight)));
        let said = |(weight, count): (Weight, usize)| match (weight, count) {
            (_, 0) => None,
            (Weight::Advice, _) => Some((weight, "advice".to_owned())),
            (_, 1) => Some((weight, format!("1 {}", weight.as_str()))),
            (_, count) => Some((weight, format!("{count} {}s", weight.as_str()))),
        };
        found.filter_map(said).collect()
    }

    fn href(&self, message: &Message) -> Option<String> {
        self.view.links.line(message.number)
    }

    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        text.split('`').enumerate().map(|(index, part)| (index % 2 == 1, part))
    }
}
