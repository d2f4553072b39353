// Waits for a request to end the process, without polling.
#ifndef WRIT_SERVER_CLI_SIGNALS_H_
#define WRIT_SERVER_CLI_SIGNALS_H_

#include <signal.h>

namespace writ::cli {

// SIGTERM and SIGINT. Make it before any thread starts: threads inherit that the two
// are blocked, so they are delivered to Wait alone.
class EndSignals {
 public:
  EndSignals();
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

  // Returns when one of them has come, also if it came before.
  void Wait();

 private:
  sigset_t signals_;
};

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_SIGNALS_H_
