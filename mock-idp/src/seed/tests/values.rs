//! The reports about impossible values.

use super::*;

#[test]
fn a_template_takes_a_value_that_fits_its_place() {
    insta::assert_snapshot!(report(r#"
[[clients]]
name = "Acme SPA"
type = "spa"
redirect_uris = ["https://{{org_slug}}.app.example/{{region}}/callback"]

[[organizations]]
name = "Acme"
slug = "acme.evil"
metadata = { region = "eu/west" }
"#), @r#"
    error: this cannot fill {{org_slug}} of `https://{{org_slug}}.app.example/{{region}}/callback`
     --> seed:9:8
      |
    9 | slug = "acme.evil"
      |        ^^^^^^^^^^^
      |
      = help: write one label of a host name: letters, digits and hyphens

    error: this cannot fill {{region}} of `https://{{org_slug}}.app.example/{{region}}/callback`
      --> seed:10:12
       |
    10 | metadata = { region = "eu/west" }
       |            ^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write one segment of a path, without `/`, `?`, `#` and `%`

    error: the seed has 2 mistakes
    "#);
}

#[test]
fn redirect_uris_keep_scalekits_rules() {
    insta::assert_snapshot!(report(r#"
[[clients]]
name = "Acme SPA"
type = "spa"
redirect_uris = ["http://localhost:3000/callback", "http://localhost:3000/callback?next=/"]
post_logout_redirect_uris = ["/logged-out"]
"#), @r#"
    error: `http://localhost:3000/callback?next=/` cannot be registered
     --> seed:5:52
      |
    5 | redirect_uris = ["http://localhost:3000/callback", "http://localhost:3000/callback?next=/"]
      |                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: registered URIs carry no query
      = help: write `http://localhost:3000/callback`; what changes travels in `state`

    error: `/logged-out` cannot be registered
     --> seed:6:30
      |
    6 | post_logout_redirect_uris = ["/logged-out"]
      |                              ^^^^^^^^^^^^^
      |
      = help: it is not an absolute URI; write the scheme too, like `http://localhost:3000/auth/callback`

    error: the seed has 2 mistakes
    "#);
}

#[test]
fn production_registers_no_localhost() {
    insta::assert_snapshot!(report(r#"
environment.type = "production"

[[clients]]
name = "Acme SPA"
type = "spa"
redirect_uris = ["https://localhost/callback", "http://acme.example/callback"]
"#), @r#"
    error: `https://localhost/callback` cannot be registered
     --> seed:7:18
      |
    7 | redirect_uris = ["https://localhost/callback", "http://acme.example/callback"]
      |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: a production environment takes no localhost or loopback address
      = help: set `type = "development"` in `[environment]`

    error: `http://acme.example/callback` cannot be registered
     --> seed:7:48
      |
    7 | redirect_uris = ["https://localhost/callback", "http://acme.example/callback"]
      |                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: a production environment takes https or a scheme of the application's own, not http
      = help: write `https://acme.example/callback`, or set `type = "development"`

    error: the seed has 2 mistakes
    "#);
}

#[test]
fn a_web_client_has_two_secrets_at_most() {
    insta::assert_snapshot!(report(r#"
[[clients]]
name = "Acme web"
type = "web"
secrets = ["one", "two", "three"]
"#), @r#"
    error: a `web` client has at most two secrets
     --> seed:5:11
      |
    5 | secrets = ["***", "***", "*****"]
      |           ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: keep the one in use, and the next
    "#);
}

#[test]
fn a_public_client_has_no_secret() {
    insta::assert_snapshot!(report(r#"
[[clients]]
name = "Acme phone"
type = "native"
secrets = ["one"]
"#), @r#"
    error: a `native` client runs on people's devices and cannot keep a secret
     --> seed:5:11
      |
    5 | secrets = ["***"]
      |           ^^^^^^^
      |
      = help: remove `secrets`, or make its type `web`
    "#);
}

#[test]
fn a_permission_is_a_resource_and_an_action() {
    insta::assert_snapshot!(report(r#"
[[permissions]]
name = "read invoices"
"#), @r#"
    error: `read invoices` is not `resource:action`
     --> seed:3:8
      |
    3 | name = "read invoices"
      |        ^^^^^^^^^^^^^^^
      |
      = help: name what is acted on, and how, like `invoices:read`
    "#);
}

#[test]
fn lifetimes_do_not_contradict_themselves() {
    insta::assert_snapshot!(report(r"
[policies]
access_token_seconds = 0
session_absolute_seconds = 3600
session_idle_seconds = 86400
"), @"
    error: `access_token_seconds` is no time at all
     --> seed:3:24
      |
    3 | access_token_seconds = 0
      |                        ^
      |
      = help: write a whole number from 1 to 4294967295; a test that wants it over advances the clock

    error: a session of 3600 seconds cannot lie idle for 86400
     --> seed:5:24
      |
    5 | session_idle_seconds = 86400
      |                        ^^^^^
      |
      = help: write 3600 or less, or 0 if idleness does not matter

    error: the seed has 2 mistakes
    ");
}

#[test]
fn a_blank_name_is_no_name() {
    insta::assert_snapshot!(report(r#"
[[clients]]
name = " "
type = "native"
"#), @r#"
    error: this is blank
     --> seed:3:8
      |
    3 | name = " "
      |        ^^^
      |
      = help: give it a text of its own
    "#);
}

#[test]
fn a_mistake_about_a_key_says_how_to_make_one() {
    insta::assert_snapshot!(report(r#"
[environment]
signing_key = { pem = "hello" }
"#), @r#"
    error: this signing key cannot be used
     --> seed:3:23
      |
    3 | signing_key = { pem = "*****" }
      |                       ^^^^^^^
      |
      = note: it is not an RSA private key of 2048 to 8192 bits in PEM, `BEGIN PRIVATE KEY` (PKCS#8) or `BEGIN RSA PRIVATE KEY` (PKCS#1)
      = help: `openssl genrsa 2048` makes one; tests do with the built-in key, `signing_key = "built-in"`
    "#);
}

#[test]
fn a_missing_key_file_is_a_mistake() {
    insta::assert_snapshot!(report(r#"
environment.signing_key = { pem_file = "/no/such/folder/key.pem" }
"#), @r#"
    error: cannot read the signing key `/no/such/folder/key.pem`: No such file or directory (os error 2)
     --> seed:2:40
      |
    2 | environment.signing_key = { pem_file = "/no/such/folder/key.pem" }
      |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `openssl genrsa 2048` makes one; tests do with the built-in key, `signing_key = "built-in"`
    "#);
}

#[test]
fn all_mistakes_are_listed_at_once() {
    let mistakes = r#"
[[users]]
email = "alice"
memberships = [{ organization = "Acme" }]

[[clients]]
id = "1"
name = "Acme web"
type = "web"
"#;

    insta::assert_snapshot!(report(mistakes), @r#"
    error: `alice` is not an e-mail address
     --> seed:3:9
      |
    3 | email = "alice"
      |         ^^^^^^^
      |
      = help: write one like `alice@acme.example`

    error: no organization `Acme`
     --> seed:4:33
      |
    4 | memberships = [{ organization = "Acme" }]
      |                                 ^^^^^^
      |
      = help: there are none; a `[[organizations]]` makes one

    error: a `web` client needs a secret
     --> seed:6:1
      |
    6 | [[clients]]
      | ^^^^^^^^^^^
      |
      = help: add `secrets = ["…"]`, or make its type `spa` or `native`

    error: `1` is not such an id
     --> seed:7:6
      |
    7 | id = "1"
      |      ^^^
      |
      = help: write `skc_` and then 1 to 21 digits, like `skc_100000000000000001`

    error: the seed has 4 mistakes
    "#);
}

#[test]
fn tabs_and_letters_beyond_ascii_do_not_shift_the_marks() {
    insta::assert_snapshot!(report("users = [\t{ family_name = \"Ōta\", email = \"ōta\" }]\r\n"), @r#"
    error: `ōta` is not an e-mail address
     --> seed:1:42
      |
    1 | users = [    { family_name = "Ōta", email = "ōta" }]
      |                                             ^^^^^
      |
      = help: write one like `alice@acme.example`
    "#);
}

#[test]
fn a_secret_that_signs_webhooks_has_a_prefix_and_base64() {
    insta::assert_snapshot!(report(r#"
[environment]
webhook_secret = "hunter2"
interceptor_secret = "whsec_hunter2_"
"#), @r#"
    error: this secret cannot sign webhooks
     --> seed:3:18
      |
    3 | webhook_secret = "*******"
      |                  ^^^^^^^^^
      |
      = note: it does not begin with `whsec_`
      = help: write `whsec_` and what `openssl rand -base64 32` prints

    error: this secret cannot sign webhooks
     --> seed:4:22
      |
    4 | interceptor_secret = "**************"
      |                      ^^^^^^^^^^^^^^^^
      |
      = note: what follows `whsec_` is not standard base64 with its padding
      = help: write `whsec_` and what `openssl rand -base64 32` prints

    error: the seed has 2 mistakes
    "#);
}

#[test]
fn only_addresses_of_this_machine_and_known_types_are_accepted() {
    insta::assert_snapshot!(report(r#"
[[webhooks]]
url = "https://hooks.example/acme"
events = ["user.login"]

[[clients]]
name = "Acme SPA"
type = "spa"
back_channel_logout_uris = ["/logged-out"]
"#), @r#"
    error: `https://hooks.example/acme` cannot be called
     --> seed:3:7
      |
    3 | url = "https://hooks.example/acme"
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: it is not a loopback address (localhost, 127.0.0.1, [::1]); the seed's `environment.call_beyond_loopback = true` lets the fake call others
      = help: name this machine, or set `call_beyond_loopback = true` in `[environment]`

    error: only a `web` client has a server that could be told
     --> seed:9:28
      |
    9 | back_channel_logout_uris = ["/logged-out"]
      |                            ^^^^^^^^^^^^^^^
      |
      = help: remove `back_channel_logout_uris`, or make its type `web`

    error: `/logged-out` cannot be called
     --> seed:9:29
      |
    9 | back_channel_logout_uris = ["/logged-out"]
      |                             ^^^^^^^^^^^^^
      |
      = note: it is not an absolute http or https URL, like http://localhost:3000/webhooks
      = help: write an address like `http://localhost:3000/webhooks`

    error: the seed has 3 mistakes
    "#);
}
