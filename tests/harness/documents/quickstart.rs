//! The “Quickstart” of Full Stack Auth, as page and as Markdown: items 43 to 77.

use super::{Item, item};
use crate::evidence::Shown::{By, ByDesign, Planned};

pub(super) static ITEMS: [Item; 35] = [
    item(
        43,
        "A sign-in has five steps, with a picture: it begins, Scalekit proves who it is, the \
         callback, the session, the protected page.",
        &[
            By("tests/stories/sign_in.rs `alice_signs_in_and_sees_a_protected_page`; \
                README.md `A sign-in in sixty seconds`"),
            By("As a diagram: mock-idp/docs/diagrams.md `A sign-in makes a session`; \
                tests/stories/diagrams.rs `the_page_shows_the_story_as_it_is`"),
            By("The picture, with a lesson around it: mock-idp/tests/sockets/lessons/walks.rs \
                `each_lesson_is_walked_to_its_end`; mock-idp/tests/sockets/lessons/drawings.rs \
                `each_what_if_shows_the_finding_beside_a_flow_without_one`; \
                README.md `Lessons`"),
        ],
    ),
    item(
        44,
        "Coding agents get a plugin or a skill, with a line to install it in each.",
        &[
            ByDesign("Scalekit's plugins are Scalekit's, and need no fake"),
            Planned("skill for coding agents"),
        ],
    ),
    // Install, and begin.
    item(
        45,
        "There are SDKs for Node, Python, Go and Java.",
        &[By("tests/sdk/README.md `The SDKs`; \
            README.md `With an official SDK`")],
    ),
    item(
        46,
        "Three variables configure the application.",
        &[By("crates/scalekit-axum/src/settings/tests.rs `complete_settings_are_read` \
            `both_spellings_of_the_environment_url_are_read`; \
            mock-idp/tests/sockets/command/exec.rs \
            `the_command_finds_the_fake_in_its_environment`; \
            mock-idp/tests/sockets/command/serve.rs \
            `variables_are_written_to_a_file_that_a_shell_reads_and_nobody_else`")],
    ),
    item(
        47,
        "The authorization URL has a redirect URI and four scopes, in four languages.",
        &[By("tests/sdk/node/suite/sign_in.test.js `getAuthorizationUrl: every option has its \
            parameter`; \
            tests/sdk/python/suite/test_sign_in.py \
            `test_every_option_of_the_authorization_url_has_its_parameter`; \
            tests/sdk/go/suite/sign_in_test.go `TestAuthorizationUrlHasEveryOption`; \
            tests/sdk/java/suite/src/test/java/suite/SignInTest.java \
            `theAuthorizationUrlHasEveryOption`; \
            tests/sdk/PUBLISHED.md `Begin: Quickstart, “Redirect users to sign up (or) login”`")],
    ),
    item(
        48,
        "The callback URL is the registered one exactly: scheme, host, port and path.",
        &[By("mock-idp/src/environment/redirect/tests.rs `matching_is_exact_to_the_character`; \
            mock-idp/src/rules/authorization/tests/trust.rs \
            `a_redirect_is_compared_character_for_character` \
            `the_refusal_of_a_redirect_says_what_is_registered`")],
    ),
    item(
        49,
        "An initiate-login URL takes sign-ins that begin elsewhere: from an invitation, or at \
         an identity provider.",
        &[By("tests/stories/invitations.rs \
            `the_link_in_the_mailbox_leads_into_the_app_with_the_role_that_was_offered`; \
            tests/stories/begun_at_the_provider.rs \
            `a_click_at_the_provider_ends_in_the_app_on_the_page_that_was_wanted`")],
    ),
    item(
        50,
        "The hosted page signs in and signs up.",
        &[By("tests/stories/sign_up.rs `a_newcomer_founds_an_organization_and_administers_it`; \
            mock-idp/docs/authorize.md `Hosted pages`")],
    ),
    // The callback.
    item(
        51,
        "A callback with an error is answered by 401 and JSON, with the error's description.",
        &[ByDesign(
            "the description is text of whoever wrote the address, so the answer is a \
            page in the application's words: sample-app/tests/app/callbacks.rs \
            `errors_are_explained_in_our_own_words`; \
            tests/sdk/node/suite/app.test.js `what Scalekit refuses is not shown, and signs \
            nobody in`; \
            tests/sdk/python/suite/test_app.py \
            `test_what_scalekit_refuses_is_not_shown_and_signs_nobody_in`",
        )],
    ),
    item(
        52,
        "The code brings the user, three tokens, and a lifetime of 299 seconds.",
        &[By("mock-idp/src/rules/token/tests/code.rs `a_code_brings_tokens`; \
            tests/sdk/node/suite/sign_in.test.js `authenticateWithCode: the tokens are about \
            the person who signed in`; \
            tests/sdk/python/suite/test_sign_in.py \
            `test_the_tokens_are_about_the_person_who_signed_in`; \
            tests/sdk/go/suite/sign_in_test.go `TestACodeIsExchangedForTokens`; \
            tests/sdk/java/suite/src/test/java/suite/SignInTest.java \
            `aCodeIsExchangedForTokens`")],
    ),
    item(
        53,
        "The callback leads to a protected page; if the exchange fails, the answer is a 500.",
        &[
            By("sample-app/tests/app/signs_in.rs `the_person_lands_where_they_were_going`"),
            ByDesign(
                "an outage is a 503 and a code that is no good a 400, each with a way on: \
                tests/stories/outages.rs \
                `a_sign_in_that_cannot_be_finished_says_so_and_the_next_one_succeeds`; \
                sample-app/tests/app/callbacks.rs \
                `a_sign_in_that_scalekit_cannot_confirm_leaves_nobody_signed_in`",
            ),
        ],
    ),
    item(
        54,
        "The user has an id, an address that is verified or not, and names.",
        &[By("tests/sdk/node/suite/sign_in.test.js `authenticateWithCode: the tokens are about \
            the person who signed in`; \
            tests/sdk/python/suite/test_sign_in.py \
            `test_the_tokens_are_about_the_person_who_signed_in`")],
    ),
    item(
        55,
        "The ID token has the claims of the sample.",
        &[By("mock-idp/src/rules/token/tests/code.rs `a_code_brings_tokens`; \
            mock-idp/docs/tokens.md `ID tokens`")],
    ),
    item(
        56,
        "The access token has roles, permissions and the external ids `xoid` and `xuid`.",
        &[By("mock-idp/src/rules/token/tests/code.rs `a_code_brings_tokens` \
            `the_organization_and_the_person_bring_their_own_ids`; \
            mock-idp/docs/tokens.md `Access tokens`; \
            crates/scalekit/tests/client/access_tokens.rs \
            `a_documented_token_is_accepted_and_read`")],
    ),
    // The session.
    item(
        57,
        "An access token lives for five minutes, unless it is configured otherwise.",
        &[By("mock-idp/docs/policies.md `Lifetimes`; \
            mock-idp/tests/sockets/control/policies.rs \
            `a_world_begins_with_other_policies_and_a_reset_brings_them_back`; \
            sample-app/tests/app/stays_signed_in.rs \
            `a_token_of_one_minute_is_not_renewed_at_every_request`")],
    ),
    item(
        58,
        "A refresh token lives long, and begins with `rt_`.",
        &[By("tests/stories/renewals.rs `a_session_in_daily_use_lasts_thirty_days`; \
            mock-idp/docs/README.md `Ids`")],
    ),
    item(
        59,
        "When the refresh token is no good any more, the person is signed out.",
        &[By("sample-app/tests/app/stays_signed_in.rs \
            `a_dead_refresh_token_ends_the_session_at_one_attempt`; \
            tests/stories/renewals.rs `eight_idle_days_end_the_session`; \
            tests/stories/replays.rs `a_replayed_code_ends_the_whole_family`")],
    ),
    item(
        60,
        "The access token is in a cookie `accessToken`: HttpOnly, Secure, Strict, at `/api`, \
         and a minute shorter than the token.",
        &[ByDesign(
            "sealed, at `/` and Lax, so that pages, renewal and sign-out get it: \
            tests/sdk/PUBLISHED.md `Cookies: Quickstart, “Create and manage user sessions”, \
            first blocks`; \
            tests/sdk/node/suite/app.test.js `no script reads its cookies, and no page of it is \
            kept`; \
            tests/sdk/python/suite/test_app.py \
            `test_no_script_reads_its_cookies_and_no_page_of_it_is_kept`; \
            crates/scalekit-axum/src/sealed_cookies/tests.rs \
            `the_names_and_attributes_are_those_of_every_cookie_here`",
        )],
    ),
    item(
        61,
        "The refresh token is in a cookie `refreshToken` at `/auth/refresh`.",
        &[ByDesign(
            "sealed and at `/`, because each page may have to renew: \
            tests/sdk/PUBLISHED.md `Cookies: Quickstart, “Create and manage user sessions”, \
            first blocks`; \
            tests/stories/sealed_cookies.rs \
            `the_cookies_reach_every_page_and_none_is_left_after_the_sign_out`; \
            tests/sdk/node/suite/app.test.js `a refresh on demand`; \
            tests/sdk/python/suite/test_app.py `test_a_refresh_on_demand`",
        )],
    ),
    item(
        62,
        "Before a handler runs, the cookie is decrypted, the token validated and renewed, and \
         the cookie sealed anew.",
        &[By("sample-app/tests/sealed_cookies/handovers.rs \
            `a_response_that_is_lost_loses_no_token`; \
            sample-app/tests/sealed_cookies/tampering.rs \
            `a_changed_octet_anywhere_signs_out_and_breaks_nothing`; \
            tests/sdk/node/suite/app.test.js `six minutes later the person is still signed in`; \
            tests/sdk/python/suite/test_app.py \
            `test_six_minutes_later_the_person_is_still_signed_in`; \
            tests/sdk/PUBLISHED.md `Renewal: Quickstart, “Create and manage user sessions”, \
            second blocks`")],
    ),
    item(
        63,
        "The new refresh token takes the place of the old one.",
        &[By("tests/stories/renewals.rs \
            `the_session_outlives_its_access_tokens_and_each_renewal_uses_the_latest_refresh_token`; \
            sample-app/tests/app/stays_signed_in.rs \
            `closing_the_page_does_not_lose_the_new_token`")],
    ),
    item(
        64,
        "A protected route answers with JSON, and with 401 to whoever brings no good token.",
        &[By("sample-app/tests/app/signed_out.rs \
            `a_script_gets_a_status_and_json_even_from_a_page` \
            `every_route_has_an_answer_for_nobody`; \
            tests/sdk/node/suite/app.test.js `from a protected page to Scalekit and back`; \
            tests/sdk/python/suite/test_app.py \
            `test_from_a_protected_page_to_scalekit_and_back`")],
    ),
    item(
        65,
        "How long sessions last is a policy of the dashboard.",
        &[By("tests/stories/session_policy.rs \
            `a_busy_session_ends_after_its_organizations_hour` \
            `an_idle_session_ends_after_its_organizations_twenty_minutes`; \
            mock-idp/docs/sessions.md `Session policies`; \
            mock-idp/docs/policies.md `Lifetimes`")],
    ),
    // The sign-out.
    item(
        66,
        "A sign-out has a block in four languages.",
        &[By("tests/sdk/PUBLISHED.md `Sign-out: Quickstart, “Log out the user”` `What holds \
            them`; \
            tests/sdk/node/suite/app.test.js `after logout nothing opens it, here or at \
            Scalekit`; \
            tests/sdk/python/suite/test_app.py \
            `test_after_logout_nothing_opens_it_here_or_at_scalekit`; \
            crates/xtask/src/published.rs \
            `each_app_that_the_runner_starts_is_on_the_page_with_its_command`")],
    ),
    item(
        67,
        "Everything of the session goes: the cookies, and what is in the browser's local \
         storage.",
        &[
            By("sample-app/tests/app/signs_out.rs `the_next_person_finds_no_trace_of_the_last`; \
                tests/stories/sealed_cookies.rs \
                `the_cookies_reach_every_page_and_none_is_left_after_the_sign_out`"),
            By("tests/browser/spa/session.rs \
                `a_success_leaves_nothing_in_storage_memory_or_the_other_tab`"),
        ],
    ),
    item(
        68,
        "A logout URL works once.",
        &[By("mock-idp/src/rules/logout/tests/session.rs `a_logout_url_works_once`; \
            tests/stories/sign_out_again.rs `an_old_logout_url_does_nothing_to_a_new_sign_in`")],
    ),
    item(
        69,
        "It ends at the registered address.",
        &[By("tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit`; \
            tests/browser/main.rs `bob_signs_in_stays_and_signs_out_in_chromium`")],
    ),
    // What comes with it.
    item(
        70,
        "People sign in by a code or by a link in a mail.",
        &[
            By("tests/stories/sign_up.rs \
                `a_newcomer_founds_an_organization_and_administers_it`; \
                mock-idp/src/rules/authorization/hosted/tests/email_code.rs \
                `the_digits_of_the_mail_sign_in`; by the API also with a link: \
                tests/stories/passwordless.rs \
                `the_link_in_the_mailbox_leads_home_with_a_token_that_is_good_once`"),
            Planned("hosted magic link"),
        ],
    ),
    item(
        71,
        "People sign in with a social provider.",
        &[By("tests/stories/switching.rs \
            `a_social_provider_knows_her_by_her_address_as_the_same_person`; \
            mock-idp/docs/authorize.md `Identity providers`")],
    ),
    item(
        72,
        "People sign in with the identity provider of their organization.",
        &[By("tests/stories/own_provider.rs \
            `an_address_of_the_domain_leads_to_the_provider_and_back_into_the_app` \
            `whatever_an_application_names_leads_to_the_same_provider`")],
    ),
    item(
        73,
        "Users are managed by an API.",
        &[By("tests/stories/made_over_the_api.rs \
            `whoever_the_server_makes_signs_in_and_whoever_it_deletes_is_out_at_the_next_renewal`; \
            tests/sdk/README.md `users.UserService`")],
    ),
    item(
        74,
        "People belong to organizations, and change from one to another.",
        &[By("tests/stories/organizations.rs \
            `its_first_member_runs_it_and_its_end_puts_them_out`; \
            tests/stories/switching.rs \
            `in_the_app_she_changes_the_organization_and_her_whole_session_with_it`")],
    ),
    item(75, "MCP servers are protected by the same environment.", &[Planned("MCP authorization")]),
    item(
        76,
        "Users are provisioned by SCIM.",
        &[
            By("Directories are kept and read: mock-idp/tests/sockets/management/connections.rs \
                `a_directory_is_made_enabled_and_read`"),
            Planned("SCIM"),
        ],
    ),
    item(
        77,
        "The documentation has an index for language models, a file with all of it, and a list \
         of its pages.",
        &[Planned("llms.txt")],
    ),
];
