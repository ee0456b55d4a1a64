//! `mock-idp completions`: a script with which a shell completes these commands.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::output::print;
use super::{Command, CommandError};

/// Print a script with which a shell completes these commands
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
        let mut script = Vec::new();
        generate(self.shell, &mut Command::command(), "mock-idp", &mut script);
        let script = String::from_utf8_lossy(&script);
        print(&if self.shell == Shell::Bash { mended(&script) } else { script.into_owned() })
    }
}

/// Corrects bash's script, which has two names for each command. `clap_complete` 4.6 replaces the hyphen of the
/// program's name in two ways: `mock__idp__subcmd__serve` where words lead to `mock-idp serve`, and
/// `mock__subcmd__idp__subcmd__serve` where its options are. So nothing would be completed beyond the first word.
fn mended(script: &str) -> String {
    script.replace("mock__subcmd__idp", "mock__idp")
}
