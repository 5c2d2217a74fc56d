// The page that both sides sign.
#include "connector/handoff/agreement.h"

#include "connector/handoff/agreement_words.h"
#include "tests/handoff/clock_story.h"
#include "tests/handoff/sales_team.h"

#include <gmock/gmock.h>

namespace crosswalk::handoff::test {
namespace {

using testing::HasSubstr;
using testing::Not;

Mapping agreed_mapping() {
    HandoffPlan plan = sales_plan();
    plan.agreement = agreement(Silence::accepted);
    plan.agreement.marketing = {
        .filled = {"phone", "company"}, .score_reasons = 3, .rejected_at_most = 20, .volume_at_least = 40};
    plan.reject = {
        {.name = "timing",
         .label = {{"en", "Bad timing"}, {"vi", "Chưa đúng lúc"}},
         .to = "recycled",
         .tag = "later",
         .quiet_days = 30},
        {.name = "not_a_fit", .to = "disqualified"}};
    Mapping mapping;
    mapping.version = 7;
    mapping.agreed = {"Head of <Marketing>", "Head of Sales", "2026-12-01", "2027-03-01"};
    mapping.path = {
        {.name = "mql",
         .label = {{"en", "Marketing qualified"}, {"vi", "Đủ điều kiện Marketing"}},
         .means = "Fits & asked.",
         .hand_off = "sales"}};
    mapping.aside = {
        {.name = "recycled", .label = {{"en", "Back to Marketing"}, {"vi", "Trả lại Marketing"}}}};
    mapping.fields = {{.name = "phone", .label = {{"en", "Phone"}, {"vi", "Điện thoại"}}}};
    mapping.handoff = std::make_shared<const HandoffPlan>(std::move(plan));
    return mapping;
}

TEST(AgreementPage, SaysBothSidesPromisesInEnglish) {
    const std::string text = as_text(agreement_page(agreed_mapping(), "en"));
    for (const char* said :
         {"Agreement between Marketing and Sales",
          "Agreed on Tue, Dec 1, 2026.",
          "A lead that becomes \"Marketing qualified\" goes to team Sales.",
          "It means: Fits & asked.",
          "4 hours",
          "accepted by",
          "reminded",
          "After 2 owners the lead goes to dung.",
          "These are known at the hand-off: Phone, company.",
          "3 reasons stand beside the score.",
          "At most 20 % of the hand-offs of a month are rejected.",
          "At least 40 leads are handed off a month.",
          "Bad timing",
          "Back to Marketing",
          "30 days",
          "Monday – Friday",
          "08:30–12:00, 13:30–17:30",
          "(Tết)",
          "Asia/Ho_Chi_Minh",
          "version 7",
          "Sales: Head of Sales, date and signature"})
        EXPECT_THAT(text, HasSubstr(said));
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
        const std::string line = text.substr(at, end - at);
        const auto wide = std::ranges::count_if(line, [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        });
        EXPECT_LE(wide, 100) << line;
    }
}

TEST(AgreementPage, SaysTheSameInVietnamese) {
    const std::string text = as_text(agreement_page(agreed_mapping(), "vi"));
    for (const char* said :
         {"Thỏa thuận giữa Marketing và Sales",
          "Khách hàng tiềm năng đạt mức \"Đủ điều kiện Marketing\"",
          "4 giờ",
          "1 ngày",
          "Chưa đúng lúc",
          "30 ngày",
          "Không quá 20 %",
          "Thứ Hai – Thứ Sáu"})
        EXPECT_THAT(text, HasSubstr(said));
    EXPECT_THAT(text, Not(HasSubstr("Agreement")));
    EXPECT_EQ(agreement_page(agreed_mapping(), "fr").language, "en");
}

TEST(AgreementPage, IsEscapedInHtmlAndLoadsNothing) {
    for (const std::string_view language : kAgreementLanguages) {
        const std::string html = as_html(agreement_page(agreed_mapping(), language));
        EXPECT_THAT(html, HasSubstr("Head of &lt;Marketing&gt;"));
        EXPECT_THAT(html, HasSubstr("Fits &amp; asked."));
        EXPECT_THAT(html, Not(HasSubstr("<Marketing>")));
        EXPECT_THAT(html, HasSubstr("<html lang=\"" + std::string(language) + "\">"));
        EXPECT_THAT(html, Not(HasSubstr("http")));
        EXPECT_THAT(html, Not(HasSubstr("<script")));
    }
}

TEST(AgreementPage, OfFilesThatAreNotInForceSaysSo) {
    Mapping mapping = agreed_mapping();
    mapping.version = 0;
    EXPECT_THAT(agreement_page(mapping, "en").footer, HasSubstr("not in force yet"));
    EXPECT_THAT(agreement_page(mapping, "vi").footer, HasSubstr("chưa có hiệu lực"));
}

TEST(AgreementPage, HasTheSameSectionsAndRowsInBothLanguages) {
    const AgreementPage en = agreement_page(agreed_mapping(), "en"),
                        vi = agreement_page(agreed_mapping(), "vi");
    ASSERT_EQ(en.sections.size(), vi.sections.size());
    for (std::size_t i = 0; i < en.sections.size(); ++i) {
        EXPECT_EQ(en.sections[i].rows.size(), vi.sections[i].rows.size());
        EXPECT_EQ(en.sections[i].paragraphs.size(), vi.sections[i].paragraphs.size());
    }
}

TEST(AgreementWords, TakeTheSameArgumentsInBothLanguages) {
    for (int key = 0; key <= static_cast<int>(words::Key::no_version); ++key) {
        const std::string_view en = words::pattern(static_cast<words::Key>(key), "en"),
                               vi = words::pattern(static_cast<words::Key>(key), "vi");
        EXPECT_FALSE(en.empty()) << key;
        EXPECT_FALSE(vi.empty()) << key;
        EXPECT_EQ(*message::arguments_of(en), *message::arguments_of(vi)) << en;
    }
}

TEST(AgreementValues, HoldWhatWasAgreedForPrograms) {
    const auto values = agreement_values(agreed_mapping());
    EXPECT_EQ(values.at("sales").at(0).at("within").at("minutes"), 240);
    EXPECT_EQ(values.at("sales").at(0).at("silence"), "accepted");
    EXPECT_EQ(values.at("sales").at(0).at("ladder").at(1).at("to"), "dung");
    EXPECT_EQ(values.at("marketing").at("rejected_at_most_percent"), 20.0);
    EXPECT_EQ(values.at("reject").at(0).at("quiet_days"), 30);
    EXPECT_EQ(values.at("version"), 7);
}

}  // namespace
}  // namespace crosswalk::handoff::test
