//! Cookies, validation, renewal, and who may do what: rows 39 to 76.

use super::Row;
use crate::evidence::Shown::{By, ByDesign};

pub(super) static SHOWN: [Row; 38] = [
    // Cookies, and where tokens are.
    (
        &practices::SESSION_COOKIE_ATTRIBUTES,
        By("sample-app `on_https_the_cookies_are_bound_to_the_host`; e2e \
         `sign_in_renewal_and_sign_out_with_cookies_of_the_host`"),
    ),
    (&practices::SAME_SITE_IS_LAX, By("e2e `alice_signs_in_and_sees_a_protected_page`")),
    (
        &practices::SAME_SITE_NONE_NEEDS_SECURE,
        By("sample-app `on_https_the_cookies_are_bound_to_the_host`"),
    ),
    (
        &practices::COOKIE_REACHES_ITS_ROUTES,
        By("e2e `the_button_signs_out_here_and_at_scalekit` `no_other_site_can_sign_her_out`; \
            sample-app `a_script_may_renew_now_and_sees_no_token`"),
    ),
    (
        &practices::REFRESH_COOKIE_IS_SCOPED,
        ByDesign(
            "with sealed cookies and with own tokens each page renews, so that the cookie goes \
            to all of them; otherwise no token is in a cookie",
        ),
    ),
    (
        &practices::TOKENS_HIDDEN_FROM_SCRIPTS,
        By("sample-app `the_dashboard_shows_the_person_and_no_token` \
            `a_script_may_renew_now_and_sees_no_token`"),
    ),
    (
        &practices::COOKIE_TOKENS_ARE_ENCRYPTED,
        By("The cookie is an opaque id, and what the server keeps is sealed with a key that the \
            cookie alone holds: sample-app \
            `the_file_holds_no_token_no_cookie_and_nothing_that_opens_them`; or the tokens are \
            in sealed cookies: sample-app \
            `a_changed_octet_anywhere_signs_out_and_breaks_nothing` \
            `a_key_is_changed_without_anybody_being_signed_out`; scalekit-axum \
            `nobody_reads_a_token_in_a_cookie`; or they are the application's own, and those of \
            Scalekit stay in the store"),
    ),
    (
        &practices::COOKIE_FITS,
        By("sample-app `on_https_the_cookies_are_bound_to_the_host` \
            `a_sign_in_that_does_not_fit_ends_in_a_page_that_says_so_and_not_in_a_loop` \
            `an_access_token_that_no_browser_keeps_is_not_given_to_one_and_the_person_is_let_in`"),
    ),
    (
        &practices::INSTANCES_SHARE_SESSIONS,
        By("e2e `who_signs_out_at_one_instance_is_out_at_the_other` \
            `at_expiry_twenty_requests_to_two_instances_share_one_renewal_and_nobody_is_out`; \
            sample-app `a_kept_cookie_is_dead_on_the_other_instance_too` \
            `a_session_in_a_file_outlives_the_process`"),
    ),
    (
        &practices::SESSION_OUTLIVES_ACCESS_TOKEN,
        By("e2e \
            `the_session_outlives_its_access_tokens_and_each_renewal_uses_the_latest_refresh_token`; \
            sample-app `it_is_renewed_shortly_before_it_expires_with_the_latest_refresh_token` \
            `a_browsers_tokens_are_renewed_on_the_way_and_scalekits_with_them` \
            `an_api_client_renews_at_the_token_endpoint`"),
    ),
    (
        &practices::MAX_AGE_IS_A_NUMBER,
        By("scalekit `an_answer_without_the_optional_members_is_enough`"),
    ),
    (
        &practices::HINT_AFTER_RENEWAL,
        By("sample-app `the_id_token_of_the_sign_in_outlives_the_renewals`; e2e \
            `an_expired_id_token_still_says_whose_session_ends`"),
    ),
    (
        &practices::ONE_COOKIE_A_NAME,
        By("scalekit-axum `a_cookie_is_cleared_with_the_attributes_it_was_set_with`; e2e \
         `the_button_signs_out_here_and_at_scalekit`; sample-app \
         `whatever_neighbours_plant_the_person_is_signed_in_and_can_sign_out` \
         `a_sign_out_ends_every_session_that_a_cookie_opens` \
         `when_the_domain_changes_a_sign_in_ends_the_old_session_and_clears_its_cookies`"),
    ),
    // Validating and renewing.
    (
        &practices::REQUESTS_ARE_VERIFIED,
        By("scalekit `an_id_token_is_no_access_token` `a_forged_token_is_refused`; sample-app \
            `a_cookie_that_opens_nothing_is_taken_back` \
            `a_wrong_access_token_gets_a_challenge_and_no_cookie_makes_up_for_it`; \
            scalekit-axum `another_key_or_a_changed_text_is_refused`; e2e \
            `a_forged_access_token_signs_nobody_in` \
            `a_forged_access_token_at_a_renewal_ends_the_session`"),
    ),
    (
        &practices::ISSUER_AND_AUDIENCE_ARE_CHECKED,
        By("scalekit `a_token_that_is_not_for_us_not_from_here_or_not_for_now_is_refused`; \
            scalekit-axum `claims_of_another_place_are_refused`"),
    ),
    (
        &practices::ALGORITHM_IS_PINNED,
        By("scalekit `an_algorithm_is_refused_before_any_key_is_looked_for` \
            `a_wrong_signature_or_header_is_refused`; scalekit-axum \
            `a_forged_header_is_refused`"),
    ),
    (
        &practices::KEYS_ARE_CACHED,
        By("e2e `a_new_key_is_read_once_and_nobody_notices`; scalekit \
            `a_rotation_needs_no_restart` \
            `a_flood_of_invented_keys_costs_one_request_per_cooldown`"),
    ),
    (
        &practices::CLOCKS_HAVE_LEEWAY,
        By("scalekit `clocks_may_differ_by_half_a_minute_either_way` \
            `time_decides_with_half_a_minute_of_leeway`"),
    ),
    (
        &practices::NEWEST_REFRESH_TOKEN,
        By("e2e \
            `the_session_outlives_its_access_tokens_and_each_renewal_uses_the_latest_refresh_token`; \
            sample-app `it_is_renewed_shortly_before_it_expires_with_the_latest_refresh_token`"),
    ),
    (
        &practices::NEW_TOKENS_ARE_STORED_FIRST,
        By("sample-app `closing_the_page_does_not_lose_the_new_token`"),
    ),
    (
        &practices::ONE_RENEWAL,
        By("e2e `twenty_requests_at_expiry_share_one_renewal` \
            `at_expiry_twenty_requests_to_two_instances_share_one_renewal_and_nobody_is_out`; \
            sample-app `twenty_requests_share_one_renewal` \
            `while_one_instance_renews_the_other_sends_scalekit_nothing`; scalekit-axum \
            `those_who_wait_in_line_share_the_failure_and_the_next_one_tries_again`"),
    ),
    (
        &practices::OUTAGE_KEEPS_SESSION,
        By("e2e `an_outage_at_the_renewal_is_admitted_and_the_same_session_goes_on` \
            `an_outage_is_not_noticed_while_the_access_token_is_good`; scalekit \
            `a_dead_token_an_outage_and_a_wrong_setting_are_different_things`; sample-app \
            `an_outage_is_not_noticed_while_the_token_is_good` \
            `an_outage_after_that_is_admitted_and_the_session_stays` \
            `while_scalekit_is_away_no_token_is_spent`"),
    ),
    (
        &practices::DEAD_TOKEN_IS_DROPPED,
        By("sample-app `a_dead_refresh_token_ends_the_session_at_one_attempt` \
            `without_a_message_a_session_that_ended_at_scalekit_ends_at_the_next_renewal`; e2e \
            `a_replayed_code_ends_the_whole_family`"),
    ),
    (
        &practices::RENEWAL_WHEN_DUE,
        By("e2e `a_token_that_is_good_is_not_renewed`; sample-app \
            `a_token_that_is_good_is_left_alone`"),
    ),
    (
        &practices::SPARSE_RENEWAL_IS_ENOUGH,
        By("e2e \
            `a_new_role_counts_from_the_next_refresh_and_a_lost_one_no_longer_than_its_token`; \
            scalekit `without_a_successor_the_token_presented_stays_good`; sample-app \
            `the_id_token_of_the_sign_in_outlives_the_renewals`"),
    ),
    (
        &practices::RENEWAL_ROUTE_IS_POST,
        By("sample-app `a_script_may_renew_now_and_sees_no_token` \
            `nobody_else_can_make_it_renew`; e2e \
            `no_other_site_can_make_the_app_renew_her_session`"),
    ),
    (
        &practices::SESSION_ENDS_WITH_SCALEKITS,
        By("sample-app `no_session_outlives_its_thirty_days`; e2e \
            `eight_idle_days_end_the_session` `a_session_in_daily_use_lasts_thirty_days` \
            `revoked_sessions_are_noticed_within_one_access_token_lifetime`"),
    ),
    (
        &practices::LIFETIME_FROM_TOKEN,
        By("sample-app `a_token_of_one_minute_is_not_renewed_at_every_request`; scalekit-axum \
            `a_token_is_renewed_a_minute_early_and_a_short_lived_one_in_its_last_fifth`"),
    ),
    // Who may do what.
    (
        &practices::FORBIDDEN_IS_403,
        By("e2e `a_member_is_refused_and_stays_signed_in`; sample-app \
            `roles_are_read_from_each_new_token` `every_route_has_an_answer_for_nobody`"),
    ),
    (
        &practices::SCRIPTS_GET_401,
        By("sample-app `a_script_gets_a_status_and_json_even_from_a_page` \
            `a_page_sends_to_the_sign_in_and_remembers_where_the_person_was_going` \
            `a_wrong_access_token_gets_a_challenge_and_no_cookie_makes_up_for_it`"),
    ),
    (&practices::GUARD_STOPS_HANDLER, By("sample-app `every_route_has_an_answer_for_nobody`")),
    (
        &practices::ROLES_ON_THE_SERVER,
        By("e2e `a_member_is_refused_and_stays_signed_in`; sample-app \
            `roles_are_read_from_each_new_token`"),
    ),
    (&practices::DOCUMENTED_CLAIMS, By("scalekit `a_documented_token_is_accepted_and_read`")),
    (
        &practices::MISSING_ROLES_ARE_NONE,
        By("scalekit `roles_and_permissions_that_are_missing_are_none`"),
    ),
    (&practices::TENANT_FROM_TOKEN, ByDesign("no route can be asked about another one")),
    (
        &practices::LOST_ROLE_COUNTS_SOON,
        By("e2e \
            `a_new_role_counts_from_the_next_refresh_and_a_lost_one_no_longer_than_its_token`; \
            sample-app `roles_are_read_from_each_new_token` \
            `a_role_counts_no_longer_than_with_another_strategy`"),
    ),
    (
        &practices::PAGES_ARE_NOT_STORED,
        By("sample-app `every_answer_but_the_style_sheet_is_for_one_person_and_one_moment`"),
    ),
    (
        &practices::CORS_NAMES_ORIGINS,
        By("sample-app `every_answer_but_the_style_sheet_is_for_one_person_and_one_moment`; e2e \
            `no_other_site_can_make_the_app_renew_her_session`"),
    ),
];
