//! What a page shows that people should not read: stack traces and messages of exceptions.

/// What only a program says: the start of a trace, or a part of one, or the text of an exception.
const SIGNS: [(&str, &str); 22] = [
    ("ECONNREFUSED", "the text of an exception of Node"),
    ("ECONNRESET", "the text of an exception of Node"),
    ("socket hang up", "the text of an exception of Node"),
    ("Request failed with status code", "the text of an exception of axios"),
    ("is not valid JSON", "the text of an exception of Node"),
    ("JSONDecodeError", "the text of an exception of Python"),
    ("Expecting value: line ", "the text of an exception of Python"),
    ("read: connection reset by peer", "the text of an error of Go"),
    ("Traceback (most recent call last)", "a stack trace of Python"),
    ("node_modules/", "a path of a library"),
    ("/site-packages/", "a path of a library"),
    ("at process.processTicksAndRejections", "a stack trace of Node"),
    ("goroutine 1", "a stack trace of Go"),
    ("panicked at", "a message of a panic"),
    ("java.lang.", "an exception of Java"),
    ("Exception in thread", "an exception of Java"),
    ("System.NullReferenceException", "an exception of .NET"),
    ("UnhandledPromiseRejection", "an exception of Node"),
    ("Fatal error: Uncaught", "an exception of PHP"),
    ("ActionController::", "an exception of Rails"),
    ("werkzeug", "a page of Flask’s debugger"),
    ("Werkzeug Debugger", "a page of Flask’s debugger"),
];

/// Returns what a text has of a program’s inside.
pub(super) fn of_program(text: &str) -> Option<&'static str> {
    let sign = SIGNS.iter().find(|(sign, _)| text.contains(sign)).map(|(_, what)| *what);
    sign.or_else(|| text.lines().any(is_frame).then_some("a stack trace"))
}

/// Says whether a line is a frame of a stack trace: `at src/callback.rs:88:13`, `File "app.py", line 7`.
fn is_frame(line: &str) -> bool {
    let line = line.trim_start();
    let is_of_python = line.starts_with("File \"") && line.contains("\", line ");
    is_of_python || (line.starts_with("at ") && ends_in_place(line))
}

/// Says whether a line ends in a place of a source: a colon, a line, a colon, a column.
fn ends_in_place(line: &str) -> bool {
    let text = line.split('<').next().unwrap_or_default().trim_end().trim_end_matches(')');
    let mut parts = text.rsplit(':');
    let is_number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number(parts.next()) && is_number(parts.next()) && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_known_and_a_sentence_with_a_time_is_none() {
        for text in [
            "Error\n    at handler (/srv/app/index.js:12:34)",
            "<pre>Error: x\n    at src/callback.rs:88:13</pre>",
            "  File \"/app/main.py\", line 7, in callback",
            "thread 'main' panicked at src/main.rs",
            "{\"error\":\"Request failed with status code 503\"}",
            "Unexpected token 'o', \"oh\" is not valid JSON",
        ] {
            assert!(of_program(text).is_some(), "{text}");
        }
        for text in ["We open at 10:30:15", "at 10:30", "Please try again at any time.", ""] {
            assert!(of_program(text).is_none(), "{text}");
        }
    }
}
