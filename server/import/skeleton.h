// A policy to start from: it compiles, and it permits nothing.
#ifndef WRIT_SERVER_IMPORT_SKELETON_H_
#define WRIT_SERVER_IMPORT_SKELETON_H_

#include <string>
#include <vector>

#include "server/import/tool_list.h"

namespace writ::import {

std::string PolicySkeleton(const std::string& package, const std::vector<Tool>& tools);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_SKELETON_H_
