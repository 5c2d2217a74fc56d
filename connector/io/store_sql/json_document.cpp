#include "connector/io/store_sql/json_document.h"

namespace crosswalk::sql::document {

// What a vendor sent may be 32 deep by itself, and was checked when it came in.
Result<json::object> parsed(std::string_view doc, std::string_view what) {
    json::parse_options lenient;
    lenient.max_depth = 64;
    lenient.allow_invalid_utf8 = true;
    boost::system::error_code bad;
    json::value value = json::parse(json::string_view(doc.data(), doc.size()), bad, {}, lenient);
    if (bad || !value.is_object())
        return Fault{
            "store.corrupt",
            "A " + std::string(what) + " in the store cannot be read.",
            "Stop Crosswalk, keep a copy of the file, and restore the store from a backup."};
    return std::move(value.get_object());
}

Millis at_ms(const json::value& value) {
    return Millis{std::chrono::milliseconds{value.is_int64() ? value.get_int64() : 0}};
}
std::string text(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : std::string{};
}
json::value form(const Value& value) { return value ? json::value(*value) : json::value(nullptr); }

const json::object& object_in(const json::object& in, std::string_view key) {
    static const json::object empty;
    const auto* found = in.if_contains(key);
    return found != nullptr && found->is_object() ? found->get_object() : empty;
}

bool flag(const json::object& in, std::string_view key) {
    const auto* found = in.if_contains(key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

std::int64_t number(const json::value& value) { return value.is_int64() ? value.get_int64() : 0; }
int digit(Precision precision) { return precision == Precision::seconds ? 0 : 1; }
Precision precision_of(const json::value& value) {
    return value == 0 ? Precision::seconds : Precision::milliseconds;
}

const json::array* row_in(const json::object& in, std::string_view key, std::size_t items) {
    const auto* found = in.if_contains(key);
    return found != nullptr && found->is_array() && found->get_array().size() >= items ? &found->get_array()
                                                                                       : nullptr;
}

json::object form(const KeySets& sets) {
    json::object out;
    for (const auto& [field, values] : sets) out[field] = json::array(values.begin(), values.end());
    return out;
}

KeySets key_sets_in(const json::object& in, std::string_view name) {
    KeySets out;
    for (const auto& [field, values] : object_in(in, name))
        if (values.is_array())
            for (const auto& value : values.get_array()) out[field].insert(text(value));
    return out;
}

json::array form(const RecordKey& key) { return {key.connection, key.kind.text, key.id.text}; }

}  // namespace crosswalk::sql::document
