//! The truths of the verdict against their tests: each is tried thrice, and this is the list.

use std::collections::BTreeSet;
use std::fs;

use syn::Item;

use crate::source;

/// The test of the application that does everything right, which is silent of every truth that looks at it.
const RIGHT: &str = "an_application_that_does_everything_right_gets_no_finding";

/// Each truth, by its file, with a test that finds what is wrong, one that spares the innocent who looks like it, and one
/// that is silent where all is right.
#[rustfmt::skip]
const TRIED: &[(&str, [&str; 3])] = &[
    ("working_sdk_version", [
        "a_broken_version_is_said_once_with_what_mends_it",
        "a_version_that_works_is_innocent_and_stands_in_the_journal_once",
        "a_client_without_an_official_sdk_is_silent",
    ]),
    ("env_url_without_slash", [
        "two_slashes_before_a_path_of_the_environment_are_advice",
        "two_slashes_elsewhere_are_nobodys_setting",
        RIGHT,
    ]),
    ("known_parameters", [
        "misspelled_names_and_words_are_advice_that_says_what_was_meant",
        "what_the_sdks_and_the_specifications_have_is_known",
        RIGHT,
    ]),
    ("one_client", [
        "a_third_token_of_the_clients_own_while_the_first_lives_is_a_doubt",
        "tokens_that_expired_or_are_for_other_scopes_or_processes_are_innocent",
        "a_process_with_one_client_is_silent",
    ]),
    ("keys_are_cached", [
        "keys_that_one_process_fetches_at_every_sign_in_are_a_doubt",
        "keys_of_processes_of_their_own_and_keys_that_were_rotated_are_innocent",
        "a_process_with_one_client_is_silent",
    ]),
    ("sign_in_by_navigation", [
        "an_image_that_begins_a_sign_in_is_a_doubt_because_an_application_may_send_every_request_there",
        "a_frame_on_the_environments_site_may_look_in_silence",
        RIGHT,
    ]),
    ("redirect_uri_is_registered", [
        "an_unregistered_redirect_uri_is_a_doubt_because_the_seed_may_lack_it",
        "a_program_that_tries_a_redirect_uri_gets_advice",
        RIGHT,
    ]),
    ("scopes_are_right", [
        "a_sign_in_without_offline_access_is_a_doubt",
        "a_step_up_and_a_silent_look_need_no_refresh_token",
        RIGHT,
    ]),
    ("state_is_new", [
        "a_state_that_can_be_foretold_is_a_fault_where_nothing_else_protects_the_sign_in",
        "a_page_to_return_to_beside_something_random_is_innocent",
        RIGHT,
    ]),
    ("nonce_is_new", [
        "a_constant_nonce_is_advice_beside_pkce_and_a_doubt_beside_a_state",
        "two_tabs_with_the_same_link_are_innocent",
        RIGHT,
    ]),
    ("pkce", [
        "a_constant_verifier_is_a_fault_also_behind_a_page",
        "a_person_who_goes_back_and_follows_the_link_again_is_innocent",
        RIGHT,
    ]),
    ("prompt_login_for_step_up", [
        "prompt_login_at_each_of_three_sign_ins_is_a_doubt",
        "a_person_who_proves_again_who_they_are_is_innocent_however_often",
        RIGHT,
    ]),
    ("switch_selects_account", [
        "an_organization_that_a_living_session_ignores_is_a_doubt",
        "whoever_is_in_the_organization_already_has_nothing_to_switch",
        "select_account_switches",
    ]),
    ("sign_in_does_not_loop", [
        "an_error_that_leads_to_the_next_sign_in_is_a_loop",
        "one_retry_and_errors_of_different_kinds_are_no_loop",
        RIGHT,
    ]),
    ("exchange_on_the_server", [
        "a_secret_in_a_url_is_found_wherever_the_url_leads",
        "a_public_client_may_exchange_its_code_in_the_browser_and_anybody_may_look",
        "a_code_that_the_server_redeems_once_is_silent",
    ]),
    ("code_is_used_once", [
        "a_code_that_is_sent_twice_is_a_doubt_and_at_three_sign_ins_running_a_fault",
        "a_code_whose_answer_a_fault_lost_may_be_tried_again",
        "a_code_that_the_server_redeems_once_is_silent",
    ]),
    ("sdk_arguments", [
        "a_code_without_its_redirect_uri_is_found_where_an_sdk_is_used_and_a_doubt_elsewhere",
        "a_logout_address_that_a_person_types_is_innocent_and_so_is_a_browser_without_a_session",
        "an_sdk_that_gets_its_arguments_is_silent",
    ]),
    ("callback_finishes", [
        "a_sign_in_that_begins_again_after_its_tokens_is_a_callback_that_fails",
        "tabs_that_sign_in_side_by_side_are_innocent",
        RIGHT,
    ]),
    ("one_renewal", [
        "they_are_found_where_one_is_refused_also_by_the_delay_that_makes_them_visible",
        "renewals_whose_answers_a_fault_lost_are_innocent",
        "renewals_that_are_due_are_silent",
    ]),
    ("newest_refresh_token", [
        "a_refresh_token_that_was_replaced_and_comes_back_is_a_doubt",
        "a_retry_within_the_grace_is_innocent_and_so_is_one_after_an_answer_that_was_lost",
        "renewals_that_are_due_are_silent",
    ]),
    ("dead_token_is_dropped", [
        "a_dead_token_that_is_sent_again_and_again_is_a_doubt_however_often",
        "attempts_that_were_under_way_when_the_token_died_are_innocent_and_so_is_an_outage",
        "renewals_that_are_due_are_silent",
    ]),
    ("renewal_when_due", [
        "a_renewal_at_every_request_is_a_doubt_however_often",
        "one_early_renewal_is_innocent_and_so_are_those_of_short_and_of_aged_tokens",
        "renewals_that_are_due_are_silent",
    ]),
    ("own_tokens_only", [
        "a_token_of_another_client_that_is_introspected_is_a_doubt",
        "who_introspects_what_came_from_outside_is_innocent",
        "a_client_that_introspects_and_then_revokes_its_own_token_is_silent",
    ]),
    ("logout_endpoint_is_oidc_logout", [
        "another_path_with_the_id_token_is_a_fault",
        "another_path_that_somebody_types_is_a_doubt_and_one_that_a_program_tries_is_nothing",
        RIGHT,
    ]),
    ("logout_by_navigation", [
        "what_is_no_navigation_is_found_and_says_what_it_was",
        "a_second_click_and_a_typed_address_are_innocent",
        RIGHT,
    ]),
    ("redirect_is_303", [
        "a_307_is_a_fault_and_a_303_is_right",
        "a_form_of_a_page_of_another_site_is_a_doubt",
        RIGHT,
    ]),
    ("logout_carries_hint", [
        "a_third_logout_without_a_hint_right_after_the_revocation_of_the_tokens_is_a_fault",
        "without_an_id_token_or_a_session_there_is_nothing_to_send",
        RIGHT,
    ]),
    ("hint_after_renewal", [
        "an_application_that_sends_hints_until_it_renews_loses_them_by_renewing",
        "who_never_sends_a_hint_did_not_lose_it_by_a_renewal",
        "a_hint_that_was_kept_through_a_renewal_is_right",
    ]),
    ("hint_of_this_session", [
        "the_id_token_of_another_person_is_a_doubt",
        "a_person_who_signs_in_anew_in_another_tab_meanwhile_is_innocent",
        RIGHT,
    ]),
    ("post_logout_uri_is_registered", [
        "a_logout_without_a_way_back_is_a_doubt",
        "where_nobody_is_signed_in_nobody_is_stranded",
        RIGHT,
    ]),
    ("logout_state_is_new", [
        "a_constant_state_is_a_doubt",
        "the_state_of_a_second_click_and_a_new_state_are_innocent",
        RIGHT,
    ]),
    ("sign_out_everywhere", [
        "if_every_sign_out_revokes_all_sessions_it_is_a_doubt",
        "a_sign_out_everywhere_beside_others_is_innocent",
        RIGHT,
    ]),
    ("landing_page_waits", [
        "a_landing_page_that_leads_to_a_new_sign_in_is_a_doubt",
        "a_person_who_presses_sign_in_on_the_landing_page_is_innocent",
        RIGHT,
    ]),
    ("logout_reaches_scalekit", [
        "a_sign_out_of_the_application_alone_is_a_doubt_at_the_next_sign_in",
        "a_silent_look_a_switch_and_a_reload_are_innocent",
        "who_signed_out_is_asked_and_nothing_is_said",
    ]),
    ("no_renewal_after_logout", [
        "a_renewal_after_the_applications_own_sign_out_is_a_doubt",
        "a_renewal_that_was_under_way_at_the_sign_out_is_innocent",
        "renewals_that_are_due_are_silent",
    ]),
    ("token_ends_with_session", [
        "an_access_token_that_is_used_after_the_sign_out_is_a_doubt",
        "who_introspects_a_token_of_an_ended_session_is_innocent_and_so_is_who_was_not_told",
        "renewals_that_are_due_are_silent",
    ]),
    ("revokes_what_lives", [
        "an_id_token_that_is_revoked_is_found",
        "a_second_revocation_is_innocent",
        "a_client_that_introspects_and_then_revokes_its_own_token_is_silent",
    ]),
];

/// Returns the names of the truths: the files beside the table that have a `look`.
fn truths() -> BTreeSet<String> {
    let folder = source::package().join("src/verdict/truths");
    let files = fs::read_dir(folder).expect("the folder of the truths");
    let files = files.map(|file| file.expect("an entry").path());
    let looks = |item: &Item| matches!(item, Item::Fn(function) if function.sig.ident == "look");
    let is_truth = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).expect("a source");
        syn::parse_file(&text).expect("the source is Rust").items.iter().any(looks)
    };
    let name =
        |path: std::path::PathBuf| path.file_stem().map(|name| name.to_string_lossy().into());
    files.filter(is_truth).filter_map(name).collect()
}

/// Returns the names of the tests of the verdict.
fn tests() -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    let mut files = source::below(&["mock-idp/tests/sockets/verdict"]);
    files.push(source::package().join("tests/sockets/verdict.rs"));
    for path in files {
        let text = fs::read_to_string(path).expect("a source");
        for item in syn::parse_file(&text).expect("the source is Rust").items {
            if let Item::Fn(function) = item
                && function.attrs.iter().any(|attribute| attribute.path().is_ident("test"))
            {
                tests.insert(function.sig.ident.to_string());
            }
        }
    }
    tests
}

#[test]
fn each_truth_finds_spares_and_is_silent() {
    let tests = tests();
    let listed: BTreeSet<String> = TRIED.iter().map(|(truth, _)| (*truth).to_owned()).collect();
    let named = TRIED.iter().flat_map(|(_, names)| names);
    let missing: Vec<_> = named.filter(|name| !tests.contains(**name)).collect();

    assert_eq!(listed, truths(), "each truth is in the list, and nothing else");
    assert_eq!(listed.len(), TRIED.len(), "each once");
    assert_eq!(missing, [] as [&&str; 0], "each test of the list is there");
}
