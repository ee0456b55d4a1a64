//! The reports about unknown and ambiguous names.

use super::*;

#[test]
fn an_unknown_organization_lists_the_known_ones() {
    insta::assert_snapshot!(report(r#"
[[organizations]]
name = "Acme"

[[organizations]]
name = "Globex"

[[users]]
email = "alice@acme.example"
memberships = [{ organization = "Acmee" }]
"#), @r#"
    error: no organization `Acmee`
      --> seed:10:33
       |
    10 | memberships = [{ organization = "Acmee" }]
       |                                 ^^^^^^^
       |
       = help: did you mean `Acme`? There are `Acme` and `Globex`
    "#);
}

#[test]
fn an_unknown_role_lists_the_known_ones() {
    insta::assert_snapshot!(report(r#"
organizations = [{ name = "Acme" }]

[[users]]
email = "alice@acme.example"
memberships = [
    { organization = "Acme", roles = ["member", "owner"] },
]
"#), @r#"
    error: no role `owner`
     --> seed:7:49
      |
    7 |     { organization = "Acme", roles = ["member", "owner"] },
      |                                                 ^^^^^^^
      |
      = help: there are `admin` and `member`
    "#);
}

#[test]
fn an_unknown_permission_says_how_to_make_one() {
    insta::assert_snapshot!(report(r#"
[[roles]]
name = "admin"
permissions = ["invoices:read"]
default_creator = true
default_member = true
"#), @r#"
    error: no permission `invoices:read`
     --> seed:4:16
      |
    4 | permissions = ["invoices:read"]
      |                ^^^^^^^^^^^^^^^
      |
      = help: there are none; a `[[permissions]]` makes one
    "#);
}

#[test]
fn roles_without_a_default_name_the_people_left_without_a_role() {
    insta::assert_snapshot!(report(r#"
[[roles]]
name = "admin"
default_creator = true

[[roles]]
name = "member"
"#), @"
    error: whoever joins an organization would have no role in it
     --> seed:2:1
      |
    2 | [[roles]]
      | ^^^^^^^^^
      |
      = help: add `default_member = true` to one of the roles
    ");
}

#[test]
fn an_unknown_user_cannot_be_signed_in() {
    insta::assert_snapshot!(report(r#"
users = [{ email = "bob@acme.example" }]

[environment]
sign_in = { as = "alice@acme.example" }
"#), @r#"
    error: no user `alice@acme.example`
     --> seed:5:18
      |
    5 | sign_in = { as = "alice@acme.example" }
      |                  ^^^^^^^^^^^^^^^^^^^^
      |
      = help: there is only `bob@acme.example`
    "#);
}

#[test]
fn what_is_taken_shows_who_was_first() {
    insta::assert_snapshot!(report(r#"
[[users]]
id = "usr_1"
email = "alice@acme.example"

[[users]]
id = "usr_1"
email = "Alice@Acme.example"
"#), @r#"
    error: `usr_1` is taken
     --> seed:7:6
      |
    7 | id = "usr_1"
      |      ^^^^^^^
      |
      = note: the first is at seed:3:6
      = help: no two users have the same `id`

    error: `alice@acme.example` is taken
     --> seed:8:9
      |
    8 | email = "Alice@Acme.example"
      |         ^^^^^^^^^^^^^^^^^^^^
      |
      = note: the first is at seed:4:9
      = help: no two users have the same `email`

    error: the seed has 2 mistakes
    "#);
}

#[test]
fn a_second_membership_in_one_organization_is_refused() {
    insta::assert_snapshot!(report(r#"
organizations = [{ id = "org_1", name = "Acme" }]

[[users]]
email = "alice@acme.example"
memberships = [
    { organization = "Acme", roles = ["admin"] },
    { organization = "org_1", roles = ["member"] },
]
"#), @r#"
    error: there is a membership in `Acme` already
     --> seed:8:22
      |
    8 |     { organization = "org_1", roles = ["member"] },
      |                      ^^^^^^^
      |
      = note: the first is at seed:7:22
      = help: write all roles into one membership
    "#);
}

#[test]
fn passkeys_have_a_name_and_an_id_of_their_own() {
    insta::assert_snapshot!(report(r#"
[[users]]
email = "alice@acme.example"
passkeys = [{ id = "wac_1", display_name = " " }, { id = "cred_2", display_name = "Laptop" }]

[[users]]
email = "bob@acme.example"
[[users.passkeys]]
id = "wac_1"
display_name = "Phone"
"#), @r#"
    error: this is blank
     --> seed:4:44
      |
    4 | passkeys = [{ id = "wac_1", display_name = " " }, { id = "cred_2", display_name = "Laptop" }]
      |                                            ^^^
      |
      = help: give it a text of its own

    error: `cred_2` is not such an id
     --> seed:4:58
      |
    4 | passkeys = [{ id = "wac_1", display_name = " " }, { id = "cred_2", display_name = "Laptop" }]
      |                                                          ^^^^^^^^
      |
      = help: write `wac_` and then 1 to 21 digits, like `wac_100000000000000001`

    error: `wac_1` is taken
     --> seed:9:6
      |
    9 | id = "wac_1"
      |      ^^^^^^^
      |
      = note: the first is at seed:4:20
      = help: no two passkeys have the same `id`

    error: the seed has 3 mistakes
    "#);
}

#[test]
fn a_passkey_has_no_longer_name_than_the_api_takes() {
    let named = |length| {
        let passkey = Passkey::new("é".repeat(length));
        Seed::empty().user(User::new("alice@acme.example").passkey(passkey)).check()
    };

    assert_eq!(named(120).len(), 0);
    assert_eq!(named(121).len(), 1);
}

#[test]
fn identity_providers_domains_and_directories_are_of_somebody_and_of_a_known_kind() {
    insta::assert_snapshot!(report(r#"
organizations = [{ name = "Acme" }]

[[connections]]
organization = "Globex"
provider = "octa"
type = "ldap"

[[domains]]
domain = "@acme.example"
organization = "Acme"

[[domains]]
domain = "@ACME.example"
organization = "Initech"

[[directories]]
organization = "Acme"
provider = "adfs"
groups = ["Sales"]
users = [{ email = "ann", groups = ["Engineering"] }]
"#), @r#"
    error: no organization `Globex`
     --> seed:5:16
      |
    5 | organization = "Globex"
      |                ^^^^^^^^
      |
      = help: there is only `Acme`

    error: no provider `octa`
     --> seed:6:12
      |
    6 | provider = "octa"
      |            ^^^^^^
      |
      = help: did you mean `okta`? There are `okta`, `google`, `microsoft_ad`, `auth0`, `onelogin`, `ping_identity`, `jumpcloud`, `custom`, `github`, `gitlab`, `linkedin`, `salesforce`, `microsoft`, `idp_simulator`, `scalekit` and `adfs`

    error: no type `ldap`
     --> seed:7:8
      |
    7 | type = "ldap"
      |        ^^^^^^
      |
      = help: there are `oidc`, `saml` and `oauth`

    error: `@acme.example` is not a domain
      --> seed:10:10
       |
    10 | domain = "@acme.example"
       |          ^^^^^^^^^^^^^^^
       |
       = help: write one like `acme.example`, without `@` and `https://`

    error: `@acme.example` is taken
      --> seed:14:10
       |
    14 | domain = "@ACME.example"
       |          ^^^^^^^^^^^^^^^
       |
       = note: the first is at seed:10:10
       = help: no two domains have the same `domain`

    error: `@ACME.example` is not a domain
      --> seed:14:10
       |
    14 | domain = "@ACME.example"
       |          ^^^^^^^^^^^^^^^
       |
       = help: write one like `acme.example`, without `@` and `https://`

    error: no organization `Initech`
      --> seed:15:16
       |
    15 | organization = "Initech"
       |                ^^^^^^^^^
       |
       = help: there is only `Acme`

    error: no provider `adfs`
      --> seed:19:12
       |
    19 | provider = "adfs"
       |            ^^^^^^
       |
       = help: there are `okta`, `google`, `microsoft_ad`, `auth0`, `onelogin`, `jumpcloud` and `ping_identity`

    error: `ann` is not an e-mail address
      --> seed:21:20
       |
    21 | users = [{ email = "ann", groups = ["Engineering"] }]
       |                    ^^^^^
       |
       = help: write one like `alice@acme.example`

    error: no group `Engineering`
      --> seed:21:37
       |
    21 | users = [{ email = "ann", groups = ["Engineering"] }]
       |                                     ^^^^^^^^^^^^^
       |
       = help: there is only `Sales`

    error: the seed has 10 mistakes
    "#);
}

#[test]
fn a_domain_at_which_anybody_gets_an_address_is_refused() {
    let text = r#"
[[organizations]]
name = "Acme"

[[domains]]
domain = "Gmail.com"
organization = "Acme"
"#;

    insta::assert_snapshot!(report(text));
}
