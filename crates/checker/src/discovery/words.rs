//! What the controls to sign in and to sign out are called, in seven languages, and what no checker presses.

/// Names of a control that begins a sign-in, in lower case.
const SIGN_IN: &[&str] = &[
    "sign in",
    "signin",
    "log in",
    "login",
    "log on",
    "logon",
    "continue with",
    "get started",
    // German
    "anmelden",
    "einloggen",
    "anmeldung",
    // French
    "se connecter",
    "connexion",
    "connectez vous",
    "s identifier",
    "identifiez vous",
    // Spanish
    "iniciar sesión",
    "inicia sesión",
    "iniciar sesion",
    "inicia sesion",
    "acceder",
    "ingresar",
    // Portuguese, and Spanish
    "entrar",
    "iniciar sessão",
    "fazer login",
    "acessar",
    // Italian
    "accedi",
    "entra",
    // Dutch
    "inloggen",
    "aanmelden",
];

/// Names of a control that ends a session.
const SIGN_OUT: &[&str] = &[
    "sign out",
    "signout",
    "log out",
    "logout",
    "log off",
    "logoff",
    "sign off",
    // German
    "abmelden",
    "ausloggen",
    "abmeldung",
    // French
    "se déconnecter",
    "se deconnecter",
    "déconnexion",
    "deconnexion",
    "déconnecter",
    "me déconnecter",
    // Spanish
    "cerrar sesión",
    "cerrar sesion",
    "cierra sesión",
    "salir",
    "desconectar",
    "desconectarse",
    // Portuguese
    "sair",
    "terminar sessão",
    "encerrar sessão",
    "finalizar sessão",
    // Italian
    "esci",
    "disconnetti",
    "disconnettiti",
    // Dutch
    "uitloggen",
    "afmelden",
];

/// Words by which a control ends more than this session.
const EVERYWHERE: &[&str] = &[
    "everywhere",
    "all devices",
    "all sessions",
    "all",
    "other",
    "others",
    // German
    "überall",
    "alle",
    "allen",
    "andere",
    "anderen",
    // French
    "partout",
    "tous",
    "toutes",
    "autres",
    // Spanish and Portuguese
    "todos",
    "todas",
    "otros",
    "otras",
    "outros",
    "outras",
    "todo",
    // Italian
    "ovunque",
    "tutti",
    "tutte",
    "altri",
    // Dutch
    "overal",
];

/// Words by which a control spares this session.
const OTHERS: &[&str] = &[
    "other", "others", "andere", "anderen", "autres", "otros", "otras", "outros", "outras", "altri",
];

/// Parts of a path that ends a session or destroys something: such an address is never opened to see what is there.
const NEVER_OPENED: &[&str] = &[
    "logout",
    "signout",
    "logoff",
    "signoff",
    "endsession",
    "abmelden",
    "ausloggen",
    "deconnexion",
    "cerrarsesion",
    "uitloggen",
    "revoke",
    "delete",
    "remove",
    "destroy",
    "clear",
    "unsubscribe",
    "reset",
];

/// Parts of a path that begins a sign-in.
const LOGIN_PATHS: &[&str] =
    &["login", "signin", "authorize", "authenticate", "anmelden", "connexion"];

/// Says whether a control of this name begins a sign-in.
pub(crate) fn is_sign_in(name: &str) -> bool {
    has_any(name, SIGN_IN) && !is_sign_out(name)
}

/// Says whether a control of this name ends this session, and no other.
pub(crate) fn is_sign_out(name: &str) -> bool {
    has_any(name, SIGN_OUT) && !has_any(name, EVERYWHERE)
}

/// Says whether a control of this name ends every session of the person, this one among them.
pub(crate) fn is_sign_out_everywhere(name: &str) -> bool {
    has_any(name, SIGN_OUT) && has_any(name, EVERYWHERE) && !has_any(name, OTHERS)
}

/// Says whether a control of this name ends some session.
pub(super) fn ends_something(name: &str) -> bool {
    has_any(name, SIGN_OUT)
}

/// Says whether an address of this path must not be opened to see what is there.
pub(super) fn must_not_be_opened(path: &str) -> bool {
    let path = squeezed(path);
    NEVER_OPENED.iter().any(|part| path.contains(part))
}

/// Says whether a path looks like one that begins a sign-in.
pub(super) fn is_login_path(path: &str) -> bool {
    let path = squeezed(path);
    LOGIN_PATHS.iter().any(|part| path.contains(part)) && !must_not_be_opened(&path)
}

fn has_any(name: &str, words: &[&str]) -> bool {
    let name = format!(" {} ", words_of(name));
    words.iter().any(|word| name.contains(&format!(" {word} ")))
}

/// Returns a name in lower case, without punctuation, a space between words.
fn words_of(name: &str) -> String {
    let letters = name.to_lowercase();
    let words = letters.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns the letters of a path in lower case.
fn squeezed(path: &str) -> String {
    path.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_in_is_known_in_seven_languages() {
        for name in [
            "Sign in",
            "Log in with SSO",
            "Login",
            "→ Anmelden",
            "Se connecter",
            "S'identifier",
            "Iniciar sesión",
            "Entrar",
            "Accedi",
            "Inloggen",
            "Continue with Google",
        ] {
            assert!(is_sign_in(name), "{name}");
        }
        for name in ["Dashboard", "Centrar", "Sign out", "Abmelden", "Design in depth", ""] {
            assert!(!is_sign_in(name), "{name}");
        }
    }

    #[test]
    fn the_way_out_is_known_in_seven_languages_and_ends_this_session_alone() {
        for name in [
            "Sign out",
            "Log out (Alice)",
            "Abmelden",
            "Déconnexion",
            "Cerrar sesión",
            "Sair",
            "Esci",
            "Uitloggen",
        ] {
            assert!(is_sign_out(name), "{name}");
        }
        for name in [
            "Sign out everywhere",
            "Log out of all devices",
            "Sign out other sessions",
            "Überall abmelden",
            "Von allen Geräten abmelden",
            "Se déconnecter partout",
            "Cerrar sesión en todos los dispositivos",
            "Crescita",
            "Balance sheet",
        ] {
            assert!(!is_sign_out(name), "{name}");
        }
    }

    #[test]
    fn what_looks_like_a_logout_is_never_opened() {
        for path in ["/logout", "/auth/sign-out", "/Session/Sign_Out", "/users/7/delete"] {
            assert!(must_not_be_opened(path), "{path}");
        }
        assert!(!must_not_be_opened("/dashboard"));
        assert!(is_login_path("/auth/sign-in"));
    }
}
