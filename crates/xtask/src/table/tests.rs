//! The form of the table, and when it is complete.

use super::*;
use crate::package::Origin;

const GET: &str = "scalekit.v1.users.UserService/GetUser";
const DELETE: &str = "scalekit.v1.users.UserService/DeleteUser";
const LIST: &str = "scalekit.v1.roles.RolesService/ListRoles";

fn package(name: &'static str, origin: Origin) -> Package {
    Package { name, version: "2.0.0".to_owned(), origin }
}

fn calls(pairs: &[(&str, &str)]) -> Calls {
    let mut calls = Calls::default();
    for (operation, code) in pairs {
        calls.add(operation, code);
    }
    calls
}

fn table() -> Table {
    let mut table = Table::of([LIST, DELETE, GET]);
    let go = package("sdk-go", Origin::Checkout);
    table.add(Language::Go, go, calls(&[(GET, "OK"), (DELETE, "NOT_FOUND")]));
    let node = package("@sdk/node", Origin::Published);
    table.add(Language::Node, node, calls(&[(LIST, "OK"), (GET, "OK"), (GET, "NOT_FOUND")]));
    table
}

#[test]
fn it_has_a_column_for_each_language_and_a_section_for_each_service() {
    insta::assert_snapshot!(table(), @r"
    # Which SDK reached what

    Measured at the fake while the official SDKs' suites ran, by `cargo run -p xtask -- sdk`.
    A cell names the outcomes that the suite provoked; `·` is an operation that it did not call.

    The apps in each framework, and the line that starts each, are in [PUBLISHED.md](PUBLISHED.md).

    ## The SDKs

    |  | Node | Go |
    |---|---|---|
    | package | `@sdk/node` | `sdk-go` |
    | version | 2.0.0 | 2.0.0 |
    | ran against | the published package | a checkout of this version |

    ## roles.RolesService

    | operation | Node | Go |
    |---|---|---|
    | ListRoles | ok | · |

    ## users.UserService

    | operation | Node | Go |
    |---|---|---|
    | DeleteUser | · | not_found |
    | GetUser | not_found, ok | ok |
    ");
}

#[test]
fn a_refusal_alone_does_not_make_it_complete() {
    insta::assert_snapshot!(table().is_complete().unwrap_err(), @r"
    no suite that ran succeeds with
      scalekit.v1.users.UserService/DeleteUser
    ");
}

#[test]
fn one_success_of_one_sdk_is_enough() {
    let mut table = table();

    table.add(Language::Java, package("sdk-java", Origin::Published), calls(&[(DELETE, "OK")]));

    assert_eq!(table.is_complete(), Ok(()));
}
