//! Strict applications: what they refuse must not hide what they do wrong.

use checker::Options;
use zoo::{Defect, Unusual};

use crate::world::{broken, check_zoo_as};

#[tokio::test]
async fn an_application_that_requires_the_issuer_is_seen_to_echo_an_error() {
    let slugs = vec!["callback-error-is-not-echoed".to_owned()];
    let few = |options: Options| Options { slugs, ..options };
    let (defects, unusual) = ([Defect::ErrorEchoed], [Unusual::IssuerRequired]);

    let report = check_zoo_as(&defects, &unusual, few).await.0.expect("a check");

    assert_eq!(broken(&report), ["callback-error-is-not-echoed"], "{report}");
}
