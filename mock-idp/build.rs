//! Compiles the proto files of the management API, and derives from them:
//!
//! - `management.binpb`, the descriptors, which `src/wire/contract` reads at run time as one table of operations;
//! - `messages.rs`, a struct for each message of an operation's request or reply, which `src/wire/management.rs`
//!   includes.
//!
//! And it has the binary linked to one address, where the system is Linux.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use protox::prost_reflect::{
    DescriptorPool, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor,
};

/// Oneofs that stay JSON: the rules keep a section of a connection's settings unchanged, under its name, and the
/// contract alone knows its fields.
const JSON_ONEOFS: [&str; 2] = [
    "scalekit.v1.connections.Connection.settings",
    "scalekit.v1.connections.UpdateConnection.settings",
];

/// Messages whose absent fields are written as `null`: `/_mock/sessions` has the message of a session, and the end of
/// an active session is null there.
const WITH_NULLS: [&str; 1] = ["scalekit.v1.sessions.SessionDetails"];

/// Messages that `/_mock/openapi.json` describes.
const DESCRIBED: [&str; 1] = ["scalekit.v1.sessions.SessionDetails"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    link_to_one_address();
    let mut files = Vec::new();
    collect(Path::new("proto"), &mut files)?;
    files.sort();
    let mut compiler = protox::Compiler::new(["proto"])?;
    compiler.include_imports(true).open_files(files)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // Encoded by the compiler, because only it keeps our own options.
    let descriptors = compiler.encode_file_descriptor_set();
    let pool = DescriptorPool::decode(descriptors.as_slice())?;
    fs::write(out.join("messages.rs"), Messages::of(&pool)?.modules(&pool)?)?;
    fs::write(out.join("management.binpb"), descriptors)?;
    Ok(())
}

/// Has the binary linked to one address. One that may lie anywhere has a megabyte of pointers, which the loader corrects
/// at each start, and each process has the pages with them for itself.
fn link_to_one_address() {
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

/// The messages that become structs, by their full names.
struct Messages {
    /// The option of fields that has their checks.
    check: ExtensionDescriptor,
    /// The messages of requests.
    read: BTreeSet<String>,
    /// The messages of replies.
    written: BTreeSet<String>,
    /// The messages of replies that have a schema.
    described: BTreeSet<String>,
}

impl Messages {
    fn of(pool: &DescriptorPool) -> Result<Self, Box<dyn Error>> {
        let check =
            pool.get_extension_by_name("mock_idp.check").ok_or("no option mock_idp.check")?;
        let (mut read, mut written) = (BTreeSet::new(), BTreeSet::new());
        for method in pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
            reach(&method.input(), &mut read);
            reach(&method.output(), &mut written);
        }
        let mut described = BTreeSet::new();
        for name in DESCRIBED {
            let message =
                pool.get_message_by_name(name).ok_or_else(|| format!("no message {name}"))?;
            reach(&message, &mut described);
        }
        Ok(Self { check, read, written, described })
    }

    /// Writes a module for each package, with its structs in the order of their messages.
    fn modules(&self, pool: &DescriptorPool) -> Result<String, Box<dyn Error>> {
        let mut modules: BTreeMap<String, String> = BTreeMap::new();
        for message in pool.all_messages() {
            if let Some(derived) = self.derived(&message) {
                let structs = modules.entry(module(&message)).or_default();
                writeln!(structs, "#[derive(Clone, Debug, Default, {derived})]")?;
                if self.read.contains(message.full_name()) {
                    writeln!(structs, "#[serde(default)]")?;
                }
                if self.described.contains(message.full_name()) {
                    writeln!(structs, "#[derive(schemars::JsonSchema)]")?;
                }
                self.write(&message, structs)?;
            }
        }
        let modules = modules.iter();
        let modules =
            modules.map(|(name, structs)| format!("pub(crate) mod {name} {{\n{structs}}}\n"));
        Ok(modules.collect::<Vec<_>>().concat())
    }

    /// Returns the derives of a message's struct; `None` if the message is in no request and no reply.
    fn derived(&self, message: &MessageDescriptor) -> Option<&'static str> {
        let name = message.full_name();
        match (self.read.contains(name), self.written.contains(name)) {
            (true, true) => Some("serde::Deserialize, serde::Serialize"),
            (true, false) => Some("serde::Deserialize"),
            (false, true) => Some("serde::Serialize"),
            (false, false) => None,
        }
    }

    /// Writes a struct, its fields in the order in which the message declares them.
    fn write(&self, message: &MessageDescriptor, out: &mut String) -> Result<(), Box<dyn Error>> {
        let fields = &message.descriptor_proto().field;
        let fields =
            fields.iter().filter_map(|field| message.get_field(field.number().try_into().ok()?));
        writeln!(out, "pub(crate) struct {} {{", name(message))?;
        let mut json = BTreeSet::new();
        for field in fields {
            if let Some(oneof) = json_oneof(&field) {
                if json.insert(oneof.full_name().to_owned()) {
                    let map = "serde_json::Map<String, serde_json::Value>";
                    writeln!(out, "#[serde(flatten)]\npub(crate) {}: {map},", oneof.name())?;
                }
                continue;
            }
            let of_type = self.of_type(&field);
            if of_type.starts_with("Option<") && !WITH_NULLS.contains(&message.full_name()) {
                writeln!(out, "#[serde(skip_serializing_if = \"Option::is_none\")]")?;
            }
            // An absent value has an empty name, which no value has.
            if matches!(field.kind(), Kind::Enum(_)) && of_type == "String" {
                writeln!(out, "#[serde(skip_serializing_if = \"String::is_empty\")]")?;
            }
            if of_type.contains("jiff::Timestamp") && self.read.contains(message.full_name()) {
                let with = "crate::wire::management::timestamp::optional";
                writeln!(out, "#[serde(deserialize_with = \"{with}\")]")?;
            }
            let name = identifier(field.name());
            if name.trim_start_matches("r#") != field.name() {
                writeln!(out, "#[serde(rename = \"{}\")]", field.name())?;
            }
            writeln!(out, "pub(crate) {name}: {of_type},")?;
        }
        writeln!(out, "}}\n")?;
        let implementation = format!("impl crate::wire::management::Message for {}", name(message));
        writeln!(out, "{implementation} {{")?;
        writeln!(out, "const NAME: &'static str = \"{}\";\n}}\n", message.full_name())?;
        Ok(())
    }

    /// Returns the type of a field: an `Option`, if the field can be absent and is not required.
    fn of_type(&self, field: &FieldDescriptor) -> String {
        let one = single(field);
        let is_message = matches!(field.kind(), Kind::Message(_));
        if field.is_map() {
            "std::collections::BTreeMap<String, String>".to_owned()
        } else if field.is_list() {
            format!("Vec<{one}>")
        } else if field.supports_presence() && !(is_message && self.is_required(field)) {
            format!("Option<{one}>")
        } else {
            one
        }
    }

    fn is_required(&self, field: &FieldDescriptor) -> bool {
        let options = field.options();
        let check = options.get_extension(&self.check);
        let required = check.as_message().and_then(|check| check.get_field_by_name("required"));
        required.and_then(|required| required.as_bool()) == Some(true)
    }
}

/// Collects a message and the messages of its fields. Google's messages have types of their own (`single`), and all
/// maps are of strings, which a test of the contract ensures.
fn reach(message: &MessageDescriptor, found: &mut BTreeSet<String>) {
    let is_ours = message.package_name() != "google.protobuf" && !message.is_map_entry();
    if is_ours && found.insert(message.full_name().to_owned()) {
        for field in message.fields().filter(|field| json_oneof(field).is_none()) {
            if let Kind::Message(inner) = field.kind() {
                reach(&inner, found);
            }
        }
    }
}

/// Returns the type of a field's value, or of a list's items. An enum is the name of its value, which the contract
/// checks in requests and replies; octets are base64, as in JSON.
fn single(field: &FieldDescriptor) -> String {
    let Kind::Message(message) = field.kind() else { return scalar(&field.kind()).to_owned() };
    match message.full_name() {
        "google.protobuf.Timestamp" => "jiff::Timestamp".to_owned(),
        "google.protobuf.Duration" | "google.protobuf.FieldMask" => "String".to_owned(),
        "google.protobuf.Struct" => "serde_json::Map<String, serde_json::Value>".to_owned(),
        wrapper if wrapper.starts_with("google.protobuf.") => {
            let value =
                message.get_field_by_name("value").expect("what else is imported is a wrapper");
            scalar(&value.kind()).to_owned()
        }
        _ if module(&message) == module(field.parent_message()) => name(&message),
        _ => format!("super::{}::{}", module(&message), name(&message)),
    }
}

fn scalar(kind: &Kind) -> &'static str {
    match kind {
        Kind::Bool => "bool",
        Kind::Double => "f64",
        Kind::Float => "f32",
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "i32",
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => "i64",
        Kind::Uint32 | Kind::Fixed32 => "u32",
        Kind::Uint64 | Kind::Fixed64 => "u64",
        Kind::String | Kind::Bytes | Kind::Enum(_) => "String",
        Kind::Message(message) => unreachable!("{} is no scalar", message.full_name()),
    }
}

fn json_oneof(field: &FieldDescriptor) -> Option<OneofDescriptor> {
    field.containing_oneof().filter(|oneof| JSON_ONEOFS.contains(&oneof.full_name()))
}

/// Returns the last word of the package: `users` of `scalekit.v1.users`.
fn module(message: &MessageDescriptor) -> String {
    message.package_name().rsplit('.').next().unwrap_or_default().to_owned()
}

/// Returns the message's name, after the names of the messages in which it is declared.
fn name(message: &MessageDescriptor) -> String {
    message.full_name()[message.package_name().len()..].replace('.', "")
}

/// Returns a field's name in Rust: in snake case, and no keyword.
fn identifier(field: &str) -> String {
    let mut name = String::new();
    for letter in field.chars() {
        if letter.is_uppercase() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    if name == "type" { "r#type".to_owned() } else { name }
}
