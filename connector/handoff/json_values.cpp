#include "connector/handoff/json_values.h"

namespace crosswalk::handoff::json {
namespace {

const boost::json::value kNothing{};
const boost::json::array kNoList{};
const boost::json::object kNoObject{};

}  // namespace

const boost::json::value& Reader::any(std::string_view key) {
    const boost::json::value* out = in_ == nullptr ? nullptr : in_->if_contains(key);
    if (out == nullptr) damage();
    return out == nullptr ? kNothing : *out;
}

std::string Reader::text(std::string_view key) {
    const auto* out = any(key).if_string();
    if (out == nullptr) damage();
    return out == nullptr ? std::string() : std::string(*out);
}

std::int64_t Reader::number(std::string_view key) {
    const auto* out = any(key).if_int64();
    if (out == nullptr) damage();
    return out == nullptr ? 0 : *out;
}

bool Reader::flag(std::string_view key) {
    const auto* out = any(key).if_bool();
    if (out == nullptr) damage();
    return out != nullptr && *out;
}

Millis Reader::moment(std::string_view key) { return Millis{std::chrono::milliseconds{number(key)}}; }

std::optional<Millis> Reader::moment_or_none(std::string_view key) {
    return is_null(key) ? std::nullopt : std::optional(moment(key));
}

Value Reader::text_or_none(std::string_view key) { return is_null(key) ? Value{} : Value{text(key)}; }

const boost::json::array& Reader::list(std::string_view key) {
    const auto* out = any(key).if_array();
    if (out == nullptr) damage();
    return out == nullptr ? kNoList : *out;
}

const boost::json::object& Reader::object(std::string_view key) {
    const auto* out = any(key).if_object();
    if (out == nullptr) damage();
    return out == nullptr ? kNoObject : *out;
}

boost::json::value of(Millis at) { return at.time_since_epoch().count(); }
boost::json::value of(const std::optional<Millis>& at) { return at ? of(*at) : boost::json::value(nullptr); }
boost::json::value of(const Value& value) {
    return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

Fault damaged(std::string_view what) {
    return {
        "handoff.damaged",
        "A stored " + std::string(what) + " cannot be read.",
        "Restore the store from a backup, or report it."};
}

}  // namespace crosswalk::handoff::json
