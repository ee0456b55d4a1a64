//! The playbook “Handling User Logout Correctly”: items 78 to 117.

use super::{Item, item};
use crate::evidence::Shown::{By, ByDesign};

pub(super) static ITEMS: [Item; 40] = [
    // Diagrams.
    item(
        78,
        "A diagram of browser, application and store: a sign-in, a request, a sign-out, and a \
         request that fails.",
        &[
            By("As a transcript: tests/stories/sign_out.rs \
                `the_button_signs_out_here_and_at_scalekit`; \
                README.md `In a Rust test`"),
            By("As a diagram: mock-idp/docs/diagrams.md `The whole story`; \
                tests/stories/diagrams.rs `the_page_shows_the_story_as_it_is`"),
        ],
    ),
    item(
        79,
        "Four sequence diagrams: a sign-in makes a session, a request succeeds, a sign-out \
         revokes it and clears the cookie, the next request fails.",
        &[
            By("As transcripts: crates/user-agent/tests/user_agent/transcripts.rs \
                `a_story_reads_like_a_sequence_diagram`"),
            By("As diagrams: mock-idp/docs/diagrams.md `A sign-in makes a session` \
                `A request with the session succeeds` `A sign-out revokes and clears` \
                `The next request fails`; \
                tests/stories/diagrams.rs `the_page_shows_the_story_as_it_is`"),
        ],
    ),
    // The short of it.
    item(
        80,
        "A cookie is deleted with the name, path, domain, Secure and SameSite that it was set \
         with, `.example.com` too.",
        &[
            By("crates/scalekit-axum/src/cookies.rs \
                `a_cookie_is_cleared_with_the_attributes_it_was_set_with`; \
                crates/user-agent/tests/user_agent/cookie_lives.rs \
                `only_the_same_name_domain_and_path_clear_a_cookie`"),
            By("tests/stories/behind_nginx.rs \
                `a_cookie_of_the_domain_is_set_and_cleared_alike_and_counts_at_each_host`; \
                sample-app/tests/app/parent_domain.rs \
                `a_sign_in_sets_them_for_the_domain_and_a_sign_out_clears_them_there`"),
        ],
    ),
    item(
        81,
        "A sign-out is a POST.",
        &[By("tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit`; \
            sample-app/tests/app/signs_out.rs \
            `a_get_signs_out_when_this_site_or_the_person_navigates_and_needs_a_click_otherwise`")],
    ),
    item(
        82,
        "With a session: end it on the server, delete the cookie, and clear the page's state \
         after the server has said yes.",
        &[
            By("tests/stories/kept_cookie.rs `a_kept_cookie_is_dead_at_once_and_stays_dead`; \
                sample-app/tests/app/signs_out.rs `a_script_gets_the_address_to_navigate_to`"),
            By("tests/browser/spa/session.rs \
                `a_success_leaves_nothing_in_storage_memory_or_the_other_tab`"),
        ],
    ),
    item(
        83,
        "With tokens: revoke the refresh token, delete its cookie, clear the page's state, and \
         let the access token expire.",
        &[By("sample-app/tests/own_tokens/devices.rs `a_sign_out_ends_this_device_and_no_other` \
            `without_the_denylist_a_kept_access_token_lives_until_its_end_and_no_longer`; \
            mock-idp/src/rules/revoke/tests.rs \
            `a_refresh_token_takes_its_family_along_and_leaves_the_session`")],
    ),
    item(
        84,
        "A denylist ends access tokens at once, where that is wanted.",
        &[By("sample-app/tests/own_tokens/devices.rs `a_sign_out_ends_this_device_and_no_other` \
            `everywhere_is_everywhere_at_once_with_and_without_the_denylist`; \
            crates/scalekit-axum/STRATEGIES.md `What ends a session`")],
    ),
    item(
        85,
        "Blocks for FastAPI.",
        &[By("tests/sdk/PUBLISHED.md `Sign-out: Logout playbook`; \
            tests/sdk/python/suite/test_app.py \
            `test_after_logout_nothing_opens_it_here_or_at_scalekit` \
            `test_another_site_signs_nobody_out`")],
    ),
    item(
        86,
        "Blocks for Flask.",
        &[By("tests/sdk/PUBLISHED.md `Sign-out: Logout playbook`; \
            tests/sdk/python/suite/test_app.py \
            `test_after_logout_nothing_opens_it_here_or_at_scalekit` \
            `test_another_site_signs_nobody_out`")],
    ),
    item(
        87,
        "A table of refresh tokens: whose, its id and hash, when it was issued, expires and was \
         revoked, and what replaced it.",
        &[By("crates/scalekit-axum/src/store/contract/tokens.rs \
            `a_token_is_replaced_by_its_successor_and_its_reuse_revokes_all_tokens_of_its_session` \
            `what_is_revoked_stays_revoked_and_is_no_reuse` \
            `a_token_that_has_expired_is_over_and_no_reuse` \
            `an_error_shows_no_token_and_nobody`")],
    ),
    // What it means.
    item(
        88,
        "To lead somebody to the sign-in page signs nobody out.",
        &[By("tests/stories/kept_cookie.rs `a_kept_cookie_is_dead_at_once_and_stays_dead`; \
            tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit`; \
            crates/zoo/tests/zoo/signed_out.rs \
            `a_session_that_lives_on_opens_a_page_to_a_kept_cookie`")],
    ),
    item(
        89,
        "A sign-out is of one device, unless another one was wanted.",
        &[By("tests/stories/sign_out.rs `another_browser_of_the_same_person_stays_signed_in`; \
            sample-app/tests/own_tokens/devices.rs `a_sign_out_ends_this_device_and_no_other`")],
    ),
    // Step by step.
    item(
        90,
        "The sign-out is protected against forged requests.",
        &[By("tests/stories/cross_site.rs `no_other_site_can_sign_her_out`; \
            sample-app/tests/app/signs_out.rs \
            `without_the_token_the_person_stays_and_sees_why`; \
            tests/sdk/node/suite/app.test.js `another site signs nobody out`; \
            tests/sdk/python/suite/test_app.py `test_another_site_signs_nobody_out`")],
    ),
    item(
        91,
        "The session is deleted from Redis by its id.",
        &[By("In Redis, PostgreSQL and SQLite alike: \
            crates/scalekit-axum/src/store/contract/sessions.rs \
            `a_session_is_found_until_it_ends_and_its_record_is_handed_over_once` \
            `what_one_instance_keeps_and_ends_the_other_sees`")],
    ),
    item(
        92,
        "Where the cookie is the session, to delete the cookie is the sign-out.",
        &[ByDesign(
            "a copy of the cookie would live on, so the store knows which sessions live: \
            tests/stories/sealed_cookies.rs \
            `who_signs_out_everywhere_is_out_also_with_kept_cookies`; \
            sample-app/tests/sealed_cookies/handovers.rs \
            `who_signs_out_with_older_cookies_or_some_of_them_is_out`; \
            crates/scalekit-axum/STRATEGIES.md `What is stolen, and what that opens`",
        )],
    ),
    item(
        93,
        "Read the refresh token, find its record by id or hash, mark it as revoked, delete the \
         cookie.",
        &[By("sample-app/tests/own_tokens/devices.rs \
            `an_api_client_signs_its_device_out_by_either_token_and_at_scalekit_too` \
            `a_sign_out_ends_this_device_and_no_other`; \
            crates/scalekit-axum/src/store/contract/tokens.rs \
            `a_rotation_and_a_revocation_at_once_leave_no_valid_token`")],
    ),
    item(
        94,
        "The line that deletes a cookie has `Max-Age=0`, its path, HttpOnly, Secure and \
         SameSite.",
        &[By("sample-app/tests/app/https.rs `on_https_the_cookies_are_bound_to_the_host`; \
            crates/scalekit-axum/src/cookies.rs \
            `a_cookie_is_cleared_with_the_attributes_it_was_set_with`")],
    ),
    item(
        95,
        "A script sends its cookies along, looks at the status, clears its storage after that, \
         and navigates.",
        &[
            By("sample-app/tests/app/signs_out.rs `a_script_gets_the_address_to_navigate_to`; \
                tests/stories/logout_by_fetch.rs \
                `fetching_the_logout_url_ends_nothing_and_navigating_to_it_does`"),
            By("tests/browser/spa/session.rs \
                `each_failure_of_a_sign_out_shows_as_one_and_leaves_the_person_signed_in` \
                `a_success_leaves_nothing_in_storage_memory_or_the_other_tab`"),
        ],
    ),
    item(
        96,
        "A sign-out that failed is not hidden.",
        &[By("sample-app/tests/app/signs_out.rs \
            `without_the_token_the_person_stays_and_sees_why`; \
            sample-app/tests/app/failures.rs `a_sign_out_that_failed_does_not_pretend`")],
    ),
    item(
        97,
        "After a sign-out a protected call is answered by 401 or 403.",
        &[By("tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit`; \
            tests/browser/main.rs `bob_signs_in_stays_and_signs_out_in_chromium`; \
            sample-app/tests/app/signed_out.rs `every_route_has_an_answer_for_nobody`")],
    ),
    item(
        98,
        "A protected page redirects because there is no session, and for no other reason.",
        &[By("sample-app/tests/app/signed_out.rs \
            `a_page_sends_to_the_sign_in_and_remembers_where_the_person_was_going`; \
            tests/stories/missing_role.rs `a_member_is_refused_and_stays_signed_in`")],
    ),
    item(
        99,
        "A revoked refresh token brings nothing.",
        &[By("tests/stories/sign_out.rs \
            `it_ends_the_session_for_every_application_and_its_access_tokens_at_scalekit`; \
            mock-idp/src/rules/token/tests/standing.rs \
            `a_session_that_is_over_says_how_it_ended` \
            `a_family_that_the_client_revoked_is_over`; \
            crates/scalekit-axum/src/store/contract/tokens.rs \
            `what_is_revoked_stays_revoked_and_is_no_reuse`")],
    ),
    item(
        100,
        "The id of an ended session is nobody's.",
        &[By("tests/stories/kept_cookie.rs `a_kept_cookie_is_dead_at_once_and_stays_dead`; \
            sample-app/tests/app/two_instances.rs \
            `a_kept_cookie_is_dead_on_the_other_instance_too`")],
    ),
    item(
        101,
        "To sign out everywhere is another action.",
        &[By("tests/stories/own_sessions.rs \
            `signing_out_everywhere_ends_every_session_this_one_too` \
            `the_lost_phone_is_signed_out_and_this_device_stays`")],
    ),
    item(
        102,
        "It revokes every refresh token of the person, or deletes every session.",
        &[By("tests/stories/own_sessions.rs \
            `signing_out_everywhere_ends_every_session_this_one_too`; \
            crates/scalekit-axum/src/store/contract/sessions.rs \
            `of_twenty_who_end_the_sessions_of_a_user_at_once_each_session_counts_once`; \
            crates/scalekit-axum/src/store/contract/tokens.rs \
            `the_tokens_of_a_device_of_a_session_at_scalekit_and_of_a_user_are_found`")],
    ),
    item(
        103,
        "Or it raises the version of the person, and older tokens are refused.",
        &[By("sample-app/tests/own_tokens/devices.rs \
            `everywhere_is_everywhere_at_once_with_and_without_the_denylist`; \
            crates/scalekit-axum/src/store/contract/tokens.rs \
            `a_raised_version_counts_for_its_user_on_every_instance`")],
    ),
    // Common causes.
    item(
        104,
        "A GET that signs out is blocked, cached, or sent by nobody's will.",
        &[By("sample-app/tests/app/signs_out.rs \
            `a_get_signs_out_when_this_site_or_the_person_navigates_and_needs_a_click_otherwise` \
            `a_head_changes_nothing`; \
            crates/scalekit-axum/src/fetch_metadata.rs \
            `only_a_plain_navigation_of_this_site_or_the_person_is_ours`; \
            sample-app/tests/app/answers.rs \
            `every_answer_but_the_style_sheet_is_for_one_person_and_one_moment`")],
    ),
    item(
        105,
        "A request to another origin goes without its cookies, for want of CORS or of \
         `credentials`.",
        &[
            By("crates/user-agent/tests/user_agent/scripts.rs \
                `credentials_decide_whether_cookies_go_and_come` \
                `abroad_the_answer_must_consent`; \
                mock-idp/tests/sockets/cors.rs \
                `the_journal_says_why_a_script_may_not_read_an_answer`"),
            By("tests/browser/spa/session.rs \
                `from_an_origin_of_its_own_each_failure_shows_as_one_as_well` \
                `a_page_of_an_origin_that_is_not_listed_learns_nothing_and_signs_nobody_out`"),
        ],
    ),
    item(
        106,
        "Two cookies have one name, on other paths or hosts.",
        &[By("sample-app/tests/app/foreign_cookies.rs \
            `whatever_neighbours_plant_the_person_is_signed_in_and_can_sign_out` \
            `a_sign_out_ends_every_session_that_a_cookie_opens`; \
            crates/scalekit-axum/src/cookies.rs `no_neighbour_hides_our_cookie`; \
            crates/checker/tests/zoo/defects.rs `each_defect_of_cookies_breaks_its_rows_alone`")],
    ),
    item(
        107,
        "Instances that share no store know different sessions.",
        &[By("tests/stories/two_instances.rs \
            `who_signs_out_at_one_instance_is_out_at_the_other`; \
            sample-app/tests/two_processes.rs \
            `processes_on_one_database_share_a_renewal_and_a_sign_out`; in any application: \
            crates/checker/tests/zoo/instances.rs \
            `an_instance_that_shares_no_sessions_breaks_the_row_about_instances`")],
    ),
    item(
        108,
        "Behind a proxy, or without https, Secure cookies behave otherwise.",
        &[
            By("The application's address is a setting: \
                crates/scalekit-axum/src/settings/tests.rs \
                `addresses_that_cannot_work_are_explained` `http_is_fine_on_this_machine`; \
                sample-app/tests/app/https.rs `on_https_the_cookies_are_bound_to_the_host`; \
                crates/zoo/tests/zoo/signed_in.rs `the_own_address_follows_a_header`"),
            By("tests/stories/behind_nginx.rs \
                `sign_in_renewal_and_sign_out_with_cookies_of_the_host` \
                `a_request_in_the_clear_is_led_to_https_and_what_it_would_change_is_refused`"),
        ],
    ),
    item(
        109,
        "The protection against forged requests refuses the sign-out, and the page does not \
         notice.",
        &[
            By("sample-app/tests/app/signs_out.rs \
                `without_the_token_the_person_stays_and_sees_why` \
                `a_script_gets_the_address_to_navigate_to`"),
            By("tests/browser/spa/session.rs \
                `a_page_that_is_out_of_date_is_refused_and_works_at_the_second_click`"),
        ],
    ),
    // Looking for the fault.
    item(
        110,
        "Look at the cookies that go and come, at names that come twice, at `credentials`, and \
         at CORS.",
        &[
            By("`mock-idp check` looks at them: mock-idp/docs/check.md `What it does`; \
                crates/checker/tests/zoo/reports.rs \
                `the_text_says_what_was_found_and_what_is_broken`"),
            By("A page looks at this environment first: mock-idp/tests/sockets/verdict/why.rs \
                `a_server_that_called_the_logout_is_named_with_the_time_and_what_to_do_instead`; \
                mock-idp/docs/logout.md `Commands that look` \
                `Which cookies are set and cleared, for which path and domain, and is a name there twice?` \
                `May a page of another origin send its cookies along?`"),
        ],
    ),
    item(
        111,
        "Commands to try it: requests with a cookie, the keys in Redis, the rows in PostgreSQL, \
         the lines of logs.",
        &[
            By("For the fake: mock-idp/TESTING.md `curl`"),
            By(
                "For an application, its stores and its log: mock-idp/tests/sockets/command/why.rs \
                `what_looks_at_the_application_and_the_record_tells_a_right_sign_out` \
                `what_looks_into_redis_lists_the_sessions` \
                `what_looks_into_postgres_shows_which_refresh_tokens_are_revoked` \
                `each_command_of_the_page_is_run_here`; \
                mock-idp/docs/logout.md `Commands that look`",
            ),
        ],
    ),
    item(
        112,
        "In production: the proxy's headers, a shared store, the cookie's domain, `None` with \
         Secure, and a look at each renewal whether the token was revoked.",
        &[
            By("tests/stories/two_instances.rs \
                `who_signs_out_at_one_instance_is_out_at_the_other`; \
                sample-app/tests/app/https.rs `on_https_the_cookies_are_bound_to_the_host`; \
                crates/user-agent/tests/user_agent/cookie_rules.rs \
                `a_refused_cookie_says_which_rule_it_broke`; \
                crates/scalekit-axum/src/store/contract/tokens.rs \
                `what_is_revoked_stays_revoked_and_is_no_reuse`"),
            By("tests/stories/behind_nginx.rs \
                `forged_headers_change_nothing_past_nginx_and_through_it` \
                `a_cookie_of_the_domain_is_set_and_cleared_alike_and_counts_at_each_host`"),
        ],
    ),
    item(
        113,
        "Ten things to check: POST, forged requests, the end on the server, the cookie's \
         attributes, the page's state, 401 at once, one device, rotation and reuse, logs, a \
         shared store.",
        &[
            By("The sign-out itself: tests/stories/sign_out.rs \
                `the_button_signs_out_here_and_at_scalekit` \
                `another_browser_of_the_same_person_stays_signed_in`; \
                tests/stories/cross_site.rs `no_other_site_can_sign_her_out`; \
                tests/stories/kept_cookie.rs `a_kept_cookie_is_dead_at_once_and_stays_dead`; \
                crates/scalekit-axum/src/cookies.rs \
                `a_cookie_is_cleared_with_the_attributes_it_was_set_with`; rotation and reuse: \
                sample-app/tests/own_tokens/devices.rs \
                `a_replaced_refresh_token_is_worth_its_successor_for_half_a_minute_and_ends_the_session_after`; \
                logs: sample-app/tests/app/logging.rs `the_log_has_events_and_no_secrets`; a \
                shared store: tests/stories/two_instances.rs \
                `who_signs_out_at_one_instance_is_out_at_the_other`"),
            By("tests/browser/spa/session.rs \
                `a_success_leaves_nothing_in_storage_memory_or_the_other_tab`"),
        ],
    ),
    item(
        114,
        "No log has an id of a session or a token.",
        &[By("sample-app/tests/app/logging.rs `the_log_has_events_and_no_secrets`; \
            sample-app/tests/trace/main.rs `with_sessions_on_the_server_in_a_file` \
            `with_sealed_cookies_and_redis` `with_own_tokens_and_postgres`; \
            tests/sdk/python/suite/test_app.py `test_the_log_has_no_code_and_no_state`; \
            mock-idp/tests/sockets/journal.rs `of_a_secret_it_shows_four_characters_at_most`; \
            in any application: crates/checker/tests/zoo/logs.rs \
            `secrets_in_a_log_are_found_and_a_log_without_them_is_spared`")],
    ),
    // Questions.
    item(
        115,
        "Eight questions: the least with a session and with tokens, a cookie that stays, GET or \
         POST, access tokens, local storage, production, all devices.",
        &[By("Each with a command that shows its answer: mock-idp/docs/logout.md `Questions` \
            `What is the least that a sign-out does where a session is kept on the server?` \
            `And where the application keeps tokens?` `Why does my cookie stay?` \
            `Is a sign-out a GET or a POST?` `Do access tokens have to be revoked?` \
            `May a token be in local storage?` \
            `Why does it work here and not in production?` \
            `How does somebody sign out of all devices?`; \
            crates/remedies/src/tests.rs `each_question_is_shown_by_a_command`")],
    ),
    item(
        116,
        "No refresh token is in the browser's local storage.",
        &[By("sample-app/tests/app/answers.rs `the_dashboard_shows_the_person_and_no_token`; \
            sample-app/tests/own_tokens/clients.rs \
            `a_browser_gets_two_cookies_and_the_pages_are_as_ever`; \
            tests/sdk/node/suite/app.test.js `no script reads its cookies, and no page of it is \
            kept`; \
            tests/sdk/python/suite/test_app.py \
            `test_no_script_reads_its_cookies_and_no_page_of_it_is_kept`")],
    ),
    item(
        117,
        "It works here and not in production: the domain, Secure without https, SameSite, the \
         proxy, CORS, two cookies, a store that is not shared.",
        &[
            By("crates/scalekit-axum/src/settings/tests.rs \
                `addresses_that_cannot_work_are_explained` \
                `a_public_app_refuses_a_development_environment`; \
                crates/user-agent/tests/user_agent/cookie_rules.rs \
                `a_refused_cookie_says_which_rule_it_broke` \
                `same_site_decides_by_who_began_the_request`; \
                sample-app/tests/app/foreign_cookies.rs \
                `whatever_neighbours_plant_the_person_is_signed_in_and_can_sign_out`; \
                tests/stories/two_instances.rs \
                `who_signs_out_at_one_instance_is_out_at_the_other`"),
            By("tests/stories/behind_nginx.rs \
                `no_proxy_is_believed_that_the_settings_do_not_name`"),
            By(
                "Each cause with its remedy: mock-idp/docs/logout.md `It works here and not in production` \
                `Why does it work here and not in production?`",
            ),
        ],
    ),
];
