// webhooks/verify/delivery_values.h - what stands at the places of a delivery that a scheme names.
#pragma once

#include "webhooks/verify/verify.h"

#include <deque>

namespace crosswalk {

// True for a place in the body, not among the headers.
inline bool in_body(std::string_view place) { return place.starts_with('/'); }

struct FoundValue {
    std::size_t count = 0;    // how often it stands there; a place in the body holds one at the most
    std::string_view text{};  // of the first one
    bool unseen = false;      // it would stand in the body, and only the head is here
};

// The body is parsed once, and only when a place in it is asked for: a vendor that puts the signature inside
// the body leaves no other way. Texts are views into the request or into this.
class DeliveryValues {
public:
    enum class Has { head, body };
    DeliveryValues(const VerifyRequest& request, Has has) : request_(request), has_(has) {}
    DeliveryValues(const DeliveryValues&) = delete;
    DeliveryValues& operator=(const DeliveryValues&) = delete;

    FoundValue at(std::string_view place);
    const VerifyRequest& request() const { return request_; }

private:
    const VerifyRequest& request_;
    const Has has_;
    bool parsed_ = false;
    boost::json::value body_{};
    std::deque<std::string> numbers_{};
};

}  // namespace crosswalk
