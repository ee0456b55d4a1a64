//! The contract of the management API, read from its descriptors: operations, their messages, their REST addresses,
//! and the checks of requests.
//!
//! gRPC and REST read this table and nothing else (`docs/management.md#operations`).

mod check;
mod meaning;
pub(crate) mod order;
mod path;
mod unimplemented;

use std::sync::LazyLock;

use http::Method;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor, Value};

use check::Checks;
pub(crate) use check::Violation;
pub(crate) use path::Template;
pub(crate) use unimplemented::UNIMPLEMENTED;

/// The descriptors, compiled from `proto/` by the build script.
const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/management.binpb"));

/// The contract of all served operations.
pub(crate) static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::load);

/// The table of operations.
#[derive(Debug)]
pub(crate) struct Contract {
    operations: Vec<Operation>,
    checks: Checks,
    error_info: MessageDescriptor,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The full name, `scalekit.v1.sessions.SessionService/GetSession`, which is its gRPC path without the first
    /// slash.
    pub(crate) name: String,
    /// The type of the request.
    pub(crate) input: MessageDescriptor,
    /// The type of the reply.
    pub(crate) output: MessageDescriptor,
    /// The REST routes.
    pub(crate) bindings: Vec<Binding>,
}

/// A REST route of an operation.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) verb: Method,
    pub(crate) path: Template,
    pub(crate) body: Body,
    /// Whether success is 201.
    pub(crate) creates: bool,
}

/// The part of a request that the body of a REST request fills.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing; all fields are in path and query.
    None,
    /// The whole request.
    Whole,
    /// This field.
    Field(String),
}

impl Contract {
    fn load() -> Self {
        let pool = DescriptorPool::decode(DESCRIPTORS).expect("the build script compiled them");
        let options = Options::of(&pool);
        let operations = pool
            .services()
            .flat_map(|service| service.methods().collect::<Vec<_>>())
            .map(|method| options.operation(&method))
            .collect();
        let error_info = pool
            .get_message_by_name("scalekit.v1.errdetails.ErrorInfo")
            .expect("errors have details");
        Self { operations, checks: Checks::of(&pool), error_info }
    }

    /// Returns the operations' names, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> =
            self.operations.iter().map(|operation| operation.name.as_str()).collect();
        names.sort_unstable();
        names.into_iter()
    }

    #[cfg(test)]
    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Returns the operation at this gRPC path, without its first slash.
    pub(crate) fn named(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// Returns the place of an operation in the contract, by its name.
    pub(crate) fn place(&self, name: &str) -> Option<u16> {
        let place = self.operations.iter().position(|operation| operation.name == name)?;
        u16::try_from(place).ok()
    }

    /// Returns the operation at a place in the contract.
    pub(crate) fn at_place(&self, place: u16) -> Option<&Operation> {
        self.operations.get(usize::from(place))
    }

    /// Returns the operation at this REST address, its binding, and the fields that the path fills. If several match,
    /// it is the one with the most literal text.
    pub(crate) fn at(&self, verb: &Method, path: &str) -> Option<Found<'_>> {
        self.bound()
            .filter(|(_, binding)| binding.verb == *verb)
            .filter_map(|(operation, binding)| {
                let fields = binding.path.matches(path)?;
                Some(Found { operation, binding, fields })
            })
            .max_by_key(|found| found.binding.path.literals())
    }

    /// Returns the methods of this address.
    pub(crate) fn verbs(&self, path: &str) -> Vec<&Method> {
        self.bound()
            .filter(|(_, binding)| binding.path.matches(path).is_some())
            .map(|(_, binding)| &binding.verb)
            .collect()
    }

    /// Returns the template with this method that is most similar to `path`, if any: with a misspelt word, or a wrong
    /// singular or plural.
    pub(crate) fn similar(&self, verb: &Method, path: &str) -> Option<&str> {
        let near = self
            .bound()
            .filter(|(_, binding)| binding.verb == *verb)
            .filter_map(|(_, binding)| Some((binding.path.distance(path)?, binding.path.text())));
        near.min().map(|(_, text)| text)
    }

    fn bound(&self) -> impl Iterator<Item = (&Operation, &Binding)> {
        self.operations.iter().flat_map(|operation| {
            operation.bindings.iter().map(move |binding| (operation, binding))
        })
    }

    /// Returns every violation of the contract in a request, before a rule reads it.
    pub(crate) fn violations(&self, request: &DynamicMessage) -> Vec<Violation> {
        self.checks.violations(request)
    }

    /// Returns the type of the message that explains an error.
    pub(crate) fn error_info(&self) -> &MessageDescriptor {
        &self.error_info
    }
}

/// The operation at a REST address.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) binding: &'a Binding,
    /// Names and values from the path.
    pub(crate) fields: Vec<(&'a str, String)>,
}

/// The options of methods, which are our own.
struct Options {
    rest: prost_reflect::ExtensionDescriptor,
}

impl Options {
    fn of(pool: &DescriptorPool) -> Self {
        let rest = pool.get_extension_by_name("mock_idp.rest").expect("the option is declared");
        Self { rest }
    }

    fn operation(&self, method: &MethodDescriptor) -> Operation {
        let service = method.parent_service().full_name().to_owned();
        let options = method.options();
        let rest = options.get_extension(&self.rest);
        let mut bindings = Vec::new();
        collect_bindings(rest.as_message().expect("the option is a message"), &mut bindings);
        Operation {
            name: format!("{service}/{}", method.name()),
            input: method.input(),
            output: method.output(),
            bindings,
        }
    }
}

fn collect_bindings(rest: &DynamicMessage, bindings: &mut Vec<Binding>) {
    bindings.extend(binding(rest));
    let also = field(rest, "also");
    for other in also.as_list().unwrap_or_default() {
        collect_bindings(other.as_message().expect("a list of messages"), bindings);
    }
}

fn binding(rest: &DynamicMessage) -> Option<Binding> {
    let verbs = [
        ("get", Method::GET),
        ("post", Method::POST),
        ("put", Method::PUT),
        ("patch", Method::PATCH),
        ("delete", Method::DELETE),
    ];
    let (verb, path) = verbs
        .into_iter()
        .find_map(|(name, verb)| rest.has_field_by_name(name).then(|| (verb, text(rest, name))))?;
    let body = match text(rest, "body").as_str() {
        "" => Body::None,
        "*" => Body::Whole,
        field => Body::Field(field.to_owned()),
    };
    Some(Binding {
        verb,
        path: Template::parse(&path),
        body,
        creates: field(rest, "created").as_bool() == Some(true),
    })
}

fn field(message: &DynamicMessage, name: &str) -> Value {
    message.get_field_by_name(name).expect("the option declares it").into_owned()
}

fn text(message: &DynamicMessage, name: &str) -> String {
    field(message, name).as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
