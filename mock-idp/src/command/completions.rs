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

/// Gives bash's script one name for each command. `clap_complete` 4.6 calls `mock-idp serve`
/// `mock__idp__subcmd__serve` where a word leads to it, and `mock__subcmd__idp__subcmd__serve` where its options
/// are: the hyphen of a program's name is replaced in two ways, so that nothing is completed beyond the first word.
fn mended(script: &str) -> String {
    script.replace("mock__subcmd__idp", "mock__idp")
}
