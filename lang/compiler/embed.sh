#!/bin/sh
# Writes standard_library.cc from modules like stdlib/time/time.writ, which is package
# std.time. For the genrule alone.
set -eu
echo '// Generated from //stdlib.'
echo '#include "lang/compiler/standard_library.h"'
echo 'namespace writ::lang {'
echo 'const std::vector<StandardModule>& StandardLibrary() {'
echo '  static const auto* const modules = new std::vector<StandardModule>{'
for file in $(printf '%s\n' "$@" | sort); do
  name=$(basename "$file" .writ)
  printf '{"std.%s", "std/%s.writ", R"writ-source(' "$name" "$name"
  cat "$file"
  echo ')writ-source"},'
done
echo '  };'
echo '  return *modules;'
echo '}'
echo '}  // namespace writ::lang'
