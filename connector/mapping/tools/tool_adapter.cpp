#include "connector/mapping/tools/tool_adapter.h"

#include "connector/contract/text.h"
#include "connector/mapping/tools/tool_calls.h"
#include "connector/mapping/tools/tool_decode.h"

#include <array>
#include <atomic>

namespace crosswalk::tools {
namespace {

std::array<std::atomic<const Tool*>, kMostTools> places{};

// The functions of one place.
template <std::size_t place>
struct At {
    static const Tool& tool() { return *places[place].load(std::memory_order_acquire); }
    static Result<std::vector<InboundEvent>> read_delivery(const Delivery& delivery, const Connection&) {
        return decode(tool(), delivery);
    }
    template <class In, class Out>
    static Result<Calls> ask_for(const In& in, const Connection&, Out& out) {
        return build(tool(), in, out);
    }
    template <class In, class Out>
    static Result<Calls> hear(const In& in, const Connection&, const Call& call, const Answer& answer, Out& out) {
        return parse(tool(), in, call, answer, out);
    }
    template <class In, class Out>
    static void offer(bool has, Operation<In, Out>& operation) {
        if (has) operation = {ask_for<In, Out>, hear<In, Out>};
    }
    static void fill(const Tool& tool, Adapter& out) {
        out.decode = read_delivery;
        if (tool.person.id_is_address) out.canonical_id = [](std::string_view id) { return lower_case(id); };
        offer(true, out.describe);
        offer(tool.create.has_value(), out.create);
        offer(tool.update.has_value(), out.update);
        offer(tool.read.has_value(), out.read_ids);
        offer(tool.find.has_value(), out.find);
        offer(tool.changes.has_value(), out.changes);
    }
};

using Fill = void (*)(const Tool&, Adapter&);
template <std::size_t... place>
constexpr std::array<Fill, sizeof...(place)> fills(std::index_sequence<place...>) {
    return {At<place>::fill...};
}
constexpr auto kFills = fills(std::make_index_sequence<kMostTools>());

}  // namespace

ToolAdapter::ToolAdapter(std::unique_ptr<const Tool> tool, std::size_t place)
    : tool_(std::move(tool)), place_(place) {
    adapter_.manifest = tool_->manifest;
    kFills[place](*tool_, adapter_);
}

ToolAdapter::~ToolAdapter() { places[place_].store(nullptr, std::memory_order_release); }

Result<std::shared_ptr<const ToolAdapter>> ToolAdapter::make(std::unique_ptr<const Tool> tool) {
    for (std::size_t place = 0; place < kMostTools; ++place) {
        const Tool* nobody = nullptr;
        if (places[place].compare_exchange_strong(nobody, tool.get()))
            return std::shared_ptr<const ToolAdapter>(new ToolAdapter(std::move(tool), place));
    }
    return Fault{
        "tool.too_many",
        "There are more declared tools than the " + std::to_string(kMostTools) + " that one Crosswalk takes.",
        "Take out those that no connection uses any more, or run a second Crosswalk."};
}

}  // namespace crosswalk::tools
