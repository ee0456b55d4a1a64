//! What the fake alone says of a defect, after what people do every day.

use std::fmt::Write as _;

use mock_idp::verdict::Verdict;
use tokio::task::JoinSet;
use zoo::Defect;

use crate::world::{A_WHILE, ALICE, BOB, World};

/// The defects that show to the fake when people sign in, stay, and sign out.
const EVERY_DAY: &[Defect] = &[
    Defect::EnvUrlWithSlash,
    Defect::ClientPerRequest,
    Defect::BareLogout,
    Defect::UnknownParameter,
    Defect::BrokenSdkVersion,
    Defect::NextInRedirectUri,
    Defect::OfflineAccessMissing,
    Defect::StateMissing,
    Defect::StateConstant,
    Defect::StateIsTime,
    Defect::PkceMissing,
    Defect::PkceConstant,
    Defect::NonceMissing,
    Defect::NonceConstant,
    Defect::PromptLogin,
    Defect::ExchangeByGet,
    Defect::SecretInUrl,
    Defect::CallbackLosesSession,
    Defect::HintLostAtRenewal,
    Defect::KeysEachTime,
    Defect::OldRefreshToken,
    Defect::RenewsAlways,
    Defect::HintMissing,
    Defect::AccessTokenAsHint,
    Defect::HintUndefined,
    Defect::LocalOnly,
    Defect::ServerCallsLogout,
    Defect::RedirectIs307,
    Defect::RedirectIs308,
    Defect::PostLogoutUnregistered,
    Defect::PostLogoutRelative,
    Defect::PostLogoutMissing,
    Defect::LogoutStateConstant,
    Defect::LandingSignsIn,
    Defect::LogoutElsewhere,
    Defect::RevokesIdToken,
    Defect::SignOutIsEverywhere,
];

/// Lets a person sign in, read for so many renewals, sign out, and come back to sign in. What fails by a defect, fails.
async fn visit(world: &World, email: &str, renewals: usize) {
    let mut browser = world.browser();
    world.idp.sign_in_next_as(email).expect("a person");
    let _ = browser.open(&world.url("/")).await;
    let _ = browser.click("Sign in").await;
    let _ = browser.open(&world.url("/reports/7")).await;
    for _ in 0..renewals {
        world.pass(A_WHILE);
        for _ in 0..2 {
            let _ = browser.open(&world.url("/dashboard")).await;
        }
    }
    let _ = browser.press("Sign out").await;
    let _ = browser.open(&world.url("/")).await;
    let _ = browser.click("Sign in").await;
}

/// Returns the verdict after three people visited, one of them by a link to a page within.
async fn verdict_of(defect: Option<Defect>) -> Verdict {
    let world = match defect {
        Some(defect) => World::with(defect).await,
        None => World::right(&[]).await,
    };
    for (email, renewals) in [(ALICE, 0), (BOB, 2), (ALICE, 2)] {
        visit(&world, email, renewals).await;
    }
    world.idp.sign_in_next_as(BOB).expect("a person");
    let _ = world.browser().open(&world.url("/reports/7")).await;
    world.idp.verdict()
}

#[tokio::test]
async fn nothing_is_said_of_the_right_application() {
    let verdict = verdict_of(None).await;

    assert!(verdict.findings.is_empty(), "{verdict}");
}

#[tokio::test]
async fn a_defect_that_shows_every_day_is_seen_by_the_fake() {
    let mut verdicts = JoinSet::new();
    for (place, defect) in EVERY_DAY.iter().copied().enumerate() {
        verdicts.spawn(async move { (place, defect, verdict_of(Some(defect)).await) });
    }
    let mut verdicts = verdicts.join_all().await;
    verdicts.sort_by_key(|(place, ..)| *place);
    let mut table = String::new();
    for (_, defect, verdict) in verdicts {
        let said =
            verdict.findings.iter().map(|it| format!("{} ({})", it.slug, it.weight.as_str()));
        let said: Vec<String> = said.collect();
        writeln!(table, "{defect}: {}", said.join(", ")).expect("a text grows");
        for row in defect.rows() {
            assert!(verdict.findings.iter().any(|it| it.slug == *row), "{defect}\n{verdict}");
        }
    }

    insta::assert_snapshot!(table);
}
