//! The mails that nobody sent.

use askama::Template;
use jiff::Timestamp;

/// Every code that a real environment would have mailed.
#[derive(Template)]
#[template(path = "mailbox.html")]
pub(crate) struct MailboxPage {
    /// The mails, the newest first.
    pub(crate) letters: Vec<Letter>,
}

/// One mail.
pub(crate) struct Letter {
    /// To whom.
    pub(crate) to: String,
    /// The digits, in full: the mailbox is their owner's.
    pub(crate) code: Option<String>,
    /// Where its link leads, token and all.
    pub(crate) link: Option<String>,
    /// When, by the environment's clock.
    pub(crate) sent_at: Timestamp,
    /// Until when the digits are good.
    pub(crate) expires_at: Timestamp,
    /// Whether that time has passed.
    pub(crate) expired: bool,
}

/// A moment as people read it: `21 Nov 2026, 14:03:20 UTC`.
fn spoken(moment: Timestamp) -> String {
    moment.strftime("%-d %b %Y, %H:%M:%S UTC").to_string()
}

/// The time of day alone: `14:08:20 UTC`.
fn time_of_day(moment: Timestamp) -> String {
    moment.strftime("%H:%M:%S UTC").to_string()
}
