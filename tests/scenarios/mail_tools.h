// tests/scenarios/mail_tools.h - a tool that sends mail, beside Sales' CRM and an email tool.
#pragma once

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles::mail_tools {

inline constexpr char kAnn[] = "ann@example.com";

class MailTools : public ServiceFixture {
protected:
    // The tool's own lines of the configuration, what it calls its people and their address, and their score if it
    // keeps one.
    struct Tool {
        std::string lines{}, url{}, kind{}, email{}, score{};
        Pairs secrets{};  // files and what they hold
        bool own_score = false;
    };
    void begin(const Tool&);
    std::string hook() const { return service->public_url() + "/hooks/tool"; }
    bool all_know() {
        return lead().contains("HasOptedOutOfEmail") && lead().at("HasOptedOutOfEmail") == true &&
               doubles.brevo().contact(kAnn)->blocklisted;
    }
    bool brevo_was_told_to_subscribe() {
        return doubles.brevo().count(body_has("\"emailBlacklisted\":false")) > 0;
    }
};

}  // namespace crosswalk::doubles::mail_tools
