//! The equality: of the zoo with a defect a check says exactly the rows that the defect declares.

use std::collections::BTreeSet;

use futures_util::StreamExt as _;
use futures_util::stream;
use zoo::{Defect, Unusual};

use crate::world;

/// How many checks run side by side.
const AT_ONCE: usize = 3;

/// Defects whose rows no probe decides yet, or not without scripts, a process or much time.
fn is_out_of_reach(defect: Defect) -> bool {
    let decided = checker::decided();
    let is_decided = |slug: &&str| decided.iter().any(|practice| practice.slug == *slug);
    defect.thorough()
        || defect.needs_scripts()
        || defect.needs_process()
        || !defect.rows().iter().all(is_decided)
}

/// Checks the zoo with each of these defects, and fails for each whose broken rows are other ones.
async fn assert_each_is_found(defects: impl Iterator<Item = Defect>) {
    let checks = stream::iter(defects).map(|defect| async move {
        let report = world::check_zoo(&[defect], &[]).await;
        let declared: BTreeSet<_> = defect.rows().iter().copied().collect();
        let found: BTreeSet<_> = match &report {
            Ok(report) => world::broken(report).into_iter().collect(),
            // Nobody gets in, and so there is no report; but the error names the row.
            Err(why) => {
                let why = why.to_string();
                declared.iter().copied().filter(|slug| why.contains(slug)).collect()
            }
        };
        let words = report.as_ref().map_or_else(ToString::to_string, world::in_words);
        (found != declared)
            .then(|| format!("{defect} breaks {declared:?}, and was found:\n{words}"))
    });
    let wrong: Vec<_> =
        checks.buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await;

    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

fn within_reach() -> impl Iterator<Item = Defect> {
    Defect::ALL.iter().copied().filter(|defect| !is_out_of_reach(*defect))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_every_sixth_defect_exactly_its_rows_are_broken() {
    assert_each_is_found(within_reach().step_by(6)).await;
}

#[ignore = "takes ten minutes"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_each_defect_exactly_its_rows_are_broken() {
    assert_each_is_found(within_reach()).await;
}

#[tokio::test]
async fn in_the_right_zoo_nothing_is_broken_and_the_way_out_is_found() {
    let report = world::check_zoo(&[], &[]).await.expect("a check");

    assert_eq!(world::in_words(&report), "", "{report}");
    assert_eq!(report.exit(), 0, "{report}");
}

#[tokio::test]
async fn in_what_is_unusual_and_right_nothing_is_broken() {
    for unusual in Unusual::ALL {
        let report = world::check_zoo(&[], &[*unusual]).await.expect("a check");

        assert_eq!(world::in_words(&report), "", "{unusual:?}\n{report}");
        assert_eq!(report.exit(), 0, "{unusual:?}\n{report}");
    }
}
