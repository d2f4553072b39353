// Room on the disk that is kept for the moment in which the disk is full: a file whose blocks
// are allocated and never used. It is given back when the engine stops for want of room, so
// that the stop can be noted, and the database be opened again, which writes.
#ifndef WRIT_SERVER_CLI_BALLAST_H_
#define WRIT_SERVER_CLI_BALLAST_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace writ::cli {

inline constexpr uint64_t kDefaultBallastMib = 16;

struct Ballast {
  std::string directory;  // of the data
  uint64_t bytes = kDefaultBallastMib << 20;

  std::string file() const { return directory + "/ballast"; }
  // One line for each time that the engine stopped: when, and why.
  std::string stops() const { return directory + "/stops"; }
};

// Nothing happens when it is kept already, or is of no bytes. ResourceExhausted, with what is
// missing, when there is no room.
absl::Status Reserve(const Ballast& ballast);

// The engine stopped: notes it, after the room was given back if that is what it wants.
void NoteStop(const Ballast& ballast, const absl::Status& why);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_BALLAST_H_
