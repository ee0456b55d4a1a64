//! Settings, the beginning of a sign-in, and the callback: rows 1 to 38.

use super::Row;
use crate::evidence::Shown::{By, ByDesign, DoesNotApply};

pub(super) static SHOWN: [Row; 38] = [
    // Settings and client.
    (
        &practices::SETTINGS_FROM_ENVIRONMENT,
        By("scalekit-axum `each_missing_variable_is_named` \
            `both_spellings_of_the_environment_url_are_read`; sample-app \
            `the_program_stops_with_a_sentence_when_a_setting_is_missing`"),
    ),
    (
        &practices::ENV_URL_WITHOUT_SLASH,
        By("scalekit `an_environment_url_is_https_or_this_machine`"),
    ),
    (
        &practices::SECRET_STAYS_ON_THE_SERVER,
        By("scalekit-axum `the_secret_prints_nowhere`; sample-app \
            `the_dashboard_shows_the_person_and_no_token` `the_log_has_events_and_no_secrets`"),
    ),
    (
        &practices::ONE_CLIENT,
        By("sample-app `a_token_that_is_good_is_left_alone`; scalekit \
            `twenty_callers_with_an_empty_cache_share_one_request`"),
    ),
    (&practices::SDK_ARGUMENTS, DoesNotApply("it is about names that the compiler checks here")),
    (
        &practices::ENVIRONMENTS_STAY_APART,
        By("scalekit-axum `a_public_app_refuses_a_development_environment`"),
    ),
    (
        &practices::OWN_ADDRESS_IS_CONFIGURED,
        By("sample-app `the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing` \
         `on_https_the_cookies_are_bound_to_the_host`; scalekit-axum \
         `addresses_that_cannot_work_are_explained`; e2e \
         `forged_headers_change_nothing_past_nginx_and_through_it`"),
    ),
    (
        &practices::OUTAGE_IS_SURVIVED,
        By("e2e `a_sign_in_that_cannot_be_finished_says_so_and_the_next_one_succeeds` \
            `when_scalekit_is_gone_for_good_the_app_stays_calm`; scalekit \
            `a_slow_server_is_not_waited_for` \
            `a_server_that_hangs_up_or_is_not_there_is_unavailable`; sample-app \
            `an_outage_after_that_is_admitted_and_the_session_stays` \
            `a_sign_in_that_scalekit_cannot_confirm_leaves_nobody_signed_in`"),
    ),
    // Beginning to sign in.
    (
        &practices::REDIRECT_URI_IS_REGISTERED,
        By("sample-app \
            `the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing`; e2e \
            `alice_signs_in_and_sees_a_protected_page`"),
    ),
    (
        &practices::SCOPES_ARE_RIGHT,
        By("sample-app `the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing`"),
    ),
    (
        &practices::STATE_IS_NEW,
        By("scalekit `state_nonce_and_challenge_are_new_each_time_and_long`"),
    ),
    (
        &practices::STATE_IS_THIS_BROWSERS,
        By("e2e `a_sign_in_begun_elsewhere_signs_nobody_in`; sample-app \
            `only_the_browser_that_began_can_finish` `an_attempt_lasts_ten_minutes`"),
    ),
    (
        &practices::CALLBACK_COUNTS_ONCE,
        By("sample-app `a_callback_counts_once_and_its_reload_leads_to_the_dashboard` \
            `of_two_callbacks_at_the_same_time_one_counts_and_both_are_let_in`"),
    ),
    (
        &practices::TWO_TABS_SIGN_IN,
        By("e2e `two_sign_ins_finish_in_the_order_they_began` \
            `two_sign_ins_finish_in_the_other_order`; sample-app \
            `two_tabs_finish_in_either_order`"),
    ),
    (
        &practices::PKCE,
        By("scalekit `state_nonce_and_challenge_are_new_each_time_and_long` \
            `the_challenge_is_the_one_of_the_rfc`"),
    ),
    (
        &practices::NONCE_IS_NEW,
        By("sample-app `an_id_token_for_another_attempt_is_refused`; e2e \
            `a_forged_id_token_signs_nobody_in`"),
    ),
    (
        &practices::PROMPT_LOGIN_FOR_STEP_UP,
        By("sample-app `login_required_begins_again_once_and_never_twice` \
            `the_person_authenticates_each_time_because_any_program_can_begin`"),
    ),
    (
        &practices::SELECTOR_IS_CHOSEN_HERE,
        By("sample-app `the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing` \
            `a_token_that_cannot_be_believed_chooses_nothing`"),
    ),
    (
        &practices::SWITCH_SELECTS_ACCOUNT,
        By("e2e `in_the_app_she_changes_the_organization_and_her_whole_session_with_it`; \
            sample-app `changing_the_organization_shows_nothing_but_the_choice`"),
    ),
    (
        &practices::SIGN_IN_BY_NAVIGATION,
        By("e2e `the_button_signs_out_here_and_at_scalekit`; user-agent \
            `a_login_begun_by_a_script_shows_at_the_provider`"),
    ),
    (
        &practices::RETURN_PATH_STAYS_HERE,
        By("scalekit-axum `paths_of_this_site_are_kept` \
            `text_that_could_leave_the_site_is_refused` \
            `whatever_is_accepted_stays_on_this_origin`"),
    ),
    (
        &practices::DEEP_LINK_IS_RESTORED,
        By("e2e `alice_signs_in_and_sees_a_protected_page`; sample-app \
            `the_person_lands_where_they_were_going`"),
    ),
    (
        &practices::SESSIONS_DO_NOT_STACK,
        By("sample-app `a_signed_in_person_goes_straight_in` \
            `whoever_scalekit_sends_begins_anew_and_replaces_the_session` \
            `each_sign_in_has_a_new_session_id_and_ends_the_old_session`"),
    ),
    (
        &practices::IDP_INITIATED_IS_VERIFIED,
        By("e2e `a_click_at_the_provider_ends_in_the_app_on_the_page_that_was_wanted` \
            `a_token_that_lies_or_is_old_chooses_nothing_and_an_ordinary_sign_in_begins` \
            `whoever_has_a_session_here_already_gives_way_to_who_comes_from_the_provider` \
            `a_relay_state_leads_to_no_other_site`; sample-app \
            `a_verified_token_chooses_the_provider_and_the_app_its_own_state` \
            `a_relay_state_leads_nowhere_but_to_pages_of_this_site` \
            `it_may_arrive_at_the_callback_as_well`; scalekit \
            `a_forged_token_or_one_of_another_kind_is_refused` \
            `it_is_good_for_five_minutes_and_the_leeway`"),
    ),
    (
        &practices::INITIATE_LOGIN_URL_WORKS,
        By("e2e `the_link_in_the_mailbox_leads_into_the_app_with_the_role_that_was_offered` \
            `in_somebody_elses_browser_the_link_ends_their_session_and_begins_hers` \
            `a_used_link_lets_nobody_else_in` `an_invitation_that_has_expired_is_sent_again`"),
    ),
    // The callback.
    (
        &practices::STATE_BEFORE_CODE,
        By("sample-app `a_callback_without_the_right_state_sends_nothing_to_scalekit`"),
    ),
    (
        &practices::CALLBACK_ERROR_IS_NOT_ECHOED,
        By("sample-app `errors_are_explained_in_our_own_words`; scalekit \
            `a_description_is_kept_short_plain_and_out_of_sight`"),
    ),
    (
        &practices::SIGN_IN_DOES_NOT_LOOP,
        By("e2e `declining_is_taken_calmly` \
            `a_provider_that_is_disabled_is_left_out_and_the_app_goes_on_without` \
            `what_fails_at_the_provider_is_explained_and_another_way_is_offered`; sample-app \
            `a_connection_that_is_off_is_no_outage_and_the_page_says_who_can_help` \
            `errors_are_explained_in_our_own_words` \
            `login_required_begins_again_once_and_never_twice`"),
    ),
    (
        &practices::CALLBACK_WITHOUT_CODE,
        By("scalekit `a_callback_that_is_not_the_answer_makes_no_token_request`"),
    ),
    (
        &practices::EXCHANGE_ON_THE_SERVER,
        By("scalekit `the_code_is_exchanged_with_everything_in_the_body`"),
    ),
    (
        &practices::CODE_IS_USED_ONCE,
        By("sample-app `a_callback_counts_once_and_its_reload_leads_to_the_dashboard`; e2e \
            `a_replayed_code_ends_the_whole_family`"),
    ),
    (
        &practices::ID_TOKEN_IS_VERIFIED,
        By("scalekit `a_wrong_claim_is_refused` `a_wrong_signature_or_header_is_refused` \
            `several_audiences_need_an_authorized_party`; e2e \
            `a_forged_id_token_signs_nobody_in`"),
    ),
    (
        &practices::PERSON_IS_SUB,
        ByDesign(
            "there are no accounts here but the session, and a new token must be of its `sub`: \
            sample-app `a_token_of_another_person_ends_the_session`",
        ),
    ),
    (
        &practices::PERSON_FROM_VERIFIED_TOKEN,
        By("sample-app `a_token_of_another_person_ends_the_session` \
            `a_cookie_that_opens_nothing_is_taken_back`"),
    ),
    (
        &practices::SESSION_ID_IS_NEW,
        By("sample-app `each_sign_in_has_a_new_session_id_and_ends_the_old_session` \
            `the_id_of_the_attempts_is_ours_or_new`"),
    ),
    (
        &practices::CALLBACK_URL_IS_LEFT,
        By("sample-app `the_person_lands_where_they_were_going` \
            `every_answer_but_the_style_sheet_is_for_one_person_and_one_moment`"),
    ),
    (
        &practices::CSRF_EXEMPTS_CALLBACK_ONLY,
        By("sample-app `nobody_else_can_make_it_renew` \
            `without_the_token_the_person_stays_and_sees_why`"),
    ),
    (
        &practices::FIRST_SIGN_IN_IS_IDEMPOTENT,
        By("sample-app `a_callback_that_is_reloaded_before_its_answer_is_let_in` \
            `of_two_callbacks_at_the_same_time_one_counts_and_both_are_let_in`"),
    ),
];
