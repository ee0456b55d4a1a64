//! Which row of Scalekit's integration advice is shown by which story or test.
//!
//! Scalekit's documentation, samples and checklists were read into 120 rows of what a correct
//! integration does. Each row is here once, by its number: with the tests that show it and the
//! package they are in, or with the reason why it does not apply, or not yet. A test reads this table
//! and looks every name up in the sources.
//!
//! ## Settings and client
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 1 | takes its settings from the environment and names the one that is missing | sample-app `each_missing_variable_is_named` `both_spellings_of_the_environment_url_are_read` `the_program_stops_with_a_sentence_when_a_setting_is_missing` |
//! | 2 | reads an environment URL with a slash at its end as one without | scalekit `an_environment_url_is_https_or_this_machine` |
//! | 3 | shows its secret nowhere | sample-app `the_secret_prints_nowhere` `the_dashboard_shows_the_person_and_no_token` `the_log_has_events_and_no_secrets` |
//! | 4 | keeps one client, and so one set of keys | sample-app `a_token_that_is_good_is_left_alone`; scalekit `twenty_callers_with_an_empty_cache_share_one_request` |
//! | 5 | calls the SDK's functions as they are | Does not apply: it is about names that the compiler checks here |
//! | 6 | keeps development and production apart | sample-app `a_public_app_refuses_a_development_environment` |
//! | 7 | knows its own address, whatever a proxy's headers claim | sample-app `the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing` `addresses_that_cannot_work_are_explained` `on_https_the_cookies_are_bound_to_the_host` |
//! | 8 | survives an environment that is slow or down | e2e `a_sign_in_that_cannot_be_finished_says_so_and_the_next_one_succeeds` `when_scalekit_is_gone_for_good_the_app_stays_calm`; scalekit `a_slow_server_is_not_waited_for` `a_server_that_hangs_up_or_is_not_there_is_unavailable`; sample-app `an_outage_after_that_is_admitted_and_the_session_stays` `a_sign_in_that_scalekit_cannot_confirm_leaves_nobody_signed_in` |
//!
//! ## Beginning to sign in
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 9 | asks for a code, at the redirect URI that is registered | sample-app `the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing`; e2e `alice_signs_in_and_sees_a_protected_page` |
//! | 10 | asks for `offline_access` with the rest | sample-app `the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing` |
//! | 11 | draws a new `state` each time | scalekit `state_nonce_and_challenge_are_new_each_time_and_long` |
//! | 12 | binds the attempt to the browser, for ten minutes | e2e `a_sign_in_begun_elsewhere_signs_nobody_in`; sample-app `only_the_browser_that_began_can_finish` `an_attempt_lasts_ten_minutes` |
//! | 13 | lets a callback count once | sample-app `a_callback_counts_once_and_its_reload_leads_to_the_dashboard` `of_two_callbacks_at_the_same_time_one_counts_and_both_are_let_in` |
//! | 14 | lets two tabs sign in at once | e2e `two_sign_ins_finish_in_the_order_they_began` `two_sign_ins_finish_in_the_other_order`; sample-app `two_tabs_finish_in_either_order` |
//! | 15 | uses PKCE with S256 | scalekit `state_nonce_and_challenge_are_new_each_time_and_long` `the_challenge_is_the_one_of_the_rfc` |
//! | 16 | sends a `nonce` and compares it | sample-app `an_id_token_for_another_attempt_is_refused`; e2e `a_forged_id_token_signs_nobody_in` |
//! | 17 | asks for no prompt, and answers `login_required` once | sample-app `login_required_begins_again_once_and_never_twice` |
//! | 18 | takes no selector from a link, unless it is signed | sample-app `the_browser_is_sent_with_fresh_secrets_and_nothing_of_its_own_choosing` `a_token_that_cannot_be_believed_chooses_nothing` |
//! | 19 | switches organizations as a whole | e2e `in_the_app_she_changes_the_organization_and_her_whole_session_with_it`; sample-app `changing_the_organization_shows_nothing_but_the_choice` |
//! | 20 | begins with a navigation of the browser | e2e `the_button_signs_out_here_and_at_scalekit`; user-agent `a_login_begun_by_a_script_shows_at_the_provider` |
//! | 21 | comes back to its own pages only | sample-app `paths_of_this_site_are_kept` `text_that_could_leave_the_site_is_refused` `whatever_is_accepted_stays_on_this_origin` |
//! | 22 | comes back to the page that was wanted | e2e `alice_signs_in_and_sees_a_protected_page`; sample-app `the_person_lands_where_they_were_going` |
//! | 23 | stacks no sessions | sample-app `a_signed_in_person_goes_straight_in` `whoever_scalekit_sends_begins_anew_and_replaces_the_session` `each_sign_in_has_a_new_session_id_and_ends_the_old_session` |
//! | 24 | verifies a sign-in that an organization's own provider began | e2e `a_click_at_the_provider_ends_in_the_app_on_the_page_that_was_wanted` `a_token_that_lies_or_is_old_chooses_nothing_and_an_ordinary_sign_in_begins` `whoever_has_a_session_here_already_gives_way_to_who_comes_from_the_provider` `a_relay_state_leads_to_no_other_site`; sample-app `a_verified_token_chooses_the_provider_and_the_app_its_own_state` `a_relay_state_leads_nowhere_but_to_pages_of_this_site` `it_may_arrive_at_the_callback_as_well`; scalekit `a_forged_token_or_one_of_another_kind_is_refused` `it_is_good_for_five_minutes_and_the_leeway` |
//! | 25 | takes in people from invitations and mails | e2e `the_link_in_the_mailbox_leads_into_the_app_with_the_role_that_was_offered` `in_somebody_elses_browser_the_link_ends_their_session_and_begins_hers` `a_used_link_lets_nobody_else_in` `an_invitation_that_has_expired_is_sent_again` |
//!
//! ## The callback
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 26 | judges `error` and `state` before it asks for tokens | sample-app `a_callback_without_the_right_state_sends_nothing_to_scalekit` |
//! | 27 | repeats no words from the address | sample-app `errors_are_explained_in_our_own_words`; scalekit `a_description_is_kept_short_plain_and_out_of_sight` |
//! | 28 | explains every error, says who can help, and does not loop | e2e `declining_is_taken_calmly` `a_provider_that_is_disabled_is_left_out_and_the_app_goes_on_without` `what_fails_at_the_provider_is_explained_and_another_way_is_offered`; sample-app `a_connection_that_is_off_is_no_outage_and_the_page_says_who_can_help` `errors_are_explained_in_our_own_words` `login_required_begins_again_once_and_never_twice` |
//! | 29 | expects a callback without a code | scalekit `a_callback_that_is_not_the_answer_makes_no_token_request` |
//! | 30 | exchanges the code on the server, in a form | scalekit `the_code_is_exchanged_with_everything_in_the_body` |
//! | 31 | uses a code once | sample-app `a_callback_counts_once_and_its_reload_leads_to_the_dashboard`; e2e `a_replayed_code_ends_the_whole_family` |
//! | 32 | verifies the ID token, claim by claim | scalekit `a_wrong_claim_is_refused` `a_wrong_signature_or_header_is_refused` `several_audiences_need_an_authorized_party`; e2e `a_forged_id_token_signs_nobody_in` |
//! | 33 | knows a person by `sub`, not by e-mail | By design: there are no accounts here but the session, and a new token must be of its `sub`: sample-app `a_token_of_another_person_ends_the_session` |
//! | 34 | takes the person from a verified token | sample-app `a_token_of_another_person_ends_the_session` `a_cookie_that_opens_nothing_is_taken_back` |
//! | 35 | gives every sign-in a new session id | sample-app `each_sign_in_has_a_new_session_id_and_ends_the_old_session` `the_id_of_the_attempts_is_ours_or_new` |
//! | 36 | leaves the callback's address at once, uncached | sample-app `the_person_lands_where_they_were_going` `every_answer_but_the_style_sheet_is_for_one_person_and_one_moment` |
//! | 37 | exempts nothing but the callback from the CSRF token | sample-app `nobody_else_can_make_it_renew` `without_the_token_the_person_stays_and_sees_why` |
//! | 38 | survives two callbacks at once, and a reload | sample-app `a_callback_that_is_reloaded_before_its_answer_is_let_in` `of_two_callbacks_at_the_same_time_one_counts_and_both_are_let_in` |
//!
//! ## Cookies, and where tokens are
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 39 | sets `HttpOnly`, `Secure`, `SameSite=Lax`, `Path=/` and no `Domain` | sample-app `on_https_the_cookies_are_bound_to_the_host` |
//! | 40 | chooses `Lax`, so that one sign-in is enough | e2e `alice_signs_in_and_sees_a_protected_page` |
//! | 41 | has no `None` without `Secure` | sample-app `on_https_the_cookies_are_bound_to_the_host` |
//! | 42 | reaches pages, renewal and sign-out with its cookie | e2e `the_button_signs_out_here_and_at_scalekit` `no_other_site_can_sign_her_out`; sample-app `a_script_may_renew_now_and_sees_no_token` |
//! | 43 | or scopes a refresh cookie strictly | Does not apply: no token is in a cookie |
//! | 44 | hides tokens from scripts and pages | sample-app `the_dashboard_shows_the_person_and_no_token` `a_script_may_renew_now_and_sees_no_token` |
//! | 45 | encrypts tokens that are in cookies | None are: the cookie is an opaque id. What the server keeps is sealed with a key that the cookie alone holds: sample-app `the_file_holds_no_token_no_cookie_and_nothing_that_opens_them` |
//! | 46 | stays under four kilobytes | sample-app `on_https_the_cookies_are_bound_to_the_host` |
//! | 47 | shares its sessions between instances | Later: there is one instance, whose sessions survive a restart: sample-app `a_session_in_a_file_outlives_the_process` |
//! | 48 | outlives its access tokens | e2e `the_session_outlives_its_access_tokens_and_each_renewal_uses_the_latest_refresh_token`; sample-app `it_is_renewed_shortly_before_it_expires_with_the_latest_refresh_token` |
//! | 49 | needs no `expires_in` | scalekit `an_answer_without_the_optional_members_is_enough` |
//! | 50 | keeps the ID token until the sign-out | sample-app `the_id_token_of_the_sign_in_outlives_the_renewals`; e2e `an_expired_id_token_still_says_whose_session_ends` |
//! | 51 | has no two cookies of one name, and bears with those of others | sample-app `a_cookie_is_cleared_with_the_attributes_it_was_set_with`; e2e `the_button_signs_out_here_and_at_scalekit`; sample-app `whatever_neighbours_plant_the_person_is_signed_in_and_can_sign_out` `a_sign_out_ends_every_session_that_a_cookie_opens` |
//!
//! ## Validating and renewing
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 52 | checks each request on the server | scalekit `an_id_token_is_no_access_token` `a_forged_token_is_refused`; sample-app `a_cookie_that_opens_nothing_is_taken_back`; e2e `a_forged_access_token_signs_nobody_in` `a_forged_access_token_at_a_renewal_ends_the_session` |
//! | 53 | checks `iss` and `aud` | scalekit `a_token_that_is_not_for_us_not_from_here_or_not_for_now_is_refused` |
//! | 54 | pins RS256 and believes no header | scalekit `an_algorithm_is_refused_before_any_key_is_looked_for` `a_wrong_signature_or_header_is_refused` |
//! | 55 | caches keys and notices a rotation | e2e `a_new_key_is_read_once_and_nobody_notices`; scalekit `a_rotation_needs_no_restart` `a_flood_of_invented_keys_costs_one_request_per_cooldown` |
//! | 56 | allows clocks half a minute | scalekit `clocks_may_differ_by_half_a_minute_either_way` `time_decides_with_half_a_minute_of_leeway` |
//! | 57 | renews in time, and presents the latest refresh token | e2e `the_session_outlives_its_access_tokens_and_each_renewal_uses_the_latest_refresh_token`; sample-app `it_is_renewed_shortly_before_it_expires_with_the_latest_refresh_token` |
//! | 58 | stores the new token before it answers | sample-app `closing_the_page_does_not_lose_the_new_token` |
//! | 59 | renews once for all who wait | e2e `twenty_requests_at_expiry_share_one_renewal`; sample-app `twenty_requests_share_one_renewal` `those_who_wait_in_line_share_the_failure_and_the_next_one_tries_again` |
//! | 60 | tells a dead token from an outage | e2e `an_outage_at_the_renewal_is_admitted_and_the_same_session_goes_on` `an_outage_is_not_noticed_while_the_access_token_is_good`; scalekit `a_dead_token_an_outage_and_a_wrong_setting_are_different_things`; sample-app `an_outage_is_not_noticed_while_the_token_is_good` `an_outage_after_that_is_admitted_and_the_session_stays` |
//! | 61 | ends the session at `invalid_grant`, after one attempt | sample-app `a_dead_refresh_token_ends_the_session_at_one_attempt`; e2e `a_replayed_code_ends_the_whole_family` |
//! | 62 | leaves a good token alone | e2e `a_token_that_is_good_is_not_renewed`; sample-app `a_token_that_is_good_is_left_alone` |
//! | 63 | needs no more of a renewal than an access token | e2e `a_new_role_counts_from_the_next_refresh_and_a_lost_one_no_longer_than_its_token`; scalekit `without_a_successor_the_token_presented_stays_good`; sample-app `the_id_token_of_the_sign_in_outlives_the_renewals` |
//! | 64 | renews by `POST`, for its own pages, and shows no token | sample-app `a_script_may_renew_now_and_sees_no_token` `nobody_else_can_make_it_renew`; e2e `no_other_site_can_make_the_app_renew_her_session` |
//! | 65 | outlives no session of the environment | sample-app `no_session_outlives_its_thirty_days`; e2e `eight_idle_days_end_the_session` `a_session_in_daily_use_lasts_thirty_days` `revoked_sessions_are_noticed_within_one_access_token_lifetime` |
//! | 66 | reads a token's life from its `exp` | sample-app `a_token_of_one_minute_is_not_renewed_at_every_request` `a_token_is_renewed_a_minute_early_and_a_short_lived_one_in_its_last_fifth` |
//!
//! ## Who may do what
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 67 | says 401 to nobody, and 403 to somebody without the role | e2e `a_member_is_refused_and_stays_signed_in`; sample-app `roles_are_read_from_each_new_token` `every_route_has_an_answer_for_nobody` |
//! | 68 | answers a script with a status and a person with a page | sample-app `a_script_gets_a_status_and_json_even_from_a_page` `a_page_sends_to_the_sign_in_and_remembers_where_the_person_was_going` |
//! | 69 | stops the handler where the guard says no | sample-app `every_route_has_an_answer_for_nobody` |
//! | 70 | asks for the role on the server | e2e `a_member_is_refused_and_stays_signed_in`; sample-app `roles_are_read_from_each_new_token` |
//! | 71 | reads the claims by their documented names | scalekit `a_documented_token_is_accepted_and_read` |
//! | 72 | takes missing roles for none | scalekit `roles_and_permissions_that_are_missing_are_none` |
//! | 73 | takes the organization from the token | By design: no route can be asked about another one |
//! | 74 | notices a lost role within a token's life | e2e `a_new_role_counts_from_the_next_refresh_and_a_lost_one_no_longer_than_its_token`; sample-app `roles_are_read_from_each_new_token` |
//! | 75 | lets no page into a cache | sample-app `every_answer_but_the_style_sheet_is_for_one_person_and_one_moment` |
//! | 76 | opens itself to no other origin | sample-app `every_answer_but_the_style_sheet_is_for_one_person_and_one_moment`; e2e `no_other_site_can_make_the_app_renew_her_session` |
//!
//! ## Signing out
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 77 | reads the ID token before it forgets it | sample-app `the_button_signs_out_here_and_sends_the_browser_to_scalekit`; e2e `the_button_signs_out_here_and_at_scalekit` |
//! | 78 | sends the browser to the environment's logout | e2e `the_button_signs_out_here_and_at_scalekit` |
//! | 79 | does it by navigation | e2e `the_button_signs_out_here_and_at_scalekit` `fetching_the_logout_url_ends_nothing_and_navigating_to_it_does` `a_server_that_calls_the_logout_url_ends_nothing` |
//! | 80 | redirects by 302 or 303 | sample-app `the_button_signs_out_here_and_sends_the_browser_to_scalekit`; e2e `a_link_on_our_own_page_signs_out_by_a_302` |
//! | 81 | clears every cookie that it set | e2e `the_button_signs_out_here_and_at_scalekit`; sample-app `a_cookie_is_cleared_with_the_attributes_it_was_set_with` |
//! | 82 | kills the session on the server | e2e `a_kept_cookie_is_dead_at_once_and_stays_dead`; sample-app `a_kept_copy_of_the_cookie_is_dead_at_once` |
//! | 83 | does it at once | e2e `a_kept_cookie_is_dead_at_once_and_stays_dead` |
//! | 84 | lets nobody but the person sign out | e2e `no_other_site_can_sign_her_out` `a_neighbour_on_another_port_brings_the_cookie_and_is_refused` `a_link_from_elsewhere_gets_a_question_that_the_person_can_answer`; sample-app `a_get_signs_out_when_this_site_or_the_person_navigates_and_needs_a_click_otherwise` `another_sites_form_cannot_even_clear_a_cookie` `a_head_changes_nothing` |
//! | 85 | says so when nothing was signed out | sample-app `without_the_token_the_person_stays_and_sees_why` `a_sign_out_that_failed_does_not_pretend` |
//! | 86 | tells a script where to navigate, after the fact | sample-app `a_script_gets_the_address_to_navigate_to`; e2e `fetching_the_logout_url_ends_nothing_and_navigating_to_it_does` |
//! | 87 | comes back to one address, which is registered | sample-app `where_the_browser_comes_to_rest_is_not_the_requests_to_choose`; e2e `a_page_names_what_was_requested_and_what_is_registered_and_the_session_stays` |
//! | 88 | checks the `state` of a logout, if it sends one | Does not apply: it sends none |
//! | 89 | comes to rest on a page that signs nobody in | e2e `the_button_signs_out_here_and_at_scalekit`; sample-app `the_landing_rests_and_promises_no_more_than_is_true` |
//! | 90 | signs out twice, late, and for nobody | e2e `the_second_click_in_another_tab_arrives_as_well` `somebody_who_was_never_signed_in_can_sign_out` `an_expired_id_token_still_says_whose_session_ends` `an_old_logout_url_does_nothing_to_a_new_sign_in` |
//! | 91 | signs out while the environment is down | e2e `alice_is_signed_out_here_at_once_and_there_when_it_is_back` `without_a_line_to_scalekit_alice_still_signs_out_here`; sample-app `it_works_with_an_expired_id_token_while_scalekit_is_down` |
//! | 92 | is not brought back by a late renewal | sample-app `a_renewal_that_comes_home_late_does_not_bring_the_session_back`; e2e `it_ends_the_session_for_every_application_and_its_access_tokens_at_scalekit` |
//! | 93 | promises no more than it does | sample-app `the_landing_rests_and_promises_no_more_than_is_true` |
//! | 94 | shows the ID token to the environment alone | sample-app `the_button_signs_out_here_and_sends_the_browser_to_scalekit` `the_log_has_events_and_no_secrets` |
//! | 95 | lets its form lead to the environment | sample-app `the_policy_lets_the_sign_out_button_reach_scalekit`; e2e `bob_signs_in_stays_and_signs_out_in_chromium`; user-agent `form_action_is_obeyed_over_the_whole_chain` |
//! | 96 | is over in other tabs as well | e2e `the_other_tab_notices_a_sign_out` `the_second_click_in_another_tab_arrives_as_well` |
//! | 97 | forgets attempts that were under way | sample-app `sign_ins_under_way_end_as_well` |
//! | 98 | relies on no `Clear-Site-Data` | Does not apply: it is not sent; each cookie is cleared by name |
//!
//! ## Several devices, applications and messages
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 99 | signs out everywhere only when asked to | e2e `another_browser_of_the_same_person_stays_signed_in` `signing_out_everywhere_ends_every_session_this_one_too` |
//! | 100 | shows and ends one's own sessions only | e2e `the_lost_phone_is_signed_out_and_this_device_stays` `nobody_ends_the_sessions_of_others` |
//! | 101 | has a CSRF token wherever sessions are ended | e2e `nobody_ends_the_sessions_of_others` |
//! | 102 | notices a remote revocation at the next renewal | e2e `revoked_sessions_are_noticed_within_one_access_token_lifetime` `the_list_is_read_to_the_lost_phone_and_no_further_and_the_phone_is_out` |
//! | 103 | verifies a back-channel logout | Later: the environment sends them, the app does not receive them yet |
//! | 104 | keeps the `sid` of each session | sample-app `a_session_is_found_without_its_cookie_by_its_sid_and_by_its_user` |
//! | 105 | cleans up for itself where applications share a session | e2e `it_ends_the_session_for_every_application_and_its_access_tokens_at_scalekit`; sample-app `a_dead_refresh_token_ends_the_session_at_one_attempt` |
//! | 106 | verifies webhooks | Later: the environment sends them, the app does not receive them yet |
//! | 107 | exempts the webhooks' route, and no other, from the CSRF token | Later: as above |
//! | 108 | acts on `user.logout` by its session | Later: as above |
//!
//! ## Logs, robustness, tests
//!
//! | Row | What a correct integration does | Where it is shown |
//! |---:|---|---|
//! | 109 | logs no secret | sample-app `the_log_has_events_and_no_secrets`; scalekit `nothing_that_is_held_prints_a_secret` |
//! | 110 | logs who, what and how it went | sample-app `the_log_has_events_and_no_secrets` |
//! | 111 | shows people a calm page | sample-app `people_see_a_calm_page_and_no_detail` |
//! | 112 | is tested from end to end | e2e `alice_signs_in_and_sees_a_protected_page` `the_button_signs_out_here_and_at_scalekit` `bob_signs_in_stays_and_signs_out_in_chromium` |
//! | 113 | asks again after a sign-out, instead of believing a redirect | e2e `the_button_signs_out_here_and_at_scalekit` `a_kept_cookie_is_dead_at_once_and_stays_dead` |
//! | 114 | bounds the attempts that it remembers, and the renewals that a script may ask for | sample-app `the_oldest_sign_ins_of_a_browser_give_way` `a_flood_of_sign_ins_costs_no_more_than_the_bound` `a_script_that_renews_again_and_again_costs_one_renewal` |
//! | 115 | compares the issuer exactly, and hard-codes none | scalekit `an_issuer_of_its_own_is_compared_exactly` |
//! | 116 | lets go of somebody deactivated | e2e `a_deactivated_person_is_refused_and_the_app_requests_no_tokens` `a_deactivated_person_is_out_within_one_access_token_lifetime_and_does_not_come_back` |
//! | 117 | keeps nothing of one person for the next | e2e `nothing_of_alice_remains_for_bob`; sample-app `the_next_person_finds_no_trace_of_the_last` |
//! | 118 | takes back a cookie that it cannot read | sample-app `a_cookie_that_opens_nothing_is_taken_back` `a_record_that_cannot_be_read_is_no_session` |
//! | 119 | leaves no second session system behind | Does not apply: there was none before |
//! | 120 | tries single sign-on from both sides, and provisioning | e2e `an_address_of_the_domain_leads_to_the_provider_and_back_into_the_app` `a_click_at_the_provider_ends_in_the_app_on_the_page_that_was_wanted` `whatever_an_application_names_leads_to_the_same_provider` |

#[cfg(test)]
mod tests;
