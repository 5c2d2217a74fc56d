// tests/adapters/mail_tool.h - what the decoding of mail tools is looked at by.
#pragma once

#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"

namespace crosswalk::test {

// One tool's decode, on bodies and on fixtures ("webhook_Open.json").
struct MailTool {
    std::string_view vendor{};
    Connection connection{};

    std::vector<InboundEvent> news(const std::string& body) const {
        auto out = find_adapter(vendor)->decode(delivery_of(body), connection);
        EXPECT_TRUE(out) << (out ? "" : out.error().what);
        return out ? *out : std::vector<InboundEvent>{};
    }
    std::vector<InboundEvent> seen(const std::string& file) const {
        return news(fixture(std::string(vendor) + "/" + file));
    }
    std::string fault_of(const std::string& body) const {
        const auto out = find_adapter(vendor)->decode(delivery_of(body), connection);
        return out ? "" : out.error().code;
    }
};

// The first of a kind; an empty one where there is none.
template <class What>
What first(const std::vector<InboundEvent>& all) {
    for (const auto& one : all)
        if (const auto* out = std::get_if<What>(&one)) return *out;
    return {};
}
// What somebody did, and what it closes: "unsubscribed preferences/all".
inline std::string told(const std::vector<InboundEvent>& all) {
    std::string out = first<Engagement>(all).what;
    for (const auto& [field, value] : first<Change>(all).fields)
        if (is_kept_beside_fields(field) && value == boost::json::value(true)) out += " " + field;
    return out;
}

}  // namespace crosswalk::test
