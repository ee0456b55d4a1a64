//! `mock-idp completions`: what a shell completes our commands from.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::telling::print;
use super::{Command, CommandError};

/// Print what a shell completes these commands from
///
/// For bash: `mock-idp completions bash > ~/.local/share/bash-completion/completions/mock-idp`. For zsh, write it
/// to `_mock-idp` in a folder of `$fpath`; for fish, to `~/.config/fish/completions/mock-idp.fish`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let all = Command::command();
        let visible = all.get_subcommands().filter(|one| !one.is_hide_set());
        let mut command = clap::Command::new("mock-idp")
            .about(all.get_about().cloned().unwrap_or_default())
            .subcommands(visible.cloned());
        let mut script = Vec::new();
        generate(self.shell, &mut command, "mock-idp", &mut script);
        print(&String::from_utf8_lossy(&script))
    }
}
