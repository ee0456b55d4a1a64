//! External programs: run to their end, read, or kept running.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::language::Language;

/// Returns a command of the language, which runs in its folder.
pub(crate) fn prepared(language: Language, words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(language.folder());
    command
}

/// Runs a command, with its output on the terminal.
pub(crate) fn finish(command: &mut Command) -> Result<(), String> {
    let status =
        command.status().map_err(|why| format!("`{}` does not run: {why}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", shown(command))) }
}

/// Runs a command, and returns its output.
pub(crate) fn read(command: &mut Command) -> Result<String, String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|why| format!("`{}` does not run: {why}", shown(command)))?;
    if !output.status.success() {
        return Err(format!("`{}` ended with {}", shown(command), output.status));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("`{}` printed what is no text", shown(command)))
}

/// Returns the program and its arguments, without its environment, which has secrets.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

/// A running program. Dropping it ends the program and everything that it started.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    /// Starts a program, and waits for a line that begins with `announcement`.
    pub(crate) fn start(command: &mut Command, announcement: &str) -> Result<Self, String> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|why| format!("`{}` does not run: {why}", shown(command)))?;
        let lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let running = Self(child);
        let mut lines = lines.map_while(Result::ok);
        if !lines.any(|line| line.contains(announcement)) {
            let command = shown(command);
            return Err(format!("`{command}` ended before it said `{announcement}`"));
        }
        // Output that nobody reads would stop the program.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let id = self.0.id().to_string();
        let _ = if cfg!(windows) {
            Command::new("taskkill").args(["/T", "/F", "/PID", &id]).status()
        } else {
            Command::new("kill").args(["-KILL", "--", &format!("-{id}")]).status()
        };
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_failed_is_named_without_its_environment() {
        let why = finish(Command::new("false").arg("a b").env("SECRET", "hunter2"));

        insta::assert_snapshot!(why.unwrap_err(), @"`false a b` ended with exit status: 1");
    }
}
