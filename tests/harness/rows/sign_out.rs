//! Signing out, several devices and applications, and the rest: rows 77 to 120.

use super::Row;
use crate::evidence::Shown::{By, DoesNotApply};

pub(super) static SHOWN: [Row; 44] = [
    // Signing out.
    (
        &practices::LOGOUT_CARRIES_HINT,
        By("sample-app `the_button_signs_out_here_and_sends_the_browser_to_scalekit`; e2e \
            `the_button_signs_out_here_and_at_scalekit`"),
    ),
    (&practices::LOGOUT_REACHES_SCALEKIT, By("e2e `the_button_signs_out_here_and_at_scalekit`")),
    (
        &practices::LOGOUT_BY_NAVIGATION,
        By("e2e `the_button_signs_out_here_and_at_scalekit` \
            `fetching_the_logout_url_ends_nothing_and_navigating_to_it_does` \
            `a_server_that_calls_the_logout_url_ends_nothing`"),
    ),
    (
        &practices::REDIRECT_IS_303,
        By("sample-app `the_button_signs_out_here_and_sends_the_browser_to_scalekit`; e2e \
            `a_link_on_our_own_page_signs_out_by_a_302`"),
    ),
    (
        &practices::EVERY_COOKIE_IS_CLEARED,
        By("e2e `the_button_signs_out_here_and_at_scalekit` \
         `a_cookie_of_the_domain_is_set_and_cleared_alike_and_counts_at_each_host`; scalekit-axum \
         `a_cookie_is_cleared_with_the_attributes_it_was_set_with`"),
    ),
    (
        &practices::SESSION_DIES_ON_THE_SERVER,
        By("e2e `a_kept_cookie_is_dead_at_once_and_stays_dead`; sample-app \
            `a_kept_copy_of_the_cookie_is_dead_at_once` \
            `a_sign_out_ends_this_device_and_no_other` \
            `an_api_client_signs_its_device_out_by_either_token_and_at_scalekit_too`"),
    ),
    (&practices::LOGOUT_COUNTS_AT_ONCE, By("e2e `a_kept_cookie_is_dead_at_once_and_stays_dead`")),
    (
        &practices::ONLY_THE_PERSON_SIGNS_OUT,
        By("e2e `no_other_site_can_sign_her_out` \
            `a_neighbour_on_another_port_brings_the_cookie_and_is_refused` \
            `a_link_from_elsewhere_gets_a_question_that_the_person_can_answer`; sample-app \
            `a_get_signs_out_when_this_site_or_the_person_navigates_and_needs_a_click_otherwise` \
            `another_sites_form_cannot_even_clear_a_cookie` `a_head_changes_nothing`"),
    ),
    (
        &practices::REFUSED_LOGOUT_IS_VISIBLE,
        By("sample-app `without_the_token_the_person_stays_and_sees_why` \
            `a_sign_out_that_failed_does_not_pretend`"),
    ),
    (
        &practices::SCRIPT_CLEARS_AFTER_SUCCESS,
        By("sample-app `a_script_gets_the_address_to_navigate_to`; e2e \
            `fetching_the_logout_url_ends_nothing_and_navigating_to_it_does`"),
    ),
    (
        &practices::POST_LOGOUT_URI_IS_REGISTERED,
        By("sample-app `where_the_browser_comes_to_rest_is_not_the_requests_to_choose`; e2e \
            `a_page_names_what_was_requested_and_what_is_registered_and_the_session_stays`"),
    ),
    (&practices::LOGOUT_STATE_IS_NEW, DoesNotApply("it sends none")),
    (
        &practices::LANDING_PAGE_WAITS,
        By("e2e `the_button_signs_out_here_and_at_scalekit`; sample-app \
            `the_landing_rests_and_promises_no_more_than_is_true`"),
    ),
    (
        &practices::LOGOUT_IS_IDEMPOTENT,
        By("e2e `the_second_click_in_another_tab_arrives_as_well` \
            `somebody_who_was_never_signed_in_can_sign_out` \
            `an_expired_id_token_still_says_whose_session_ends` \
            `an_old_logout_url_does_nothing_to_a_new_sign_in`; sample-app \
            `an_api_client_signs_its_device_out_by_either_token_and_at_scalekit_too`"),
    ),
    (
        &practices::LOGOUT_SURVIVES_OUTAGE,
        By("e2e `alice_is_signed_out_here_at_once_and_there_when_it_is_back` \
            `without_a_line_to_scalekit_alice_still_signs_out_here`; sample-app \
            `it_works_with_an_expired_id_token_while_scalekit_is_down`"),
    ),
    (
        &practices::NO_RENEWAL_AFTER_LOGOUT,
        By("sample-app `a_renewal_that_comes_home_late_does_not_bring_the_session_back`; e2e \
            `it_ends_the_session_for_every_application_and_its_access_tokens_at_scalekit`"),
    ),
    (
        &practices::LOGOUT_PROMISE_IS_TRUE,
        By("sample-app `the_landing_rests_and_promises_no_more_than_is_true`"),
    ),
    (
        &practices::HINT_STAYS_OUT_OF_OWN_URLS,
        By("sample-app `the_button_signs_out_here_and_sends_the_browser_to_scalekit` \
            `the_log_has_events_and_no_secrets`"),
    ),
    (
        &practices::FORM_ACTION_ALLOWS_SCALEKIT,
        By("sample-app `the_policy_lets_the_sign_out_button_reach_scalekit`; e2e \
            `bob_signs_in_stays_and_signs_out_in_chromium`; user-agent \
            `form_action_is_obeyed_over_the_whole_chain`"),
    ),
    (
        &practices::OTHER_TABS_NOTICE,
        By("e2e `the_other_tab_notices_a_sign_out` \
            `the_second_click_in_another_tab_arrives_as_well`"),
    ),
    (&practices::LOGOUT_CLEARS_LEFTOVERS, By("sample-app `sign_ins_under_way_end_as_well`")),
    (
        &practices::CLEAR_SITE_DATA_IS_EXTRA,
        DoesNotApply("it is not sent; each cookie is cleared by name"),
    ),
    // Several devices, applications and messages.
    (
        &practices::SIGN_OUT_EVERYWHERE,
        By("e2e `another_browser_of_the_same_person_stays_signed_in` \
            `signing_out_everywhere_ends_every_session_this_one_too`; sample-app \
            `a_sign_out_ends_this_device_and_no_other` \
            `everywhere_is_everywhere_at_once_with_and_without_the_denylist`"),
    ),
    (
        &practices::OWN_SESSIONS_ONLY,
        By("e2e `the_lost_phone_is_signed_out_and_this_device_stays` \
            `nobody_ends_the_sessions_of_others`"),
    ),
    (&practices::SESSION_ROUTES_ARE_POST, By("e2e `nobody_ends_the_sessions_of_others`")),
    (
        &practices::REMOTE_LOGOUT_IS_NOTICED,
        By("e2e `a_session_that_is_revoked_at_scalekit_is_over_on_both_instances_at_once` \
            `revoked_sessions_are_noticed_within_one_access_token_lifetime` \
            `the_list_is_read_to_the_lost_phone_and_no_further_and_the_phone_is_out`; \
            sample-app `a_session_that_ends_at_scalekit_ends_here_at_once` \
            `without_a_message_a_session_that_ended_at_scalekit_ends_at_the_next_renewal`"),
    ),
    (
        &practices::LOGOUT_TOKEN_IS_VERIFIED,
        By("e2e `forged_and_late_logout_tokens_are_refused_and_so_is_a_second_one` \
            `a_session_that_is_revoked_at_scalekit_is_over_on_both_instances_at_once`; \
            sample-app `a_logout_token_is_good_once_for_all_instances` \
            `a_message_that_the_store_fails_at_is_to_come_again_and_is_no_repetition_then`; \
            scalekit `a_token_is_accepted_once_by_all_clones_of_a_client`"),
    ),
    (
        &practices::SESSION_KEEPS_SID,
        By("e2e `the_session_of_another_browser_goes_on`; scalekit-axum \
            `a_session_is_found_without_its_cookie_by_its_sid_and_by_its_user`"),
    ),
    (
        &practices::EACH_APP_CLEANS_UP,
        By("e2e `it_ends_the_session_for_every_application_and_its_access_tokens_at_scalekit`; \
            sample-app `a_dead_refresh_token_ends_the_session_at_one_attempt`"),
    ),
    (
        &practices::WEBHOOK_IS_VERIFIED,
        By("e2e `no_forged_or_late_webhook_ends_a_session_and_the_genuine_one_ends_it_once`; \
            sample-app \
            `a_webhook_that_another_instance_has_carried_out_is_taken_and_does_nothing` \
            `a_logout_that_comes_before_its_callback_is_finished_wins` \
            `an_event_that_ends_nothing_is_taken_and_one_that_cannot_be_read_is_not`; scalekit \
            `a_change_of_one_byte_is_refused` \
            `one_signature_of_several_is_enough_and_other_versions_are_passed_over`"),
    ),
    (
        &practices::CSRF_EXEMPTS_WEBHOOK_ONLY,
        By("sample-app \
            `a_webhook_that_another_instance_has_carried_out_is_taken_and_does_nothing` \
            `nobody_else_can_make_it_renew` `without_the_token_the_person_stays_and_sees_why`"),
    ),
    (
        &practices::LOGOUT_EVENT_BY_SESSION_ID,
        By("e2e `no_forged_or_late_webhook_ends_a_session_and_the_genuine_one_ends_it_once`; \
            scalekit `a_signed_webhook_says_what_happened_and_does_not_print_it`"),
    ),
    // Logs, robustness, tests.
    (
        &practices::LOGS_CARRY_NO_SECRETS,
        By(
            "sample-app `the_log_has_events_and_no_secrets` `with_sessions_on_the_server_in_a_file` \
         `with_sealed_cookies_and_redis` `with_own_tokens_and_postgres`; scalekit \
         `nothing_that_is_held_prints_a_secret`",
        ),
    ),
    (&practices::LOGS_CARRY_EVENTS, By("sample-app `the_log_has_events_and_no_secrets`")),
    (&practices::ERRORS_ARE_GENERIC, By("sample-app `people_see_a_calm_page_and_no_detail`")),
    (
        &practices::EVERY_PATH_IS_EXERCISED,
        By("e2e `alice_signs_in_and_sees_a_protected_page` \
            `the_button_signs_out_here_and_at_scalekit` \
            `bob_signs_in_stays_and_signs_out_in_chromium`"),
    ),
    (
        &practices::REQUEST_AFTER_LOGOUT,
        By("e2e `the_button_signs_out_here_and_at_scalekit` \
            `a_kept_cookie_is_dead_at_once_and_stays_dead`"),
    ),
    (
        &practices::SIGN_IN_STARTS_ARE_BOUNDED,
        By("scalekit-axum `the_oldest_sign_ins_of_a_browser_give_way` \
            `a_flood_of_sign_ins_costs_no_more_than_the_bound`; sample-app \
            `a_script_that_renews_again_and_again_costs_one_renewal`"),
    ),
    (
        &practices::ISSUER_IS_CONFIGURATION,
        By("scalekit `an_issuer_of_its_own_is_compared_exactly`"),
    ),
    (
        &practices::DEACTIVATED_USER_IS_OUT,
        By("e2e `a_deactivated_person_is_refused_and_the_app_requests_no_tokens` \
            `a_deactivated_person_is_out_within_one_access_token_lifetime_and_does_not_come_back`; \
            sample-app `everywhere_is_everywhere_at_once_with_and_without_the_denylist`"),
    ),
    (
        &practices::NEXT_PERSON_FINDS_NO_TRACE,
        By("e2e `nothing_of_alice_remains_for_bob`; sample-app \
            `the_next_person_finds_no_trace_of_the_last`"),
    ),
    (
        &practices::UNREADABLE_COOKIE_IS_CLEARED,
        By("sample-app `a_cookie_that_opens_nothing_is_taken_back`; scalekit-axum \
            `a_record_that_cannot_be_read_is_no_session`"),
    ),
    (&practices::ONE_SESSION_SYSTEM, DoesNotApply("there was none before")),
    (
        &practices::SSO_FROM_BOTH_SIDES,
        By("e2e `an_address_of_the_domain_leads_to_the_provider_and_back_into_the_app` \
            `a_click_at_the_provider_ends_in_the_app_on_the_page_that_was_wanted` \
            `whatever_an_application_names_leads_to_the_same_provider`"),
    ),
];
