//! One group of a scene as a scene of its own.

use crate::{Death, Group, Life, Lingering, Message, Scene};

impl Scene {
    /// Returns a group as a scene, with what is seen of the lives meanwhile and without browsers that send nothing. A life
    /// that began before the group is older than the scene; one that began after it or ended before it is left out. A group
    /// that does not exist has no messages.
    #[must_use]
    pub fn part(&self, group: usize) -> Self {
        let Some(shown) = self.groups.get(group) else {
            return Self { groups: Vec::new(), lives: Vec::new(), ..self.clone() };
        };
        let first = self.first_of(group);
        let within = first..first + shown.messages.len();
        let is_last = group + 1 == self.groups.len();
        let place = |at: &usize| within.contains(at).then(|| at - first);
        let places = |all: &[usize]| all.iter().filter_map(place).collect();
        let lives = self.lives.iter().filter(|life| {
            let is_over = life.death.as_ref().is_some_and(|death| death.at < within.start);
            life.start() < within.end && !is_over
        });
        let lives = lives.map(|life| Life {
            born: life.born.as_ref().and_then(place),
            shown: places(&life.shown),
            renewed: places(&life.renewed),
            death: life
                .death
                .clone()
                .filter(|death| within.contains(&death.at) || is_last && death.at == within.end)
                .map(|death| Death { at: death.at - first, ..death }),
            lingering: life.lingering.clone().filter(|lingering| lingering.since < within.end).map(
                |Lingering { since, why }| Lingering { since: since.saturating_sub(first), why },
            ),
            ..life.clone()
        });
        let is_here = |number: u64| shown.messages.iter().any(|message| message.number == number);
        let is_used = |lane: usize| {
            let mut messages = shown.messages.iter();
            messages.any(|message| message.from == lane || message.to == lane)
        };
        let lanes = self.lanes.iter().enumerate();
        let lanes: Vec<_> = lanes.filter(|(at, lane)| !lane.is_browser || is_used(*at)).collect();
        let lane = |lane: usize| lanes.iter().position(|(at, _)| *at == lane).unwrap_or_default();
        let messages = shown.messages.iter().map(|message| Message {
            from: lane(message.from),
            to: lane(message.to),
            ..message.clone()
        });
        let group = Group { messages: messages.collect(), ..shown.clone() };
        Self {
            title: self.title.clone(),
            lanes: lanes.iter().map(|(_, lane)| (*lane).clone()).collect(),
            groups: vec![group],
            lives: lives.collect(),
            abouts: self.abouts.iter().filter(|about| is_here(about.number)).cloned().collect(),
            remark: None,
        }
    }
}
