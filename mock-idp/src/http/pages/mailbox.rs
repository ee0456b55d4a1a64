//! The page of the mails that a real environment would have sent.

use askama::Template;
use jiff::Timestamp;

use crate::environment::MailState;

/// The page of all codes and links that a real environment would have mailed.
#[derive(Template)]
#[template(path = "mailbox.html")]
pub(crate) struct MailboxPage {
    /// The environment URL.
    pub(crate) environment: String,
    /// Whether there is a control API, and with it the other pages.
    pub(crate) has_control: bool,
    /// The mails, the newest first.
    pub(crate) letters: Vec<Letter>,
}

/// One mail.
pub(crate) struct Letter {
    /// The recipient's address.
    pub(crate) to: String,
    /// The digits, in full: the mailbox is meant to show them.
    pub(crate) code: Option<String>,
    /// The link, token included.
    pub(crate) link: Option<String>,
    /// When it was sent, by the environment's clock.
    pub(crate) sent_at: Timestamp,
    /// When digits and link expire.
    pub(crate) expires_at: Timestamp,
    /// The subject: `Code to sign in to Acme web`.
    pub(crate) subject: String,
    /// The state of digits and link.
    pub(crate) state: MailState,
}

/// Writes a time for people: `21 Nov 2026, 14:03:20 UTC`.
pub(super) fn spoken(moment: Timestamp) -> String {
    moment.strftime("%-d %b %Y, %H:%M:%S UTC").to_string()
}

impl MailboxPage {
    fn spoken(moment: &Timestamp) -> String {
        spoken(*moment)
    }
}

impl Letter {
    pub(super) fn is_good(&self) -> bool {
        self.state == MailState::Good
    }

    /// Returns when it expires: with the time of day alone, `14:08:20 UTC`, if that is on the day on which it was
    /// sent.
    pub(super) fn deadline(&self) -> String {
        let day = |moment: Timestamp| moment.strftime("%F").to_string();
        if day(self.sent_at) == day(self.expires_at) {
            self.expires_at.strftime("%H:%M:%S UTC").to_string()
        } else {
            spoken(self.expires_at)
        }
    }
}
