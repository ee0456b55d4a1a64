//! The reaper: ends what the command left running, by whatever cause the command or this process ended.

#[cfg(unix)]
mod processes;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use self::unix as here;
#[cfg(windows)]
use self::windows as here;
pub(crate) use here::Sweep;
pub(in crate::command) use here::{Reaper, Started};
