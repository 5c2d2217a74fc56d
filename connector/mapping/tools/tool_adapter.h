// connector/mapping/tools/tool_adapter.h - a declared tool as an adapter.
#pragma once

#include "connector/mapping/tools/tool.h"

#include <memory>

namespace crosswalk::tools {

inline constexpr std::size_t kMostTools = 16;  // at once, in one process

// The contract's functions are plain, so each tool takes one of kMostTools places, whose functions know it, and gives it
// back at its end (decision 0064). Safe to make and to end from several threads.
class ToolAdapter {
public:
    // Fault "tool.too_many": all places are taken.
    static Result<std::shared_ptr<const ToolAdapter>> make(std::unique_ptr<const Tool>);
    ~ToolAdapter();
    ToolAdapter(const ToolAdapter&) = delete;
    ToolAdapter& operator=(const ToolAdapter&) = delete;

    const Adapter& adapter() const { return adapter_; }
    const Tool& tool() const { return *tool_; }

private:
    ToolAdapter(std::unique_ptr<const Tool>, std::size_t place);

    std::unique_ptr<const Tool> tool_;
    std::size_t place_ = 0;
    Adapter adapter_{};
};

}  // namespace crosswalk::tools
