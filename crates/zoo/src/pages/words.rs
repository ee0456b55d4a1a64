//! The words of the pages, in two languages.

use crate::Unusual;
use crate::app::App;

/// The words of the pages.
pub(super) struct Words {
    pub(super) welcome: &'static str,
    pub(super) hello: &'static str,
    pub(super) home: &'static str,
    pub(super) dashboard: &'static str,
    pub(super) report: &'static str,
    pub(super) sessions: &'static str,
    pub(super) admin: &'static str,
    pub(super) organization: &'static str,
    pub(super) note: &'static str,
    pub(super) switch: &'static str,
    pub(super) stay: &'static str,
    pub(super) end: &'static str,
    pub(super) everywhere: &'static str,
    pub(super) sign_in: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) question: &'static str,
    pub(super) signed_out: &'static str,
    pub(super) signed_out_here: &'static str,
}

const ENGLISH: Words = Words {
    welcome: "Welcome",
    hello: "Hello",
    home: "Home",
    dashboard: "Dashboard",
    report: "Report",
    sessions: "Sessions",
    admin: "Administration",
    organization: "Organization",
    note: "Keep note",
    switch: "Switch organization",
    stay: "Stay signed in",
    end: "End",
    everywhere: "Sign out everywhere",
    sign_in: "Sign in",
    sign_out: "Sign out",
    question: "Do you want to sign out?",
    signed_out: "Signed out",
    signed_out_here: "You are signed out here. If you came by your company's own sign-in, that may still know you.",
};

const GERMAN: Words = Words {
    welcome: "Willkommen",
    hello: "Hallo",
    home: "Start",
    dashboard: "Übersicht",
    report: "Bericht",
    sessions: "Sitzungen",
    admin: "Verwaltung",
    organization: "Organisation",
    note: "Notiz merken",
    switch: "Organisation wechseln",
    stay: "Angemeldet bleiben",
    end: "Beenden",
    everywhere: "Überall abmelden",
    sign_in: "Anmelden",
    sign_out: "Abmelden",
    question: "Möchten Sie sich abmelden?",
    signed_out: "Abgemeldet",
    signed_out_here: "Sie sind hier abgemeldet. Wenn Sie über Ihre Firma kamen, kennt die Sie vielleicht noch.",
};

/// Returns the words of the application.
pub(super) fn words(app: &App) -> &'static Words {
    if app.is(Unusual::SpeaksGerman) { &GERMAN } else { &ENGLISH }
}
