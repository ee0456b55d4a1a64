//! The verdict as text: the counts, and of each finding what was seen, why it matters and how it is mended.

use std::fmt;

use practices::Practice;

use super::super::sighting::Numbers;
use super::super::{Exercise, Finding, Verdict, Weight};
use super::order::Placed;

/// Columns by which a verdict stands in from the counts above it, and a finding from the one that it follows from.
const INDENT: usize = 2;

/// Columns of a weight, with the space behind it: evidence, reason and remedy stand below the slug.
const WEIGHT_COLUMNS: usize = 7;

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        let slug_columns = self.findings.iter().map(|finding| finding.slug.len()).max();
        for (index, Placed { finding, depth }) in self.in_order().into_iter().enumerate() {
            if index == 0 {
                writeln!(f)?;
            }
            let indent = INDENT * (depth + 1);
            let slug_columns = slug_columns.unwrap_or_default().saturating_sub(indent - INDENT);
            write!(
                f,
                "{}",
                Block { finding, indent, slug_columns, is_under_its_cause: depth > 0 }
            )?;
        }
        if !self.not_exercised.is_empty() {
            let words: Vec<&str> =
                self.not_exercised.iter().map(|exercise| exercise.describe()).collect();
            writeln!(f, "  never exercised: {}", words.join(", "))?;
        }
        match (self.not_looked_at().count(), self.judged.len()) {
            (0, _) => Ok(()),
            (some, all) => writeln!(
                f,
                "  not looked at: {some} of {all} practices, because nothing exercised them"
            ),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slug_columns = self.slug.len();
        Block { finding: self, indent: 0, slug_columns, is_under_its_cause: false }.fmt(f)
    }
}

/// The lines of a finding.
struct Block<'a> {
    finding: &'a Finding,
    indent: usize,
    slug_columns: usize,
    /// The reason is that of the cause. Its remedy may leave something over, for which this one has its own.
    is_under_its_cause: bool,
}

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { finding, indent, slug_columns, .. } = self;
        let Finding { weight, slug, what, why, fix, .. } = finding;
        write!(f, "{:indent$}{weight:<6} {slug:<slug_columns$}  {what}", "")?;
        if finding.times > 1 {
            write!(f, "  ×{}", finding.times)?;
        }
        writeln!(f)?;
        let below = indent + WEIGHT_COLUMNS;
        writeln!(f, "{:below$}{}", "", Evidence(finding))?;
        if let Some(whose) = whose(finding) {
            writeln!(f, "{:below$}of   {whose}", "")?;
        }
        if let Some(cause) = finding.because_of {
            writeln!(f, "{:below$}so   it follows from {cause}", "")?;
        }
        if !self.is_under_its_cause {
            writeln!(f, "{:below$}why  {why}", "")?;
        }
        writeln!(f, "{:below$}fix  {fix}", "")
    }
}

/// `#41  GET /oidc/logout by node-fetch/3.3.2, the same connection as #38; again in #44, #51`
pub(super) struct Evidence<'a>(pub(super) &'a Finding);

impl fmt::Display for Evidence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { first, evidence, .. } = self.0;
        write!(f, "{first}")?;
        match evidence.get(first.named()..) {
            None | Some([]) => Ok(()),
            Some(again) => write!(f, "; again in {}", Numbers(again)),
        }
    }
}

/// Returns whose finding it is, and where it was made: `Acme web, in world_2, in “whoever signs out is out”`.
pub(super) fn whose(finding: &Finding) -> Option<String> {
    let world = finding.first.world.as_ref().map(|world| format!("in {world}"));
    let note = finding.note.as_ref().map(|note| format!("in “{note}”"));
    let client = finding.client_name().map(str::to_owned);
    let parts: Vec<String> = [client, world, note].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

impl Verdict {
    /// Returns the counts: `2 sign-ins, 1 renewal, 1 sign-out; 1 fault (mock-idp explain logout-by-navigation)`.
    pub fn summary(&self) -> String {
        let exercised = [
            (Exercise::SignIn, "sign-in", "sign-ins"),
            (Exercise::Renewal, "renewal", "renewals"),
            (Exercise::SignOut, "sign-out", "sign-outs"),
        ];
        let exercised =
            exercised.map(|(exercise, one, many)| count(self.times(exercise), one, many));
        format!("{}; {}", exercised.join(", "), self.count_findings())
    }

    /// Returns the practices without a finding that no client exercised, each with what nobody did.
    pub(super) fn not_looked_at(&self) -> impl Iterator<Item = (&'static Practice, &'static str)> {
        let unfound = self.judged.iter().filter(|it| self.finding(it.practice.slug).is_none());
        unfound.filter_map(|judged| Some((judged.practice, judged.missing?)))
    }

    fn count_findings(&self) -> String {
        let weights = [
            (Weight::Fault, "fault", "faults"),
            (Weight::Doubt, "doubt", "doubts"),
            (Weight::Advice, "piece of advice", "pieces of advice"),
        ];
        let counts: Vec<String> = weights
            .into_iter()
            .map(|(weight, one, many)| (self.of(weight).count() as u64, one, many))
            .filter(|(number, ..)| *number > 0)
            .map(|(number, one, many)| count(number, one, many))
            .collect();
        let Some(first) = self.findings.first() else { return "no finding".to_owned() };
        let is_one = self.findings.iter().all(|finding| finding.slug == first.slug);
        let counts = counts.join(", ");
        if is_one {
            format!("{counts} (mock-idp explain {})", first.slug)
        } else {
            format!("{counts} (mock-idp explain NAME says more of each)")
        }
    }

    /// Asserts that no client has a fault. Doubts and advice are no failures.
    ///
    /// ```should_panic
    /// # let idp = mock_idp::MockIdp::start();
    /// # let query = "response_type=code&client_id=skc_100000000000000001&scope=openid&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fauth%2Fcallback";
    /// # let url = format!("{}/oauth/authorize?{query}", idp.environment_url());
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// // The application's authorization request, which a browser sends, has neither state, nonce nor PKCE.
    /// reqwest::Client::new().get(url).header("sec-fetch-mode", "navigate").header("sec-fetch-site", "cross-site").header("referer", "http://localhost:3000/").send().await?;
    /// # Ok::<(), reqwest::Error>(())
    /// # }).unwrap();
    ///
    /// idp.verdict().assert_clean(); // panics: `fault  state-is-new  the authorization request has no state …`
    /// ```
    ///
    /// # Panics
    ///
    /// If a client has a fault; the message is the verdict.
    #[track_caller]
    pub fn assert_clean(&self) {
        assert!(self.faults().next().is_none(), "the verdict on the clients: {self}");
    }
}

fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
