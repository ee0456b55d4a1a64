//! Columns: who sends what, with which cookies, what came back, what it changed.

use url::Url;

use super::Event;
use super::naming::Naming;
use crate::hop::Hop;
use crate::jar::{CookieChange, CookieError};
use crate::site;

/// Past these a cell overflows rather than push all others away, in characters.
const WIDEST: [usize; 5] = [20, 7, 56, 32, 40];
/// How far what stands beside a request is set in, in characters.
const BESIDE: usize = 7;
/// The column that holds the request; its query moves below when it is too long.
const REQUEST: usize = 2;

type Cells = [String; 5];

/// Returns the whole text, without an end of line at its end.
pub(super) fn text(events: &[Event], naming: &Naming) -> String {
    let mut people = events.iter().filter_map(who);
    let several = people.next().is_some_and(|first| people.any(|other| other != first));
    let rows: Vec<_> = events.iter().map(|event| row(event, naming, several)).collect();
    let widths = widths(&rows);
    let lines: Vec<_> = rows.iter().map(|row| line(row, &widths)).collect();
    lines.join("\n")
}

/// An event, made ready for the page.
enum Row {
    Note(String),
    Hop { cells: Cells, changes: String, below: Option<String> },
}

fn who(event: &Event) -> Option<&str> {
    match event {
        Event::Note(_) | Event::Beside(_) => None,
        Event::Hop { who, .. } => Some(who),
    }
}

fn row(event: &Event, naming: &Naming, several: bool) -> Row {
    match event {
        Event::Note(text) => Row::Note(format!("── {text}")),
        Event::Beside(text) => Row::Note(format!("{:BESIDE$}{}", "", naming.line(text))),
        Event::Hop { who, from, hop } => {
            let who = if several { who.clone() } else { String::new() };
            let aside = aside(hop, from.as_ref(), naming);
            let (request, below) = request(hop, &aside, naming);
            let cells = [who, hop.method.to_string(), request, cookies(hop), response(hop, naming)];
            Row::Hop { cells, changes: changes_of(hop), below }
        }
    }
}

fn line(row: &Row, widths: &[usize; 5]) -> String {
    match row {
        Row::Note(text) => text.clone(),
        Row::Hop { cells, changes, below } => {
            let columns =
                cells.iter().zip(widths).enumerate().filter(|(_, (_, width))| **width > 0);
            let line: String =
                columns.map(|(column, (cell, width))| padded(cell, *width, gap(column))).collect();
            let line = format!("{line}{changes}").trim_end().to_owned();
            let indent: usize =
                (0..REQUEST).filter(|at| widths[*at] > 0).map(|at| widths[at] + gap(at)).sum();
            let below = below.as_ref().map(|query| format!("\n{:indent$}  {query}", ""));
            line + &below.unwrap_or_default()
        }
    }
}

fn padded(cell: &str, width: usize, gap: usize) -> String {
    let missing = width.saturating_sub(cell.chars().count());
    format!("{cell}{:1$}", "", missing + gap)
}

/// Returns the space after a column: the method stands close to the address.
fn gap(column: usize) -> usize {
    if column == 1 { 1 } else { 2 }
}

fn widths(rows: &[Row]) -> [usize; 5] {
    std::array::from_fn(|column| {
        let widths = rows.iter().filter_map(|row| match row {
            Row::Note(_) => None,
            Row::Hop { cells, .. } => Some(cells[column].chars().count()),
        });
        widths.filter(|width| *width <= WIDEST[column]).max().unwrap_or(0)
    })
}

/// Describes what a request is for: `app /path?query (image from evil)`, and the query by itself if that is too long.
fn request(hop: &Hop, aside: &str, naming: &Naming) -> (String, Option<String>) {
    let (address, query) = (naming.address(&hop.url), naming.query(&hop.url));
    let whole = format!("{address}{query}{aside}");
    if query.is_empty() || whole.chars().count() <= WIDEST[REQUEST] {
        return (whole, None);
    }
    (format!("{address}{aside}"), Some(query))
}

/// Describes what is not a page in the window, and who begins it from elsewhere: ` (image from evil)`.
fn aside(hop: &Hop, from: Option<&Url>, naming: &Naming) -> String {
    let from = from.filter(|from| from.origin() != hop.url.origin());
    let from = from.map(|from| format!("from {}", naming.origin(from)));
    let kind = Some(hop.kind_name()).filter(|kind| *kind != "navigation").map(ToOwned::to_owned);
    let words: Vec<_> = kind.into_iter().chain(from).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(" ")) }
}

/// Lists the cookies of a request: `with session csrf`.
fn cookies(hop: &Hop) -> String {
    if hop.cookies.is_empty() { String::new() } else { format!("with {}", hop.cookies.join(" ")) }
}

/// Describes a response: `→ 303 idp /path`; the query follows in the next line, unless the browser does not go there.
fn response(hop: &Hop, naming: &Naming) -> String {
    match &hop.target {
        None if hop.status == 0 => "→ no answer".to_owned(),
        None => format!("→ {}", hop.status),
        Some(target) if site::is_loopback(target) => {
            format!("→ {} {}", hop.status, naming.address(target))
        }
        Some(target) => {
            format!(
                "→ {} leaves for {}{}",
                hop.status,
                naming.address(target),
                naming.query(target)
            )
        }
    }
}

fn changes_of(hop: &Hop) -> String {
    let changes: Vec<_> =
        hop.changes.iter().map(|line| changed_cookie(&line.name, line.change)).collect();
    changes.join("  ")
}

fn changed_cookie(name: &str, change: Result<CookieChange, CookieError>) -> String {
    match change {
        Ok(CookieChange::Set) => format!("+ {name}"),
        Ok(CookieChange::Cleared) => format!("- {name}"),
        Ok(CookieChange::ClearedNothing) => format!("- {name} (there was none)"),
        Err(why) => format!("! {name} ({why})"),
    }
}
