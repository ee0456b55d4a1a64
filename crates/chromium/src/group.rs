//! A process and all that it started.

#[cfg_attr(windows, path = "group/windows.rs")]
#[cfg_attr(unix, path = "group/unix.rs")]
mod here;

pub(crate) use self::here::Group;

/// Reads the port from the line that announces it; a line before has the one that was wanted, which is 0.
fn port_in(line: &str) -> Option<u16> {
    line.split("on port ").nth(1)?.trim_end_matches('.').parse().ok().filter(|port| *port != 0)
}
