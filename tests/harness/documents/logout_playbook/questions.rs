//! What goes wrong with a sign-out, how that is found, and the questions about it: items 104 to 117.

use super::super::{Item, item};
use crate::evidence::Shown::By;

pub(in crate::documents) static ITEMS: [Item; 14] = [
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
