"""Holds our descriptions of the management API against those in the official Python SDK.

    python contract.py OURS

OURS is a serialized FileDescriptorSet of mock-idp/proto, imports included and custom
options kept. The SDK, scalekit-sdk-python, has to be installed.

Every file, message, enum and RPC of ours must be in the SDK and say the same there: messages
and enums whole, services as far as we serve them. One line per difference and exit code 1, or
one closing line and exit code 0.
"""

import importlib
import pathlib
import sys
from collections import Counter
from importlib.metadata import version

import scalekit
from google.api import annotations_pb2
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

FIELD = descriptor_pb2.FieldDescriptorProto
VERBS = ("get", "post", "put", "patch", "delete")


def main(path):
    load_sdk()
    ours = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(path).read_bytes())
    comparison = Comparison(RestOption(ours))
    for file in ours.file:
        if file.package.startswith("scalekit."):
            comparison.file(file)
    return comparison.report()


def load_sdk():
    """Imports every generated module of the SDK, which fills the default pool."""
    root = pathlib.Path(scalekit.__file__).parent
    for module in sorted(root.rglob("*_pb2.py")):
        parts = module.relative_to(root.parent).with_suffix("").parts
        importlib.import_module(".".join(parts))


class Comparison:
    """The differences found so far, and how much was compared."""

    def __init__(self, rest_option):
        self.sdk = descriptor_pool.Default()
        self.rest_option = rest_option
        self.counts = Counter()
        self.services = []
        self.differences = []

    def file(self, ours):
        for message in ours.message_type:
            self.message(f"{ours.package}.{message.name}", message, ours.name)
        for enum in ours.enum_type:
            self.enum(f"{ours.package}.{enum.name}", enum, ours.name)
        for service in ours.service:
            self.service(f"{ours.package}.{service.name}", service, ours.name)

    def message(self, name, ours, file):
        for nested in ours.nested_type:
            self.message(f"{name}.{nested.name}", nested, file)
        for enum in ours.enum_type:
            self.enum(f"{name}.{enum.name}", enum, file)

        theirs = self.find(name, file, self.sdk.FindMessageTypeByName)
        if theirs is None:
            return
        theirs = proto(theirs, descriptor_pb2.DescriptorProto)
        self.same(f"{name} (map entry)", ours.options.map_entry, theirs.options.map_entry)
        if not ours.options.map_entry:
            self.counts["messages"] += 1
            self.counts["fields"] += len(ours.field)
        self.same_parts(name, fields(ours), fields(theirs))

    def enum(self, name, ours, file):
        theirs = self.find(name, file, self.sdk.FindEnumTypeByName)
        if theirs is None:
            return
        theirs = proto(theirs, descriptor_pb2.EnumDescriptorProto)
        self.counts["enums"] += 1
        self.counts["values"] += len(ours.value)
        self.same_parts(name, values(ours), values(theirs))

    def service(self, name, ours, file):
        theirs = self.find(name, file, self.sdk.FindServiceByName)
        if theirs is None:
            return
        self.counts["services"] += 1
        served = [method.name for method in ours.method]
        self.services.append(f"{name}, {len(served)} of {len(theirs.methods)}: {', '.join(served)}")
        for method in ours.method:
            self.method(f"{name}.{method.name}", method, theirs.methods_by_name.get(method.name))

    def method(self, name, ours, theirs):
        if theirs is None:
            self.differences.append(f"{name}: the SDK has no such RPC")
            return
        self.counts["methods"] += 1
        self.same(f"{name} (REST)", self.rest_option.bindings(ours), google_bindings(theirs))
        theirs = proto(theirs, descriptor_pb2.MethodDescriptorProto)
        self.same(name, signature(ours), signature(theirs))

    def find(self, name, file, lookup):
        """The SDK's descriptor of that name, or None after noting that it is missing."""
        try:
            theirs = lookup(name)
        except KeyError:
            self.differences.append(f"{name}: the SDK has nothing of that name")
            return None
        self.same(f"{name} (file)", file, theirs.file.name)
        return theirs

    def same_parts(self, name, ours, theirs):
        for key in sorted(ours.keys() | theirs.keys()):
            self.same(f"{name} {key}", ours.get(key, "absent"), theirs.get(key, "absent"))

    def same(self, name, ours, theirs):
        if ours != theirs:
            self.differences.append(f"{name}: ours {ours}, the SDK's {theirs}")

    def report(self):
        if not self.counts["methods"]:
            self.differences.append("the set describes no RPC of scalekit.*")
        if self.differences:
            print(*self.differences, sep="\n")
            return 1
        print(*self.services, sep="\n")
        counted = ("services", "methods", "messages", "fields", "enums", "values")
        compared = ", ".join(f"{self.counts[what]} {what}" for what in counted)
        release = version("scalekit-sdk-python")
        print(f"compared {compared} with scalekit-sdk-python {release}: no difference")
        return 0


class RestOption:
    """Reads `(mock_idp.rest)`, which only a pool built from our own set understands."""

    def __init__(self, ours):
        pool = descriptor_pool.DescriptorPool()
        for file in ours.file:
            pool.AddSerializedFile(file.SerializeToString())
        self.rest = pool.FindExtensionByName("mock_idp.rest")
        self.options = message_factory.GetMessageClass(self.rest.containing_type)

    def bindings(self, method):
        options = self.options.FromString(method.options.SerializeToString())
        rest = options.Extensions[self.rest]
        return [binding(rest, "verb")] + [binding(more, "verb") for more in rest.also]


def google_bindings(method):
    http = method.GetOptions().Extensions[annotations_pb2.http]
    return [binding(http, "pattern")] + [
        binding(more, "pattern") for more in http.additional_bindings
    ]


def binding(rule, oneof):
    """A rule as text: `PATCH /api/v1/users/{id} body=user`."""
    verb = rule.WhichOneof(oneof)
    if verb not in VERBS:
        return f"no binding ({verb})"
    body = f" body={rule.body}" if rule.body else ""
    return f"{verb.upper()} {getattr(rule, verb)}{body}"


def proto(descriptor, message):
    """A descriptor in the form in which ours come, so that both are read by the same code."""
    copy = message()
    descriptor.CopyToProto(copy)
    return copy


def fields(message):
    return {field.number: field_text(message, field) for field in message.field}


def field_text(message, field):
    """All that decides how a field travels: `optional string name`, `string id in identities`."""
    words = [FIELD.Label.Name(field.label).removeprefix("LABEL_").lower()]
    if words == ["optional"]:
        words = ["optional"] if field.proto3_optional else []
    words.append(FIELD.Type.Name(field.type).removeprefix("TYPE_").lower())
    words.append(field.type_name)
    words.append(field.name)
    if field.json_name:
        words.append(f"(JSON {field.json_name})")
    if field.HasField("oneof_index") and not field.proto3_optional:
        words.append(f"in {message.oneof_decl[field.oneof_index].name}")
    return " ".join(word for word in words if word)


def values(enum):
    """The names of each number; more than one where an enum has aliases."""
    names = {}
    for value in enum.value:
        names.setdefault(value.number, []).append(value.name)
    return names


def signature(method):
    taken = "stream " if method.client_streaming else ""
    returned = "stream " if method.server_streaming else ""
    return f"{taken}{method.input_type} -> {returned}{method.output_type}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
