//! Checks of some areas of the zoo, each with a fake and a zoo of its own.

use std::collections::BTreeSet;

use checker::{CheckError, Options, Output, Report};
use futures_util::future::{join, join_all};
use practices::Area;
use zoo::Defect;

use crate::world;

/// The zoo to check, and what of it.
pub(crate) struct Stand {
    areas: &'static [Area],
    defects: Vec<Defect>,
    thorough: bool,
    /// Looked at in place of the areas, if there are any.
    slugs: BTreeSet<&'static str>,
    output: Option<Output>,
}

impl Stand {
    /// A right zoo, of which these areas are looked at.
    pub(crate) fn of(areas: &'static [Area]) -> Self {
        Self { areas, defects: Vec::new(), thorough: false, slugs: BTreeSet::new(), output: None }
    }

    /// Adds a defect.
    pub(crate) fn with(mut self, defect: Defect) -> Self {
        self.defects.push(defect);
        self
    }

    /// Lets the check take its time.
    pub(crate) fn thorough(self) -> Self {
        Self { thorough: true, ..self }
    }

    /// Looks at one practice alone, and at what the application prints.
    pub(crate) fn printing(self, slug: &'static str, output: &Output) -> Self {
        Self { slugs: [slug].into(), output: Some(output.clone()), ..self }
    }

    /// Checks it.
    pub(crate) async fn report(&self) -> Report {
        self.check().await.expect("a check")
    }

    /// Checks it, or says why it cannot be checked.
    async fn check(&self) -> Result<Report, CheckError> {
        let change = |options: Options| Options {
            only: if self.slugs.is_empty() { self.areas.to_vec() } else { Vec::new() },
            slugs: self.slugs.iter().map(|slug| (*slug).to_owned()).collect(),
            thorough: self.thorough,
            output: self.output.clone(),
            ..options
        };
        world::check_zoo_as(&self.defects, &[], change).await.0
    }
}

/// Returns the practices of some areas that a defect breaks, by slug.
fn expected(defect: Defect, areas: &[Area]) -> BTreeSet<&'static str> {
    let rows = defect.rows().iter().filter_map(|slug| practices::by_slug(slug));
    rows.filter(|practice| areas.contains(&practice.area)).map(|practice| practice.slug).collect()
}

/// Returns the practices of some areas that are broken, by slug.
fn broken(report: &Report, areas: &[Area]) -> BTreeSet<&'static str> {
    let rows = report.broken().filter(|row| areas.contains(&row.practice.area));
    rows.map(|row| row.practice.slug).collect()
}

/// Checks the zoo with each of these defects all at once and with time, most of which is spent waiting, and without a defect as
/// well; returns a line for each whose broken rows are other ones. Practices that none of
/// these defects breaks are left out.
pub(crate) async fn mistaken_with_time(areas: &'static [Area], defects: &[Defect]) -> Vec<String> {
    let slugs: BTreeSet<_> = defects.iter().flat_map(|one| expected(*one, areas)).collect();
    let stand = || Stand { slugs: slugs.clone(), ..Stand::of(areas).thorough() };
    let each = defects.iter().map(|defect| mistake(stand(), *defect));
    let right = async {
        let report = stand().report().await;
        let found = broken(&report, areas);
        (!found.is_empty()).then(|| format!("none: {found:?}\n{}", world::in_words(&report)))
    };
    let (mistakes, right) = join(join_all(each), right).await;
    mistakes.into_iter().flatten().chain(right).collect()
}

async fn mistake(stand: Stand, defect: Defect) -> Option<String> {
    let areas = stand.areas;
    let report = match stand.with(defect).check().await {
        Ok(report) => report,
        Err(error) => return Some(format!("{defect}: {error}")),
    };
    let (found, expected) = (broken(&report, areas), expected(defect, areas));
    let words = || world::in_words(&report);
    (found != expected).then(|| format!("{defect}: {found:?} and not {expected:?}\n{}", words()))
}
