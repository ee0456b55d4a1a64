//! A process and all that it started.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use self::unix::Group;
#[cfg(windows)]
pub(crate) use self::windows::Group;

/// Reads the port from the line that announces it; a line before has the one that was wanted, which is 0.
fn port_in(line: &str) -> Option<u16> {
    line.split("on port ").nth(1)?.trim_end_matches('.').parse().ok().filter(|port| *port != 0)
}
