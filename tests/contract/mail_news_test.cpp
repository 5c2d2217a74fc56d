#include "connector/contract/mail_news.h"

#include "connector/contract/row.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

constexpr MailMeaning kMeanings[] = {{"open", "opened"}, {"spam", "complained", true}};

std::vector<InboundEvent> news(std::string_view word, std::string distinct = "1") {
    std::vector<InboundEvent> out;
    const MailEvent event{
        .about = {.kind = {"person"}, .id = {"ann@example.com"}},
        .closes = "preferences/all",
        .distinct = std::move(distinct)};
    add_mail_news(*meaning_of(kMeanings, word), event, out);
    return out;
}

TEST(MailNews, WhatClosesConsentIsToldFirstAndWhatSomebodyDidBesideIt) {
    const auto all = news("spam");
    ASSERT_EQ(all.size(), 2U);
    const auto& change = std::get<Change>(all[0]);
    EXPECT_EQ(change.fields.at("preferences/all"), true);
    EXPECT_EQ(change.consent->kind, "complained");
    EXPECT_FALSE(change.consent->opted_in);
    EXPECT_EQ(std::get<Engagement>(all[1]).what, "complained");
    EXPECT_NE(std::get<Engagement>(all[1]).event_key, change.event_key) << "each of the two is heard once";
    EXPECT_EQ(news("open").size(), 1U);
    EXPECT_EQ(meaning_of(kMeanings, "shown"), nullptr);
}

TEST(MailNews, TheSameEventHasTheSameKeyAndOneThatNothingTellsApartHasNone) {
    const auto key = [](std::string distinct) { return std::get<Engagement>(news("open", distinct)[0]).event_key; };
    EXPECT_EQ(key("1|x"), key("1|x"));
    EXPECT_NE(key("1|x"), key("1|y"));
    EXPECT_EQ(key(""), "");
}

TEST(EpochTime, IsReadInSecondsOrMillisecondsWholeOrNotAsANumberOrItsText) {
    const auto read = [](boost::json::value told) -> std::string {
        const auto when = time_at(boost::json::object{{"at", std::move(told)}}, "/at", TimeForm::epoch);
        return when ? iso_text(when->at) : "";
    };
    for (const boost::json::value& told : {boost::json::value(1772442000), boost::json::value("1772442000"), boost::json::value(1772442000000)})
        EXPECT_EQ(read(told), "2026-03-02T09:00:00.000Z");
    EXPECT_EQ(read(1772442000.25), "2026-03-02T09:00:00.250Z");
    for (const boost::json::value& told :
         {boost::json::value("soon"), boost::json::value(-1), boost::json::value(1e300), boost::json::value()})
        EXPECT_EQ(read(told), "");
}

}  // namespace
}  // namespace crosswalk
