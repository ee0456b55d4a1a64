//! The commands that look. A test runs each of them.

use crate::Command;

/// The commands, first those that look at the record, then those at the application, then those behind it.
pub static COMMANDS: &[Command] = &[
    Command {
        id: "verdict",
        question: "What does the fake think is wrong?",
        line: r#"curl -s -H 'Accept: text/plain' "$FAKE/verdict""#,
        answer: "Findings with their remedy. `no finding` says that nothing is wrong which the fake can see: it does not see \
                 what passes between browser and application.",
    },
    Command {
        id: "logout-requests",
        question: "Who requested the logout, and did the cookie come along?",
        line: r#"curl -s "$FAKE/exchanges?endpoint=logout" | grep -oE '"(number|kind|method|status)":[^,}]*'"#,
        answer: "For each request its number, and `\"kind\":\"session_cookie\"` and `\"kind\":\"id_token\"` among what it brought. Without \
                 Scalekit's session cookie nothing ended.",
    },
    Command {
        id: "sign-outs",
        question: "Which sessions ended, and how?",
        line: r#"curl -s -H 'Accept: text/plain' "$FAKE/journal?event=user.logout""#,
        answer: "A line for each sign-out that ended a session. None means that none did.",
    },
    Command {
        id: "check",
        question: "What does a browser see that signs in and out?",
        line: r#"MOCK_IDP_CONTROL_URL="$FAKE" mock-idp check "$APP" --reset --only sign-out"#,
        answer: "Each practice that is broken, with the cookies, their lines and the remedy. It resets the fake.",
    },
    Command {
        id: "explain",
        question: "How is it done in my framework?",
        line: "mock-idp explain logout-by-navigation --in express",
        answer: "What a correct application does, why, and the code.",
    },
    Command {
        id: "kept-cookie",
        question: "Does a copy of the cookie open a protected page after the sign-out?",
        line: r#"curl -s -o /dev/null -w '%{http_code}\n' -b "$COOKIE" "$APP/dashboard""#,
        answer: "Before the sign-out `200`. After it a redirect to the sign-in, `302` or `303`, or a `401`. A second `200` means \
                 that the server did not end the session.",
    },
    Command {
        id: "forged-sign-out",
        question: "Is a sign-out refused that another site sends?",
        line: r#"curl -s -o /dev/null -w '%{http_code}\n' -X POST -b "$COOKIE" -H 'Origin: https://evil.example' "$APP/logout""#,
        answer: "`403`: the request has the cookie and no token of the form. A redirect means that every site can sign people out.",
    },
    Command {
        id: "cookies",
        question: "Which cookies are set and cleared, for which path and domain, and is a name there twice?",
        line: r#"curl -s -D - -o /dev/null "$APP/login" | grep -i '^set-cookie:'"#,
        answer: "One line for each cookie. The line that clears a cookie has the same name, path and domain as the line that set \
                 it, with `Max-Age=0`. Put the address of the sign-out in place of `/login` to see those.",
    },
    Command {
        id: "cors",
        question: "May a page of another origin send its cookies along?",
        line: r#"curl -s -D - -o /dev/null -X OPTIONS -H 'Origin: http://localhost:5173' -H 'Access-Control-Request-Method: POST' "$APP/logout""#,
        answer: "For a front end of its own origin, nothing that allows it. For one elsewhere \
                 `Access-Control-Allow-Origin` with exactly that origin, and `Access-Control-Allow-Credentials: true`. The script \
                 besides says `credentials: \"include\"`.",
    },
    Command {
        id: "redis",
        question: "Is the session gone from Redis?",
        line: r#"redis-cli -u "$REDIS_URL" --scan --pattern '*session*'"#,
        answer: "One key fewer than before the sign-out. `--scan` does not stop a busy server as `KEYS` does.",
    },
    Command {
        id: "postgres",
        question: "Are the refresh tokens of the person revoked?",
        line: r#"psql "$DATABASE_URL" -c "SELECT user_id, revoked_at, expires_at FROM refresh_tokens ORDER BY issued_at DESC LIMIT 10""#,
        answer: "A time in `revoked_at` in each row of the session that was signed out. Never the token: a hash is enough to \
                 recognise it.",
    },
    Command {
        id: "log",
        question: "What does the log say of the sign-out?",
        line: r#"grep -hE 'logout|signed out|401|403' "$LOG" | tail -n 20"#,
        answer: "An event for the sign-out, with a name or a hash of the session. `journalctl -u NAME -n 200 --no-pager` has the \
                 log of a service.",
    },
    Command {
        id: "secrets-in-the-log",
        question: "Is a token or a session's id in the log?",
        line: r#"grep -cE 'eyJ[A-Za-z0-9_-]{10}|\brt_[A-Za-z0-9]{10}' "$LOG" || true"#,
        answer: "`0`. Whoever reads a log must not be able to sign in with it.",
    },
];
