//! Where the arrows and lives of a drawing lead.

/// Where the arrows and lives of a drawing lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links<'a> {
    /// Nowhere.
    #[default]
    None,
    /// To places in the same page.
    Anchors,
    /// To this address, which ends where a parameter of a query follows.
    At(&'a str),
}

impl Links<'_> {
    /// Returns where the arrow of an exchange leads.
    pub(crate) fn arrow(self, number: u64) -> Option<String> {
        match self {
            Self::None => None,
            Self::Anchors => Some(format!("#about-{number}")),
            Self::At(address) => Some(format!("{address}arrow={number}#arrow-{number}")),
        }
    }

    /// Returns where the line of an exchange leads: as its arrow does, and back to the line.
    pub(crate) fn line(self, number: u64) -> Option<String> {
        match self {
            Self::At(address) => Some(format!("{address}arrow={number}#line-{number}")),
            Self::None | Self::Anchors => self.arrow(number),
        }
    }

    /// Returns where the story of the life with this index leads: as its bar does, and back to the story.
    pub(crate) fn story(self, index: usize) -> Option<String> {
        match self {
            Self::At(address) => Some(format!("{address}life={index}#story-{index}")),
            Self::None | Self::Anchors => self.life(index),
        }
    }

    /// Returns where the life with this index leads.
    pub(crate) fn life(self, index: usize) -> Option<String> {
        match self {
            Self::None => None,
            Self::Anchors => Some(format!("#about-life-{index}")),
            Self::At(address) => Some(format!("{address}life={index}#life-{index}")),
        }
    }
}
