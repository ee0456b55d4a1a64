//! The JSON Schema agrees with the reader of seeds, as far as a schema can.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::*;

fn validator() -> Validator {
    jsonschema::draft7::new(&Seed::json_schema()).expect("it is a schema")
}

/// Returns the schema's errors about a seed's text.
fn mistakes(text: &str) -> Vec<String> {
    let seed: Value = toml::from_str(text).expect("it is TOML");
    let validator = validator();
    validator
        .iter_errors(&seed)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn every_seed_that_is_right_is_valid() {
    let built = toml::to_string(&built::everything()).expect("a seed is TOML");
    let nothing = "";

    for seed in [DEFAULT_TOML, &default_world::with_everything_on(), &built, nothing] {
        assert_eq!(mistakes(seed), [""; 0], "{seed}");
    }
}

#[test]
fn a_misspelt_key_is_not() {
    for (misspelt, place) in [
        ("client = []", ""),
        ("[environment]\nid = 1", "/environment"),
        ("environment.sign_in = { at = \"a@b.example\" }", "/environment/sign_in"),
        ("[policies]\ncode_second = 1", "/policies"),
        ("[[clients]]\nname = \"A\"\ntype = \"spa\"\nredirect_uri = \"x\"", "/clients/0"),
        ("[[organizations]]\nname = \"A\"\nslag = \"a\"", "/organizations/0"),
        ("[[users]]\nemail = \"a@b.example\"\nrole = 1", "/users/0"),
        (
            "[[users]]\nemail = \"a@b.example\"\nmemberships = [{ organisation = \"A\" }]",
            "/users/0/memberships/0",
        ),
    ] {
        let found = mistakes(misspelt);
        assert!(!found.is_empty(), "{misspelt}");
        let there = |one: &String| one.starts_with(&format!("{place}:"));
        assert!(found.iter().all(there), "{found:?}");
        assert!(Seed::from_toml(misspelt).is_err(), "{misspelt}");
    }
}

#[test]
fn a_value_of_another_type_is_not() {
    for wrong in [
        "environment.ids = \"42\"",
        "environment.type = \"staging\"",
        "policies.code_seconds = -1",
        "policies.refresh_reuse = \"shrug\"",
        "[[clients]]\nname = \"A\"\ntype = \"desktop\"",
        "[[clients]]\nname = \"A\"",
    ] {
        assert_ne!(mistakes(wrong), [""; 0], "{wrong}");
        assert!(Seed::from_toml(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_word_that_is_none_of_the_known_ones_is_not() {
    for wrong in [
        "[[connections]]\nprovider = \"octa\"",
        "[[connections]]\nprovider = \"okta\"\ntype = \"ldap\"",
        "[[directories]]\norganization = \"A\"\nprovider = \"octa\"",
        "[[webhooks]]\nurl = \"http://localhost/\"\nevents = [\"user.logn\"]",
        "[[domains]]\ndomain = \"a.example\"\norganization = \"A\"\ntype = \"email\"",
        "policies.passwordless = \"sms\"",
        "policies.code_seconds = 0",
    ] {
        assert_ne!(mistakes(wrong), [""; 0], "{wrong}");
        assert!(Seed::from_toml(wrong).is_err(), "{wrong}");
    }
    for right in [
        "policies.session_idle_seconds = 0",
        "[[connections]]\nprovider = \"okta\"\ntype = \"saml\"",
        "[[webhooks]]\nurl = \"http://localhost/\"\nevents = [\"user.login\"]",
    ] {
        assert_eq!(mistakes(right), [""; 0], "{right}");
    }
}

#[test]
fn every_field_says_what_it_is_for() {
    let schema = Seed::json_schema();
    let mut unexplained = Vec::new();

    let definitions = schema["definitions"].as_object().expect("there are some");
    for (name, table) in definitions.iter().chain([(&"Seed".to_owned(), &schema)]) {
        let fields = table["properties"].as_object().into_iter().flatten();
        let dumb = fields.filter(|(_, field)| field["description"].as_str().is_none());
        unexplained.extend(dumb.map(|(field, _)| format!("{name}.{field}")));
    }

    assert_eq!(unexplained, [""; 0]);
    let text = schema.to_string();
    for of_the_source in ["[`", "::", "docs/"] {
        assert!(!text.contains(of_the_source), "{of_the_source} is in {schema:#}");
    }
}

#[test]
fn nothing_in_it_is_what_toml_cannot_say() {
    let schema = Seed::json_schema();

    assert!(!schema.to_string().contains("null"), "{schema:#}");
    assert_eq!(
        schema["definitions"]["Client"]["properties"]["id"],
        json!({
            "description": "`skc_` and digits; without one, an id is made.",
            "type": "string",
        })
    );
}
