//! What is seen when a token's life has passed, and not before: every such defect of the zoo is found, and nothing else.

use practices::Area;
use zoo::Defect;

use crate::stand::mistaken_with_time;

#[tokio::test]
async fn a_role_that_outlives_its_token_is_found() {
    let roles = [Defect::RolesOfSignIn, Defect::AdminOnceAdminForever];

    assert_eq!(mistaken_with_time(&[Area::Authorization], &roles).await, [""; 0]);
}

#[tokio::test]
async fn a_session_that_outlives_its_end_is_found() {
    let sessions = [Defect::RevokedLivesOn, Defect::SignedOutLivesOn];

    assert_eq!(mistaken_with_time(&[Area::Remote, Area::Quality], &sessions).await, [""; 0]);
}

#[tokio::test]
async fn a_client_that_waits_for_ever_is_found() {
    assert_eq!(mistaken_with_time(&[Area::Settings], &[Defect::NoTimeout]).await, [""; 0]);
}

#[tokio::test]
async fn attempts_that_are_kept_for_ever_are_found() {
    assert_eq!(mistaken_with_time(&[Area::Quality], &[Defect::AttemptsUnbounded]).await, [""; 0]);
}
