//! Row 1: the application is started once more, and a setting is missing.

use checker::{Breach, Finding, Outcome, Weight};
use practices::Practice;

use super::application::{Application, Began};

/// The row.
pub(super) const PRACTICE: &Practice = &practices::SETTINGS_FROM_ENVIRONMENT;

/// The variable that is missing.
const MISSING: &str = "SCALEKIT_CLIENT_SECRET";

/// The values with which it is missing: none, and, because libraries fill in what has none from a file, an empty one.
const AS: [Option<&str>; 2] = [None, Some("")];

impl Application<'_> {
    /// Ends the application, and starts it without a setting: it is to stop and to name that. It answered when the setting
    /// was there, which is the control.
    pub(super) async fn without_a_setting(&mut self) -> Finding {
        for value in AS {
            let outcome = match self.begin_again_with(MISSING, value).await {
                Ok(Began::Answers) => continue,
                Ok(Began::Ended) => self.last_words(),
                Err(why) => Outcome::NotTried(why),
            };
            return Finding { practice: PRACTICE, outcome };
        }
        let what = format!("without {MISSING} it starts, and answers");
        Finding { practice: PRACTICE, outcome: breach(Weight::Fault, what) }
    }

    /// Judges what it said before it ended.
    fn last_words(&self) -> Outcome {
        // A name of its own for the setting, as `clientSecret`, names it too.
        if self.said().iter().any(|line| line.to_lowercase().contains("secret")) {
            return Outcome::Holds;
        }
        breach(
            Weight::Advice,
            format!("without {MISSING} it stops, and does not say what is missing"),
        )
    }
}

fn breach(weight: Weight, what: String) -> Outcome {
    Outcome::Broken(Breach::new(weight, what))
}
