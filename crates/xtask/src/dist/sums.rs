//! The checksums of what was made.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process::read;

/// Writes `SHA256SUMS` for every file of the folder, and returns it.
pub(super) fn write(folder: &Path) -> Result<String, String> {
    let listed = fs::read_dir(folder).map_err(|why| why.to_string())?;
    let mut names: Vec<_> = listed.filter_map(|file| Some(file.ok()?.file_name())).collect();
    names.sort();
    let sums = read(Command::new("sha256sum").arg("--").args(&names).current_dir(folder))?;
    fs::write(folder.join("SHA256SUMS"), &sums).map_err(|why| why.to_string())?;
    Ok(sums)
}
