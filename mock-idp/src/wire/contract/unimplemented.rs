//! The addresses below `/api/v1` that Scalekit has and this fake does not, so that an application learns whether it
//! misspelt an address, or needs a real environment for it.

use std::sync::LazyLock;

use http::Method;

use super::Template;

/// An address in each line, with its method before it.
const LIST: &str = include_str!("unimplemented.txt");

/// The list of addresses that are not served.
pub(crate) static UNIMPLEMENTED: LazyLock<Unimplemented> = LazyLock::new(Unimplemented::load);

/// Addresses with their methods.
#[derive(Debug)]
pub(crate) struct Unimplemented(Vec<(Method, Template)>);

impl Unimplemented {
    fn load() -> Self {
        let lines = LIST.lines().filter(|line| !line.starts_with('#'));
        let address = |line: &str| {
            let (verb, path) = line.split_once(' ').expect("a line is a method and a path");
            (verb.parse().expect("it is a method"), Template::parse(path))
        };
        Self(lines.map(address).collect())
    }

    /// Returns the methods of this address.
    pub(crate) fn verbs<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Method> {
        let here = self.0.iter().filter(move |(_, template)| template.matches(path).is_some());
        here.map(|(verb, _)| verb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::contract::CONTRACT;

    #[test]
    fn nothing_that_is_served_is_listed() {
        for (verb, template) in &UNIMPLEMENTED.0 {
            let path = template.text();
            let served = CONTRACT
                .bound()
                .any(|(_, binding)| binding.verb == *verb && binding.path.text() == path);
            assert!(!served, "{verb} {path} is served");
        }
    }

    #[test]
    fn an_address_has_its_methods() {
        let verbs = |path| UNIMPLEMENTED.verbs(path).map(Method::as_str).collect::<Vec<_>>();

        assert_eq!(verbs("/api/v1/tools"), ["GET", "POST", "PUT"]);
        assert_eq!(verbs("/api/v1/mcp/configs/cfg_1"), ["PUT", "DELETE", "GET"]);
        assert_eq!(verbs("/api/v1/teapots"), [""; 0]);
    }
}
