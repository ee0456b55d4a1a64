//! What happens to directories.

use serde::Serialize;

use super::Directory;
use crate::environment::event::{Happened, names};
use crate::environment::{DirectoryId, Environment, Names, SubjectRef};

/// An event of a directory.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum DirectoryEvent {
    /// An organization was connected to a directory.
    Created {
        /// The new directory.
        directory: Box<Directory>,
    },
    /// A directory was enabled.
    Enabled {
        /// The directory.
        directory: DirectoryId,
    },
    /// A directory was disabled.
    Disabled {
        /// The directory.
        directory: DirectoryId,
    },
    /// A directory was deleted.
    Deleted {
        /// The directory.
        directory: DirectoryId,
    },
}

names! { DirectoryEvent:
    Created => "organization.directory_created",
    Enabled => "organization.directory_enabled",
    Disabled => "organization.directory_disabled",
    Deleted => "organization.directory_deleted",
}

impl Happened for DirectoryEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { directory } => environment.directories.keep((**directory).clone()),
            Self::Enabled { directory } => environment.switch_directory(directory, true),
            Self::Disabled { directory } => environment.switch_directory(directory, false),
            Self::Deleted { directory } => environment.directories.remove(directory),
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Created { directory } => {
                format!("{} of {}", directory.name, names.organization(&directory.organization))
            }
            Self::Enabled { directory }
            | Self::Disabled { directory }
            | Self::Deleted { directory } => names.directory(directory),
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        match self {
            Self::Enabled { directory } | Self::Disabled { directory } => {
                Some(SubjectRef::Directory(directory))
            }
            Self::Created { .. } | Self::Deleted { .. } => None,
        }
    }
}

impl Environment {
    fn switch_directory(&mut self, id: &DirectoryId, enabled: bool) {
        if let Some(directory) = self.directories.get_mut(id) {
            directory.enabled = enabled;
        }
    }
}
