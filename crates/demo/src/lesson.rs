//! `--lesson NAME`: which lesson is wanted.

/// Returns the name of the lesson that the arguments name.
///
/// # Errors
///
/// A sentence, if the arguments are something else.
pub(crate) fn wanted(
    arguments: impl IntoIterator<Item = String>,
) -> Result<Option<String>, &'static str> {
    let arguments: Vec<_> = arguments.into_iter().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Ok(None),
        ["--lesson", name] => Ok(Some((*name).to_owned())),
        [one] if one.starts_with("--lesson=") => Ok(Some(one["--lesson=".len()..].to_owned())),
        _ => Err("the only option is --lesson NAME"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Option<String>, &'static str> {
        wanted(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_lesson_is_named_in_two_ways_and_nothing_else_is_understood() {
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("--lesson sign-out"), Ok(Some("sign-out".to_owned())));
        assert_eq!(read("--lesson=sign-out"), Ok(Some("sign-out".to_owned())));
        assert!(read("--lesson").is_err());
        assert!(read("sign-out").is_err());
    }
}
