"""C++ from .proto files, with the protoc and the plugins of the system.

writ_proto_library(name, srcs, grpc, deps) gives the cc_library `name`. Protos import
each other by their path from the workspace root; well-known types come from
/usr/include. The headers are included by the same path:

    #include "engine/bytecode/bundle.pb.h"
    #include "server/api/writ.grpc.pb.h"    # with grpc = True
"""

_PROTOC = "/usr/bin/protoc"
_GRPC_PLUGIN = "/usr/bin/grpc_cpp_plugin"

def _protos_of(label):
    """The filegroup of the .proto files behind a writ_proto_library."""
    if ":" in label:
        return label + "_protos"
    return label + ":" + label.split("/")[-1] + "_protos"

def _outputs(srcs, suffixes):
    return [src[:-len(".proto")] + suffix for src in srcs for suffix in suffixes]

def writ_proto_library(name, srcs, grpc = False, deps = [], visibility = None):
    """Generates and compiles C++ for `srcs`.

    Args:
      name: of the cc_library; `<name>_protos` holds the .proto files.
      srcs: .proto files of this package.
      grpc: whether they hold services.
      deps: other writ_proto_library targets whose protos are imported.
      visibility: of the cc_library.
    """
    native.filegroup(
        name = name + "_protos",
        srcs = srcs + [_protos_of(dep) for dep in deps],
        visibility = visibility,
    )
    sources = [".pb.cc"] + ([".grpc.pb.cc"] if grpc else [])
    headers = [".pb.h"] + ([".grpc.pb.h"] if grpc else [])
    command = _PROTOC + " -I. -I/usr/include --cpp_out=$(GENDIR)"
    if grpc:
        command += " --plugin=protoc-gen-grpc=" + _GRPC_PLUGIN + " --grpc_out=$(GENDIR)"
    for src in srcs:
        command += " $(location " + src + ")"
    native.genrule(
        name = name + "_generated",
        srcs = srcs + [_protos_of(dep) for dep in deps],
        outs = _outputs(srcs, sources + headers),
        cmd = command,
        visibility = ["//visibility:private"],
    )
    native.cc_library(
        name = name,
        srcs = _outputs(srcs, sources),
        hdrs = _outputs(srcs, headers),
        # Generated code is not ours to keep free of warnings.
        copts = ["-w"],
        visibility = visibility,
        deps = deps + [
            "@system//:grpc" if grpc else "@system//:protobuf",
        ],
    )
