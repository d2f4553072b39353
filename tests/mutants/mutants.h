// Small mistakes made in the rules of a policy on purpose.
#ifndef WRIT_TESTS_MUTANTS_MUTANTS_H_
#define WRIT_TESTS_MUTANTS_MUTANTS_H_

#include <string>
#include <vector>

#include "lang/compiler/parse_bundle.h"

namespace writ::mutants {

struct Mutant {
  std::string what;  // "policy.writ:33 permit buy: drop `when args.to == task.to`"
  std::vector<lang::InputFile> files;
};

// Of each clause of each rule: it is dropped; it is turned around; each argument in it is
// another argument of the action; each argument is one of another action; each side of a
// comparison is a number where it is none, and an amount of money where it is a number;
// each comparison is turned around. Of each limit: it is turned around, its bound is a
// number. Of each rule: each two arguments are swapped in all of it; it is dropped.
std::vector<Mutant> MutantsOf(const std::vector<lang::InputFile>& files);

// Who notices: "compiler", "linter", "tests"; empty when nobody does.
std::string CaughtBy(const std::vector<lang::InputFile>& files);

}  // namespace writ::mutants

#endif  // WRIT_TESTS_MUTANTS_MUTANTS_H_
