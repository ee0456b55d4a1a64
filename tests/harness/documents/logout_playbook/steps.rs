//! What a sign-out does, step by step, with its diagrams: items 78 to 103.

use super::super::{Item, item};
use crate::evidence::Shown::{self, By, ByDesign};

/// Returns an item that has code for a framework in Python.
const fn blocks(number: u8, says: &'static str) -> Item {
    const SHOWN: &[Shown] = &[By("tests/sdk/PUBLISHED.md `Sign-out: Logout playbook`; \
        tests/sdk/python/suite/test_app.py \
        `test_after_logout_nothing_opens_it_here_or_at_scalekit` \
        `test_another_site_signs_nobody_out`")];
    item(number, says, SHOWN)
}

pub(in crate::documents) static ITEMS: [Item; 26] = [
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
    blocks(85, "Blocks for FastAPI."),
    blocks(86, "Blocks for Flask."),
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
];
