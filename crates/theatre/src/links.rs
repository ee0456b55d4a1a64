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

    /// Returns where the life with this index leads.
    pub(crate) fn life(self, index: usize) -> Option<String> {
        match self {
            Self::None => None,
            Self::Anchors => Some(format!("#about-life-{index}")),
            Self::At(address) => Some(format!("{address}life={index}#life-{index}")),
        }
    }
}
