#include "adapters/mailerlite/rows.h"

namespace crosswalk::mailerlite {
namespace {

namespace json = boost::json;

// Nothing where a group stands there in a form that was never seen.
std::optional<std::vector<std::string>> ids_of(const json::value& groups) {
    if (!groups.is_array()) return std::nullopt;
    std::vector<std::string> out;
    for (const json::value& group : groups.get_array()) {
        out.push_back(scalar_at(group, group.is_object() ? "/id" : ""));
        if (out.back().empty()) return std::nullopt;
    }
    return out;
}

void derive_one(std::span<const std::string> wanted, Change& change) {
    const auto status = change.fields.find("status"), groups = change.fields.find("groups");
    const auto out = status == change.fields.end() ? std::nullopt : opted_out(scalar_at(status->second, ""));
    const auto in = groups == change.fields.end() ? std::nullopt : ids_of(groups->second);
    for (const std::string& field : wanted) {
        if (field == kOptOut && out) change.fields[field] = *out;
        if (const auto id = group_in(field); !id.empty() && in)
            change.fields[field] = std::ranges::count(*in, id) > 0;
    }
    for (const auto source : kSources)
        if (std::ranges::count(wanted, source) == 0) change.fields.erase(std::string(source));
}

}  // namespace

void derive(std::span<const std::string> wanted, Page& page) {
    for (Change& change : page.changes) derive_one(wanted, change);
}

}  // namespace crosswalk::mailerlite
