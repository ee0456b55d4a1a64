//! What serde says of JSON that it cannot read, in words that do not depend on Rust.

/// Returns what was expected, and at which line and column if the error has them. What was found there is not repeated: it
/// could be a secret in the wrong place.
pub(crate) fn expected(why: &serde_json::Error) -> String {
    const EXPECTED: &str = ", expected ";
    let why = why.to_string();
    let Some((_, wanted)) = why.split_once(EXPECTED).filter(|_| why.starts_with("invalid ")) else {
        return why;
    };
    let (wanted, at) = wanted.find(" at line ").map_or((wanted, ""), |at| wanted.split_at(at));
    format!("expected {}{at}", plain(wanted))
}

/// Returns what a reader who does not know serde calls a type.
fn plain(wanted: &str) -> &str {
    match wanted {
        "a sequence" => "a list",
        "a map" => "an object",
        "a boolean" => "true or false",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number from 0 on",
        other if other.starts_with("struct ") => "an object",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Read {
        #[expect(dead_code, reason = "it is read only to see how that fails")]
        texts: Vec<String>,
    }

    fn refused<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
        expected(&serde_json::from_str::<T>(json).unwrap_err())
    }

    #[test]
    fn a_type_has_a_name_that_everybody_knows_and_what_was_found_is_not_repeated() {
        let refused = [
            refused::<Read>(r#"{"texts": "s3cret"}"#),
            refused::<Vec<Read>>(r#"["s3cret"]"#),
            refused::<u32>("-1"),
            refused::<bool>("\"s3cret\""),
            refused::<String>("7"),
            refused::<Read>("{"),
        ];

        insta::assert_snapshot!(refused.join("\n"), @"
        expected a list at line 1 column 18
        expected an object at line 1 column 9
        expected a whole number from 0 to 4294967295 at line 1 column 2
        expected true or false at line 1 column 8
        expected a string at line 1 column 1
        EOF while parsing an object at line 1 column 1
        ");
    }
}
