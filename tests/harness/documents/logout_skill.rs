//! The skill “Implementing logout (Scalekit FSA)”, for coding agents: items 1 to 42.

use super::{Item, item};
use crate::evidence::Shown::{By, ByDesign, Planned};

pub(super) static ITEMS: [Item; 42] = [
    // What `/logout` is for, and what must hold.
    item(
        1,
        "A sign-out ends the application's own session.",
        &[By("tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit`; \
            sample-app/tests/app/signs_out.rs `a_kept_copy_of_the_cookie_is_dead_at_once`")],
    ),
    item(
        2,
        "It sends the browser to `/oidc/logout`, which ends the session at Scalekit.",
        &[By("tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit` \
            `it_ends_the_session_for_every_application_and_its_access_tokens_at_scalekit`")],
    ),
    item(
        3,
        "The browser comes back to an address that is safe because it is registered.",
        &[By("tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit`; \
            sample-app/tests/app/signs_out.rs \
            `where_the_browser_comes_to_rest_is_not_the_requests_to_choose`")],
    ),
    item(
        4,
        "`/oidc/logout` is visited by a navigation: a script's request or a server's call ends \
         nothing.",
        &[By("tests/stories/logout_by_fetch.rs \
            `fetching_the_logout_url_ends_nothing_and_navigating_to_it_does` \
            `a_server_that_calls_the_logout_url_ends_nothing`; \
            tests/browser/logout.rs \
            `at_two_ports_of_one_host_each_way_ends_what_it_ends_at_another_site`")],
    ),
    item(
        5,
        "The ID token is read before the cookies go, because it is the hint of the logout.",
        &[By("sample-app/tests/app/signs_out.rs \
            `the_button_signs_out_here_and_sends_the_browser_to_scalekit`; \
            crates/scalekit-axum/src/sealed/tests.rs \
            `the_cookie_opens_its_session_and_hands_over_the_id_token_once`")],
    ),
    item(
        6,
        "The address to come back to is on Scalekit's list, or it is refused.",
        &[By("tests/stories/unregistered.rs \
            `a_page_names_what_was_requested_and_what_is_registered_and_the_session_stays`; \
            mock-idp/src/rules/logout/tests/address.rs \
            `an_address_that_is_not_registered_keeps_the_session`")],
    ),
    // What to find out first.
    item(
        7,
        "Eight frameworks are named: Express, Fastify, Next.js, Flask, Django, Gin, Fiber and \
         Spring Boot.",
        &[By("tests/sdk/PUBLISHED.md `The published blocks, done right`; \
            crates/xtask/src/published.rs \
            `each_app_that_the_runner_starts_is_on_the_page_with_its_command`")],
    ),
    item(
        8,
        "The cookies are called `accessToken`, `refreshToken` and `idToken`, and have a path, a \
         domain and `SameSite`.",
        &[By("tests/sdk/PUBLISHED.md `What the apps keep`; \
            tests/sdk/node/suite/app.test.js `no script reads its cookies, and no page of it is \
            kept`; \
            tests/sdk/python/suite/test_app.py \
            `test_no_script_reads_its_cookies_and_no_page_of_it_is_kept`")],
    ),
    item(
        9,
        "The page after a sign-out is, for example, `/login`.",
        &[ByDesign(
            "a page that begins a sign-in undoes the sign-out, so the page is `/` or \
            `/logged-out`: tests/sdk/PUBLISHED.md `Sign-out: Logout skill, “Implementation \
            templates”`; \
            sample-app/tests/app/signs_out.rs \
            `the_landing_rests_and_promises_no_more_than_is_true`; whoever keeps the example \
            reads what is registered: tests/stories/unregistered.rs \
            `a_page_names_what_was_requested_and_what_is_registered_and_the_session_stays`",
        )],
    ),
    item(
        10,
        "The environment's URL is a setting, and the SDK has a helper for the logout URL.",
        &[By("tests/sdk/node/suite/sign_in.test.js `getLogoutUrl: every option has its \
            parameter, and none is needed`; \
            tests/sdk/python/suite/test_sign_in.py \
            `test_every_option_of_the_logout_url_has_its_parameter`; \
            tests/sdk/go/suite/sign_in_test.go `TestLogoutUrl`; \
            tests/sdk/java/suite/src/test/java/suite/SignInTest.java \
            `theLogoutUrlEndsInAQuestionMarkWhenItSaysNothing`; \
            tests/sdk/README.md `The SDKs`")],
    ),
    // The steps.
    item(
        11,
        "Find where the cookies are set, and clear them with the same attributes.",
        &[By("A check lists where each cookie is set and cleared: \
            crates/checker/tests/zoo/reports.rs \
            `the_text_says_what_was_found_and_what_is_broken`; \
            crates/scalekit-axum/src/cookies.rs \
            `a_cookie_is_cleared_with_the_attributes_it_was_set_with`")],
    ),
    item(
        12,
        "There is a route for GET at `/logout`.",
        &[By("It signs out whom this site or the person sends there, and shows a question \
            otherwise: tests/stories/sign_out_again.rs \
            `a_link_on_our_own_page_signs_out_by_a_302` \
            `an_address_that_the_person_types_signs_out` \
            `a_link_from_elsewhere_gets_a_question_that_the_person_can_answer`")],
    ),
    item(
        13,
        "The ID token is taken from a cookie or from the session.",
        &[By("From a cookie: tests/sdk/node/suite/app.test.js `logout carries the ID token, and \
            is no link`; \
            tests/sdk/python/suite/test_app.py \
            `test_logout_carries_the_id_token_and_is_no_link`; from the session: \
            sample-app/tests/app/signs_out.rs \
            `the_button_signs_out_here_and_sends_the_browser_to_scalekit`")],
    ),
    item(
        14,
        "The logout URL is built by the SDK where there is one.",
        &[By("crates/scalekit/tests/client/sign_out.rs \
            `everything_that_was_set_is_in_the_url_once` `without_anything_it_is_bare`; \
            tests/sdk/node/suite/sign_in.test.js `getLogoutUrl: a browser that goes there has \
            ended its session`; \
            tests/sdk/python/suite/test_sign_in.py \
            `test_a_browser_at_the_logout_url_has_ended_its_session`")],
    ),
    item(
        15,
        "The cookies are cleared with the path and the domain that they have.",
        &[By("crates/scalekit-axum/src/cookies.rs \
            `a_cookie_is_cleared_with_the_attributes_it_was_set_with`; \
            crates/user-agent/tests/user_agent/cookie_lives.rs \
            `only_the_same_name_domain_and_path_clear_a_cookie`")],
    ),
    item(
        16,
        "The answer is a 302 to the logout URL.",
        &[By("To a GET: tests/stories/sign_out_again.rs \
            `a_link_on_our_own_page_signs_out_by_a_302`; to a POST it is a 303: \
            sample-app/tests/app/signs_out.rs \
            `the_button_signs_out_here_and_sends_the_browser_to_scalekit`")],
    ),
    item(
        17,
        "The address to come back to is registered in the dashboard, under Redirects, Post \
         logout URL.",
        &[By("A check prints the line to register: crates/checker/tests/zoo/reports.rs \
            `a_person_reads_what_to_register_and_what_to_try_by_hand`; \
            mock-idp/docs/authorize.md `What an application registers`")],
    ),
    // How to see that it works.
    item(
        18,
        "The browser's list of requests shows a navigation to Scalekit, and no fetch.",
        &[By("The verdict tells one from the other: tests/browser/verdict.rs \
            `each_way_to_the_logout_is_known_and_judged`; \
            mock-idp/tests/sockets/command/verdict.rs \
            `a_command_that_passes_hears_what_its_server_did_wrong`; \
            README.md `The verdict`")],
    ),
    item(
        19,
        "That request carries Scalekit's cookie.",
        &[By("The transcripts show it: tests/stories/sign_out.rs \
            `the_button_signs_out_here_and_at_scalekit`; \
            mock-idp/tests/sockets/logout.rs \
            `a_logout_ends_the_session_takes_the_cookie_and_goes_on`")],
    ),
    item(
        20,
        "The next sign-in uses no cookie of the application that was to be cleared.",
        &[By("tests/stories/two_people.rs `nothing_of_alice_remains_for_bob`; \
            sample-app/tests/app/signs_in.rs \
            `each_sign_in_has_a_new_session_id_and_ends_the_old_session`")],
    ),
    item(
        21,
        "Read the hint, build the URL, clear the cookies, redirect: in this order.",
        &[By("sample-app/tests/app/signs_out.rs \
            `the_button_signs_out_here_and_sends_the_browser_to_scalekit`; \
            tests/sdk/node/suite/app.test.js `logout carries the ID token, and is no link`")],
    ),
    // Templates.
    item(
        22,
        "A template for Express.",
        &[By("tests/sdk/PUBLISHED.md `Sign-out: Logout skill, “Implementation templates”`; \
            tests/sdk/node/suite/app.test.js `after logout nothing opens it, here or at \
            Scalekit`")],
    ),
    item(
        23,
        "A template for Flask.",
        &[By("tests/sdk/PUBLISHED.md `Sign-out: Logout skill, “Implementation templates”`; \
            tests/sdk/python/suite/test_app.py \
            `test_after_logout_nothing_opens_it_here_or_at_scalekit`")],
    ),
    item(
        24,
        "A template for Gin.",
        &[By("tests/sdk/PUBLISHED.md `Sign-out: Logout skill, “Implementation templates”` `What \
            holds them`; \
            crates/xtask/src/published.rs \
            `each_file_that_the_page_points_at_has_the_names_in_a_comment`")],
    ),
    item(
        25,
        "A template for Spring Boot.",
        &[By("tests/sdk/PUBLISHED.md `Sign-out: Logout skill, “Implementation templates”` `What \
            holds them`; \
            crates/xtask/src/published.rs \
            `each_file_that_the_page_points_at_has_the_names_in_a_comment`")],
    ),
    // The list to check.
    item(
        26,
        "Checked: the ID token is read first.",
        &[By("sample-app/tests/app/signs_out.rs \
            `the_button_signs_out_here_and_sends_the_browser_to_scalekit`; \
            sample-app/tests/app/stays_signed_in.rs \
            `the_id_token_of_the_sign_in_outlives_the_renewals`")],
    ),
    item(
        27,
        "Checked: every cookie of the session goes.",
        &[By("tests/stories/sealed_cookies.rs \
            `the_cookies_reach_every_page_and_none_is_left_after_the_sign_out`; \
            sample-app/tests/app/signs_out.rs `sign_ins_under_way_end_as_well`")],
    ),
    item(
        28,
        "Checked: the browser is redirected to the generated logout URL.",
        &[By("tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit`; \
            tests/browser/main.rs `bob_signs_in_stays_and_signs_out_in_chromium`")],
    ),
    item(
        29,
        "Checked: the address to come back to is on the list.",
        &[By("tests/stories/unregistered.rs \
            `a_page_names_what_was_requested_and_what_is_registered_and_the_session_stays`")],
    ),
    item(
        30,
        "Checked: the logout is a navigation, and the browser has no cookie afterwards.",
        &[By("tests/browser/verdict.rs `each_way_to_the_logout_is_known_and_judged`; in any \
            application: crates/checker/tests/zoo/defects.rs \
            `each_defect_of_signing_out_breaks_its_rows_alone`; \
            crates/zoo/tests/zoo/signed_out.rs `what_is_left_behind_is_in_the_jar`")],
    ),
    // What goes wrong.
    item(
        31,
        "A cookie that is cleared with other attributes stays, and the person with it.",
        &[By("crates/user-agent/tests/user_agent/cookie_lives.rs \
            `only_the_same_name_domain_and_path_clear_a_cookie`; \
            crates/zoo/tests/zoo/signed_out.rs `what_is_left_behind_is_in_the_jar`; \
            crates/checker/tests/zoo/defects.rs \
            `each_defect_of_signing_out_breaks_its_rows_alone`")],
    ),
    item(
        32,
        "A sign-in right after the sign-out may succeed at once, because the session at the \
         identity provider lives.",
        &[By("The page after the sign-out promises nothing about it: \
            sample-app/tests/app/signs_out.rs \
            `the_landing_rests_and_promises_no_more_than_is_true`; the fake has no such \
            session: mock-idp/docs/sessions.md `Sessions`")],
    ),
    item(
        33,
        "A logout by a call of the API ends nothing at Scalekit.",
        &[By("tests/stories/logout_by_fetch.rs \
            `a_server_that_calls_the_logout_url_ends_nothing`; \
            mock-idp/src/rules/logout/tests/causes.rs \
            `each_way_that_ends_nothing_says_which_it_was_though_the_cookie_came_along`")],
    ),
    item(
        34,
        "An address that is not on the list is rejected.",
        &[By("tests/stories/unregistered.rs \
            `a_page_names_what_was_requested_and_what_is_registered_and_the_session_stays`; \
            mock-idp/tests/sockets/logout.rs \
            `a_refusal_is_a_page_that_escapes_what_was_sent_and_the_session_stays`")],
    ),
    // What whoever follows the skill hands over.
    item(
        35,
        "The names of the cookies, and where each is set.",
        &[By("crates/checker/tests/zoo/reports.rs \
            `the_text_says_what_was_found_and_what_is_broken`")],
    ),
    item(
        36,
        "A short plan for trying it, and the exact value to register in the dashboard.",
        &[By("crates/checker/tests/zoo/reports.rs \
            `a_person_reads_what_to_register_and_what_to_try_by_hand`")],
    ),
    // Skills beside it.
    item(
        37,
        "Sessions are kept encrypted, in cookies with the right attributes.",
        &[By("crates/scalekit-axum/STRATEGIES.md `Three ways to keep a session`; \
            crates/scalekit-axum/src/sealed_cookies/tests.rs `nobody_reads_a_token_in_a_cookie` \
            `the_names_and_attributes_are_those_of_every_cookie_here`; \
            sample-app/tests/app/secrets.rs \
            `the_file_holds_no_token_no_cookie_and_nothing_that_opens_them`")],
    ),
    item(
        38,
        "Tokens are renewed before a handler runs, and nobody notices.",
        &[By("tests/stories/renewals.rs \
            `the_session_outlives_its_access_tokens_and_each_renewal_uses_the_latest_refresh_token`; \
            sample-app/tests/app/stays_signed_in.rs \
            `it_is_renewed_shortly_before_it_expires_with_the_latest_refresh_token`")],
    ),
    item(
        39,
        "Sessions can be revoked from elsewhere, by Scalekit's API.",
        &[By("tests/stories/sessions_of_a_user.rs \
            `all_sessions_end_at_once_and_each_device_signs_her_in_again`; \
            tests/stories/revoked_elsewhere.rs \
            `revoked_sessions_are_noticed_within_one_access_token_lifetime`; \
            tests/stories/own_sessions.rs `the_lost_phone_is_signed_out_and_this_device_stays`")],
    ),
    item(
        40,
        "Roles and permissions of the verified access token are enforced at the routes.",
        &[By("tests/stories/missing_role.rs `a_member_is_refused_and_stays_signed_in`; \
            tests/stories/own_application.rs \
            `a_permission_opens_a_form_and_people_without_it_are_refused_and_stay`; \
            sample-app/tests/app/stays_signed_in.rs `roles_are_read_from_each_new_token`")],
    ),
    item(41, "Provisioning by SCIM is made ready for production.", &[Planned("SCIM")]),
    item(
        42,
        "An agent gets tokens for services of others through Scalekit's connectors.",
        &[ByDesign(
            "the fake is of sign-ins and of the people who sign in; connectors answer \
            501 and name themselves: mock-idp/tests/sockets/management/addresses.rs \
            `what_scalekit_has_is_501_and_what_it_does_not_have_is_404_in_the_gateways_words`; \
            mock-idp/docs/management.md `Operations not served`",
        )],
    ),
];
