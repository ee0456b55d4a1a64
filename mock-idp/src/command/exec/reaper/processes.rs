//! The processes that the command started: how they are found, and ended.

pub(super) use here::{adopt_orphans, end_all_with, end_descendants_of};

/// The variable that all processes of the command inherit. It has a mark, or several if one `exec` runs inside
/// another.
pub(super) const MARK: &str = "MOCK_IDP_EXEC";

/// The separator of marks.
pub(super) const BETWEEN: char = ',';

#[cfg(target_os = "linux")]
mod here {
    use std::collections::HashSet;
    use std::fs;
    use std::os::fd::OwnedFd;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{
        Pid, PidfdFlags, Signal, getpid, pidfd_open, pidfd_send_signal, set_child_subreaper,
    };

    use super::{BETWEEN, MARK};

    /// How long a killed process may take to end; a process that waits for a disk that does not answer is left.
    const GOING: Timespec = Timespec { tv_sec: 2, tv_nsec: 0 };

    /// The time between two looks at a process in the middle of `execve(2)`.
    const TURN: Timespec = Timespec { tv_sec: 0, tv_nsec: 1_000_000 };

    /// The most looks at a process in the middle of `execve(2)`: two seconds of them, as for a killed process.
    const MOST_LOOKS: usize = 2_000;

    /// The field of `/proc/[pid]/stat` that has the address of a program's arguments, counted from the state, the first
    /// after the name (`arg_start`, the 48th of `proc_pid_stat(5)`). It is 0 until `execve(2)` has laid them out.
    const ARGUMENTS: usize = 48 - 3;

    /// The most lists in a row from which nothing is ended and some process has gone. On a machine where processes of
    /// others come and go all the time, such lists do not cease.
    const MOST_VAIN_LISTS: usize = 100;

    /// What became of a process.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Look {
        /// It was the command's, and has been ended.
        Ended,
        /// It ended by itself after it was listed, and may have started another before.
        Gone,
        /// It is not the command's, or cannot be ended.
        Left,
    }

    /// Makes this process the parent of every descendant whose own parent ends (prctl(2), `PR_SET_CHILD_SUBREAPER`).
    pub(in crate::command::exec::reaper) fn adopt_orphans() {
        // Any number switches it on. If it fails, the marks find all processes but those that cleaned their
        // environment. Adopted processes are never waited for. They stay as zombies until this process ends, which is
        // soon.
        let _ = set_child_subreaper(Some(getpid()));
    }

    /// Ends all processes with the mark.
    pub(in crate::command::exec::reaper) fn end_all_with(mark: &str) {
        end_all(|id, process| carries(id, process, mark));
    }

    /// Ends all descendants of a process.
    pub(in crate::command::exec::reaper) fn end_descendants_of(ancestor: u32) {
        let Some(ancestor) = i32::try_from(ancestor).ok().and_then(Pid::from_raw) else {
            return;
        };
        end_all(|id, _| descends(id, ancestor));
    }

    /// Ends the processes that are the command's.
    ///
    /// A process may start another while processes are listed, and may be gone itself when it is looked at. So the list
    /// is read again until nothing in it is ended or gone.
    fn end_all(is_the_commands: impl Fn(Pid, &OwnedFd) -> Option<bool>) {
        let mut dead = HashSet::new();
        let mut vain = 0;
        while vain < MOST_VAIN_LISTS {
            let found: Vec<Look> =
                running().map(|id| end(id, &is_the_commands, &mut dead)).collect();
            if found.contains(&Look::Ended) {
                vain = 0;
            } else if found.contains(&Look::Gone) {
                vain += 1;
            } else {
                return;
            }
        }
    }

    fn running() -> impl Iterator<Item = Pid> {
        fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| Pid::from_raw(entry.ok()?.file_name().to_str()?.parse().ok()?))
    }

    /// Ends a process if it is the command's, and waits until it has ended. A zombie counts as `Gone` once, when it is
    /// first seen, because its parent may never wait for it.
    fn end(
        id: Pid,
        is_the_commands: impl Fn(Pid, &OwnedFd) -> Option<bool>,
        dead: &mut HashSet<Pid>,
    ) -> Look {
        // Opened before the check, because the number could belong to another process by the time of the kill.
        let Ok(process) = pidfd_open(id, PidfdFlags::empty()) else {
            return Look::Gone;
        };
        if is_the_commands(id, &process) == Some(true) {
            let is_ended = pidfd_send_signal(&process, Signal::KILL).is_ok()
                && has_gone_within(&process, &GOING);
            return if is_ended { Look::Ended } else { Look::Left };
        }
        let is_newly_gone = parent_of_living(id).is_none() && dead.insert(id);
        if is_newly_gone { Look::Gone } else { Look::Left }
    }

    fn carries(id: Pid, process: &OwnedFd, mark: &str) -> Option<bool> {
        let variables = variables(id, process)?;
        let marks = variables
            .split(|&byte| byte == 0)
            .find_map(|variable| variable.strip_prefix(MARK.as_bytes())?.strip_prefix(b"="))?;
        let carried = str::from_utf8(marks).ok()?;
        Some(carried.split(BETWEEN).any(|one| one == mark))
    }

    /// Returns the variables of a process, each ended by a zero byte. A process in the middle of `execve(2)` shows none
    /// until the new program has its own.
    fn variables(id: Pid, process: &OwnedFd) -> Option<Vec<u8>> {
        let read = || fs::read(format!("/proc/{id}/environ")).ok();
        let mut looks = 0..MOST_LOOKS;
        let mut variables = read()?;
        while variables.is_empty() && is_in_execve(id) && looks.next().is_some() {
            if has_gone_within(process, &TURN) {
                return None;
            }
            variables = read()?;
        }
        Some(variables)
    }

    /// Returns whether a process has a program without arguments so far. Threads of the kernel and zombies have no
    /// program.
    fn is_in_execve(id: Pid) -> bool {
        let has_program = fs::read_link(format!("/proc/{id}/exe")).is_ok();
        has_program
            && fields(id).is_some_and(|fields| fields.get(ARGUMENTS).is_some_and(|at| at == "0"))
    }

    /// Returns whether the process is alive, and a descendant of `ancestor`.
    fn descends(id: Pid, ancestor: Pid) -> Option<bool> {
        let mut above = parent_of_living(id)?;
        while above != ancestor {
            above = parent(above)?;
        }
        Some(true)
    }

    /// Returns the parent of a process that is not a zombie.
    fn parent_of_living(id: Pid) -> Option<Pid> {
        let (state, parent) = status(id)?;
        (state != "Z").then_some(parent)
    }

    fn parent(id: Pid) -> Option<Pid> {
        status(id).map(|(_, parent)| parent)
    }

    /// Returns the state of a process, and its parent.
    fn status(id: Pid) -> Option<(String, Pid)> {
        let mut fields = fields(id)?.into_iter();
        let state = fields.next()?;
        Some((state, Pid::from_raw(fields.next()?.parse().ok()?)?))
    }

    /// Returns the fields after the name of a process, which is in parentheses and may contain some
    /// (`proc_pid_stat(5)`).
    fn fields(id: Pid) -> Option<Vec<String>> {
        let line = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let (_, fields) = line.rsplit_once(')')?;
        Some(fields.split_whitespace().map(str::to_owned).collect())
    }

    fn has_gone_within(process: &OwnedFd, time: &Timespec) -> bool {
        let mut end = [PollFd::new(process, PollFlags::IN)];
        poll(&mut end, Some(time)).is_ok_and(|ended| ended > 0)
    }
}

/// Elsewhere than on Linux no process can read the variables of another, so what the command leaves running stays.
#[cfg(not(target_os = "linux"))]
mod here {
    pub(in crate::command::exec::reaper) fn adopt_orphans() {}

    pub(in crate::command::exec::reaper) fn end_all_with(_mark: &str) {}

    pub(in crate::command::exec::reaper) fn end_descendants_of(_ancestor: u32) {}
}
