//! The source files of a crate, found by their module declarations.

use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, ItemMod};

/// A source file.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    /// The names of its module, from the crate's root: `["http", "control"]`.
    pub(crate) module: Vec<String>,
    pub(crate) file: syn::File,
}

impl Source {
    /// Parses the text of a module.
    pub(crate) fn parse(path: &str, module: &[&str], text: &str) -> Self {
        Self {
            path: path.into(),
            module: module.iter().map(|name| (*name).to_owned()).collect(),
            file: syn::parse_file(text).expect("the source is Rust"),
        }
    }
}

/// Returns the files of the crate with this root, below the package's folder, without those of tests.
pub(crate) fn of_crate(root: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    collect(&package().join(root), Vec::new(), &mut sources);
    sources
}

/// Returns every Rust file below these folders of the workspace.
pub(crate) fn below(folders: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in folders {
        find(&workspace().join(folder), &["rs"], &mut files);
    }
    files
}

/// Returns every file of the repository with one of these extensions.
pub(crate) fn with_extensions(extensions: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    find(workspace(), extensions, &mut files);
    files
}

/// Returns whether code is compiled for tests alone.
pub(crate) fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|option| option == "test")
    })
}

/// Returns the folder of this package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the folder of the repository.
pub(crate) fn workspace() -> &'static Path {
    package().parent().expect("the package is in a workspace")
}

fn collect(path: &Path, module: Vec<String>, sources: &mut Vec<Source>) {
    let text = fs::read_to_string(path).expect("a declared module has a file");
    let file = syn::parse_file(&text).expect("the source is Rust");
    let is_root = module.is_empty();
    let folder = if is_root { path.with_file_name("") } else { path.with_extension("") };
    for item in &file.items {
        if let Item::Mod(ItemMod { ident, content: None, attrs, .. }) = item
            && !is_of_tests(attrs)
        {
            let name = ident.to_string();
            let mut module = module.clone();
            module.push(name.clone());
            collect(&folder.join(name).with_extension("rs"), module, sources);
        }
    }
    let shown = path.strip_prefix(package()).expect("a file of the package");
    sources.push(Source { path: shown.to_owned(), module, file });
}

/// Finds files, but for those that are built, installed or Git's.
fn find(folder: &Path, extensions: &[&str], files: &mut Vec<PathBuf>) {
    const PASSED_OVER: [&str; 4] = ["target", "node_modules", ".venv", ".git"];
    for entry in fs::read_dir(folder).expect("a folder of the workspace") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if PASSED_OVER.contains(&name) {
            continue;
        }
        if path.is_dir() {
            find(&path, extensions, files);
        } else if extension.is_some_and(|extension| extensions.contains(&extension)) {
            files.push(path);
        }
    }
}
