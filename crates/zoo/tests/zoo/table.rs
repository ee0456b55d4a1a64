//! The table of defects: every practice that can be seen is broken by one, or excused.

use std::collections::BTreeSet;

use practices::Vantage;
use zoo::{Defect, EXCUSES, Unusual};

/// The most practices without a defect; with more, the zoo would prove little.
const MOST_EXCUSES: usize = 12;

fn broken() -> BTreeSet<&'static str> {
    Defect::ALL.iter().flat_map(|defect| defect.rows()).copied().collect()
}

#[test]
fn a_defect_breaks_practices_that_there_are() {
    let unknown: Vec<_> =
        broken().into_iter().filter(|row| practices::by_slug(row).is_none()).collect();

    assert_eq!(unknown, [] as [&str; 0]);
}

#[test]
fn each_row_that_can_be_seen_is_broken_by_a_defect_or_excused() {
    let excused: BTreeSet<&str> = EXCUSES.iter().map(|excuse| excuse.row).collect();
    let can_be_seen =
        |vantage| matches!(vantage, Vantage::Fake | Vantage::Browser | Vantage::Control);
    let rows = practices::all().filter(|it| it.row.is_some() && can_be_seen(it.vantage));
    let missing: Vec<_> = rows
        .map(|practice| practice.slug)
        .filter(|slug| !broken().contains(slug) && !excused.contains(slug))
        .collect();

    assert_eq!(missing, [] as [&str; 0]);
    assert!(EXCUSES.len() <= MOST_EXCUSES);
}

#[test]
fn an_excuse_is_of_a_practice_that_no_defect_breaks_and_says_why() {
    for excuse in EXCUSES {
        assert!(practices::by_slug(excuse.row).is_some(), "{}", excuse.row);
        assert!(!broken().contains(excuse.row), "{}", excuse.row);
        assert!(excuse.why.ends_with('.'), "{}", excuse.row);
    }
}

#[test]
fn names_are_in_kebab_case_and_lead_back() {
    for defect in Defect::ALL {
        let from_variant = format!("{defect:?}");
        let joined: String = defect.name().split('-').collect();
        assert_eq!(joined, from_variant.to_lowercase());
        assert_eq!(defect.name().parse(), Ok(*defect));
        assert!(defect.sentence().ends_with('.'), "{defect}");
    }
    for unusual in Unusual::ALL {
        assert_eq!(unusual.name().parse(), Ok(*unusual));
    }
    let unknown = "no-such-thing".parse::<Defect>().expect_err("there is none").to_string();
    assert_eq!(unknown, "the zoo has no defect no-such-thing; `--list` shows what it has");
}
