// connector/handoff/agreement.h - the agreement between Marketing and Sales as a page that both sides sign,
// from the files in force. Pure.
#pragma once

#include "connector/mapping/model/plan.h"

namespace crosswalk::handoff {

struct AgreementSection {
    std::string heading{};
    std::vector<std::string> paragraphs{};
    std::vector<std::vector<std::string>> rows{};  // of a table, its heads first; below the paragraphs
};

struct AgreementPage {
    std::string language{}, title{};
    std::vector<AgreementSection> sections{};
    std::vector<std::string> signatures{};  // who signs, by side
    std::string footer{};
};

inline constexpr std::array<std::string_view, 2> kAgreementLanguages{"en", "vi"};

// In English or Vietnamese; any other language is English. The mapping has a hand-off plan.
AgreementPage agreement_page(const Mapping&, std::string_view language);

// For a terminal, at most 100 columns wide where words allow it.
std::string as_text(const AgreementPage&);
// A whole document that loads nothing; every value is escaped.
std::string as_html(const AgreementPage&);
// The values that were agreed, for programs: working time in days and minutes.
boost::json::object agreement_values(const Mapping&);

}  // namespace crosswalk::handoff
