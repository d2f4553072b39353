// What one caller can make the server hold or do. Each is tested on both sides; all are
// listed in docs/limits.md.
#ifndef WRIT_SERVER_SERVICE_LIMITS_H_
#define WRIT_SERVER_SERVICE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace writ::server {

// Of one message, as received. A larger one ends its call with RESOURCE_EXHAUSTED.
inline constexpr int kMaxMessageBytes = 256 * 1024;
// Of one JSON text within a message: arguments, results, parameters, keys, values.
inline constexpr size_t kMaxJsonBytes = 64 * 1024;
// Of one id, name or attribute.
inline constexpr size_t kMaxTextBytes = 256;
// Of the headers of one call.
inline constexpr int kMaxMetadataBytes = 8 * 1024;
// Calls in flight on one connection.
inline constexpr int kMaxStreams = 1'000;

// Calls in one batch.
inline constexpr int kMaxBatch = 256;
// Calls in flight on one stream: past it nothing more is read.
inline constexpr size_t kMaxStreamedCalls = 256;

// Connections whose file descriptor would be larger than this, or than three quarters of
// what the process may have open, are closed at once.
inline constexpr int kMaxConnectionDescriptor = 10'000;

inline constexpr int64_t kMinLifetimeSeconds = 1;
inline constexpr int64_t kMaxLifetimeSeconds = 366 * 24 * 3600;
inline constexpr int64_t kDefaultLifetimeSeconds = 3600;

// Changes of facts that one call makes, all or none.
inline constexpr int kMaxChanges = 1'000;
// Of a list.
inline constexpr uint32_t kMaxPageSize = 1'000;
inline constexpr uint32_t kDefaultPageSize = 100;
// Texts of scopes whose bundles are kept.
inline constexpr size_t kMaxKeptScopes = 1'000;

// A client that pings more often than this, twice, is sent away.
inline constexpr int kMinPingMillis = 10'000;
inline constexpr int kMaxPingStrikes = 2;
// A connection that has been silent for so long is asked for a sign of life, and closed
// when none comes within the timeout.
inline constexpr int kKeepaliveMillis = 60'000;
inline constexpr int kKeepaliveTimeoutMillis = 10'000;
// A connection that has not finished its handshake by then is closed.
inline constexpr int kHandshakeMillis = 5'000;
// A connection without a call in flight for so long is closed.
inline constexpr int kMaxIdleMillis = 300'000;

// How long calls in flight are waited for when the server closes.
inline constexpr int kDrainSeconds = 10;

// What-ifs at once: being sent, waiting or running. Each may hold a whole bundle.
inline constexpr int kMaxWhatIfs = 4;
// A message of changed verdicts goes out when it has so many bytes.
inline constexpr size_t kWhatIfMessageBytes = 64 * 1024;
// A client that has not taken a message for so long is sent away: others wait.
inline constexpr int kMaxStallSeconds = 30;

// Replays and what-ifs that wait for the one that runs.
inline constexpr size_t kMaxWaitingReplays = 4;
// Checkpoints, proofs and tiles that wait.
inline constexpr size_t kMaxWaitingProofs = 256;
// Activations of a policy that wait for the one that is being verified.
inline constexpr size_t kMaxWaitingActivations = 4;

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_LIMITS_H_
