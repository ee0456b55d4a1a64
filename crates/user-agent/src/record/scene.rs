//! A request as a hop of a play, from which a scene is drawn.

use super::{Address, HopRecord};

impl HopRecord {
    /// Returns the request as a hop of the browser with this number.
    pub fn in_play(&self, browser: usize) -> theatre::Hop {
        let changed = |wanted: &[&str]| {
            let lines = self.set_cookies.iter().filter(|line| wanted.contains(&line.change));
            lines.map(|line| line.name.clone()).collect()
        };
        theatre::Hop {
            browser,
            method: self.method.clone(),
            to: self.url.in_play(),
            purpose: Some(self.kind).filter(|kind| *kind != "navigation").map(str::to_owned),
            cookies: self.cookies.clone(),
            status: self.status,
            leads_to: self.leads_to.as_ref().map(Address::in_play),
            set: changed(&["set"]),
            cleared: changed(&["cleared"]),
            marks: Vec::new(),
        }
    }
}

impl Address {
    fn in_play(&self) -> theatre::Place {
        theatre::Place {
            origin: self.origin.clone(),
            path: self.path.clone(),
            parameters: self.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
        }
    }
}
