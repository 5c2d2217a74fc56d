// connector/app/daemon/memory.h - memory that is no longer needed goes back to the machine.
#pragma once

#include <cstddef>

namespace crosswalk {

// Large blocks are pages of their own from now on, so that each goes back when it is freed. Call it before
// any thread starts.
void keep_large_blocks_apart();

// The allocator keeps what many small blocks leave behind, which after a flood is a lot.
class MemoryReturn {
public:
    // `bytes`: about how many are in use. Gives back what is free once they are half of what they were.
    void look(std::size_t bytes);

private:
    std::size_t most_ = 0;
};

}  // namespace crosswalk
