//! The reaper: ends what the command left running, by whatever cause the command or this process ended.

#[cfg_attr(windows, path = "reaper/windows.rs")]
#[cfg_attr(unix, path = "reaper/unix.rs")]
mod here;
#[cfg(unix)]
mod processes;

pub(crate) use self::here::Sweep;
pub(in crate::command) use self::here::{Reaper, Started};
