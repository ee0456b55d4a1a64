//! The mails that nobody sent.

use askama::Template;
use jiff::Timestamp;

use crate::environment::MailState;

/// Every code and link that a real environment would have mailed.
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
    /// Until when digits and link are good.
    pub(crate) expires_at: Timestamp,
    /// What it is about: `Code to sign in to Acme web`.
    pub(crate) subject: String,
    /// What has become of digits and link.
    pub(crate) state: MailState,
}

/// Writes a moment as people read it: `21 Nov 2026, 14:03:20 UTC`.
fn spoken(moment: Timestamp) -> String {
    moment.strftime("%-d %b %Y, %H:%M:%S UTC").to_string()
}

impl Letter {
    fn is_good(&self) -> bool {
        self.state == MailState::Good
    }

    /// Returns when it expires: the time of day alone, `14:08:20 UTC`, if it is the day on which it
    /// was sent.
    fn deadline(&self) -> String {
        let day = |moment: Timestamp| moment.strftime("%F").to_string();
        if day(self.sent_at) == day(self.expires_at) {
            self.expires_at.strftime("%H:%M:%S UTC").to_string()
        } else {
            spoken(self.expires_at)
        }
    }
}
