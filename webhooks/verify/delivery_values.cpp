#include "webhooks/verify/delivery_values.h"

#include "connector/contract/json_read.h"

namespace crosswalk {

FoundValue DeliveryValues::at(std::string_view place) {
    if (!in_body(place)) {
        const HeaderFound found = find_header(request_.headers, place);
        return {found.count, found.value, false};
    }
    if (has_ == Has::head) return {1, {}, true};
    if (!parsed_) {
        parsed_ = true;
        if (auto body = parse_json(request_.body)) body_ = std::move(*body);
    }
    const boost::json::value* const value = value_at(body_, place);
    if (value == nullptr) return {};
    if (value->is_string()) return {1, std::string_view(value->get_string()), false};
    if (!value->is_number()) return {};
    return {1, numbers_.emplace_back(scalar_at(body_, place)), false};
}

}  // namespace crosswalk
