"""Builds and tests policies: data in Writ."""

def writ_policy_test(name, srcs, directory = None, **kwargs):
    """Runs the linter and the `test` blocks of the policies in a directory.

    Args:
      name: of the test.
      srcs: all `.writ` files of the bundle; they stand in the directory or below it.
      directory: from the root of the repository; the package's own when not given.
      **kwargs: passed to the test.
    """
    native.sh_test(
        name = name,
        size = "small",
        srcs = ["//lang:run_policy_test.sh"],
        args = [
            "$(rootpath //server/main:writ)",
            directory or native.package_name(),
        ],
        data = srcs + ["//server/main:writ"],
        **kwargs
    )

def writ_module(name):
    """A module of the standard library: `NAME.writ`, its tests in `NAME_test.writ`.

    Args:
      name: of the module, which is that of its directory.
    """
    native.filegroup(
        name = "module",
        srcs = [name + ".writ"],
        visibility = ["//stdlib:__pkg__"],
    )
    native.filegroup(
        name = "sources",
        srcs = native.glob(["*.writ"]),
        visibility = ["//stdlib:__pkg__"],
    )
    writ_policy_test(
        name = name + "_test",
        srcs = [name + ".writ", name + "_test.writ"],
    )
