#include "connector/app/daemon/memory.h"

#include <malloc.h>

#include <algorithm>

namespace crosswalk {
namespace {

constexpr int kLargeBlock = 131'072;
constexpr std::size_t kWorthIt = 4 * 1'048'576;

}  // namespace

void keep_large_blocks_apart() { ::mallopt(M_MMAP_THRESHOLD, kLargeBlock); }

void MemoryReturn::look(std::size_t bytes) {
    most_ = std::max(most_, bytes);
    if (most_ < kWorthIt || bytes > most_ / 2) return;
    ::malloc_trim(0);
    most_ = bytes;
}

}  // namespace crosswalk
