// Every ruling of every vendor, followed once: the vendor says its code, a person (or nobody) does what the
// advice says, and the write arrives.
#include "adapters/activecampaign/error_table.h"
#include "adapters/amazon_ses/error_table.h"
#include "adapters/brevo/error_table.h"
#include "adapters/customerio/error_table.h"
#include "adapters/hubspot/error_table.h"
#include "adapters/klaviyo/error_table.h"
#include "adapters/mailchimp/error_table.h"
#include "adapters/mailerlite/error_table.h"
#include "adapters/mailgun/error_table.h"
#include "adapters/marketo/error_table.h"
#include "adapters/postmark/error_table.h"
#include "adapters/salesforce/error_table.h"
#include "adapters/sendgrid/error_table.h"
#include "tests/run/engine_story.h"

#include <unistd.h>

#include <algorithm>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

struct Row {
    std::string vendor{};
    std::span<const ErrorRule> table{};
    const ErrorRule* ruling = nullptr;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.vendor << " " << row.ruling->vendor_code; }

void add(std::vector<Row>& rows, std::string_view vendor, std::span<const ErrorRule> table) {
    for (const ErrorRule& ruling : table) rows.push_back({std::string(vendor), table, &ruling});
}

std::vector<Row> all_error_rules() {
    std::vector<Row> rows;
    add(rows, "salesforce", salesforce::kErrorRules);
    add(rows, "hubspot", hubspot::kErrorRules);
    add(rows, "hubspot", hubspot::kOwnWords);
    add(rows, "activecampaign", activecampaign::kErrorRules);
    add(rows, "activecampaign", activecampaign::kUnsayable);
    add(rows, "amazon_ses", amazon_ses::kErrorRules);
    add(rows, "amazon_ses", amazon_ses::kOwnWords);
    add(rows, "brevo", brevo::kErrorRules);
    add(rows, "brevo", brevo::kOwnWords);
    add(rows, "klaviyo", klaviyo::kErrorRules);
    add(rows, "klaviyo", klaviyo::kOwnWords);
    add(rows, "mailchimp", mailchimp::kErrorRules);
    add(rows, "mailchimp", mailchimp::kOwnWords);
    add(rows, "mailerlite", mailerlite::kErrorRules);
    add(rows, "mailerlite", mailerlite::kOwnWords);
    add(rows, "marketo", marketo::kErrorRules);
    add(rows, "marketo", marketo::kOwnWords);
    add(rows, "postmark", postmark::kErrorRules);
    add(rows, "postmark", postmark::kOwnWords);
    add(rows, "sendgrid", sendgrid::kErrorRules);
    add(rows, "sendgrid", sendgrid::kOwnWords);
    add(rows, "customerio", customerio::kErrorRules);
    add(rows, "customerio", customerio::kOwnWords);
    add(rows, "mailgun", mailgun::kErrorRules);
    add(rows, "mailgun", mailgun::kOwnWords);
    return rows;
}

class EveryErrorRule : public EngineStory, public testing::WithParamInterface<Row> {
protected:
    EveryErrorRule() {
        toy_error_rules() = GetParam().table;
        ToyAccount& crm = account("crm");
        crm.refusal = ruling.vendor_code;
        crm.says = ruling.when_says.empty() ? "No." : ruling.when_says;
        person = crm.add({{"Email", "ann@example.com"}});
        hears("hub", toy_event("h1", {{"email", "ann@example.com"}, {"city", "Hue"}}));
        settle(8s);
        EXPECT_EQ(at("crm", person, "City"), value("Hue"));
        crm.refuses = {"Acme"};
        hears("hub", toy_event("h1", {{"company", "Acme"}}));
        settle(8s);
        EXPECT_NE(at("crm", person, "Company"), value("Acme"));
    }
    ~EveryErrorRule() override { toy_error_rules() = before; }

    void mended() { account("crm").refuses.clear(); }
    void expect_it_arrives() {
        for (int i = 0; i < 30 && at("crm", person, "Company") != value("Acme"); ++i) {
            clock.pass(5min);
            settle(2s);
        }
        EXPECT_EQ(at("crm", person, "Company"), value("Acme"));
        EXPECT_TRUE(parked().empty()) << parked()[0].code << ": " << parked()[0].advice;
    }

    const ErrorRule& ruling = *GetParam().ruling;
    std::span<const ErrorRule> before = toy_error_rules();
    std::string person{};
};

TEST_P(EveryErrorRule, IsFollowedOnceAndTheWriteArrives) {
    const std::string advice(ruling.advice);
    switch (ruling.verdict) {
        case Verdict::refused:
            EXPECT_TRUE(advice.find("eplay") != std::string::npos)
                << "what to do in Crosswalk then: " << advice;
            ASSERT_EQ(parked().size(), 1U);
            EXPECT_EQ(parked()[0].code, ruling.vendor_code);
            EXPECT_EQ(
                parked()[0].advice,
                classify(GetParam().table, ruling.vendor_code, ruling.when_says, "Company").advice
            );
            mended();
            EXPECT_EQ(*engine->replay(std::nullopt), 1U);
            return expect_it_arrives();
        case Verdict::reconnect:
            EXPECT_TRUE(parked().empty()) << "the account is wrong, not the record";
            mended();
            ASSERT_TRUE(engine->resume("crm"));
            return expect_it_arrives();
        case Verdict::merged:
            account("crm").records.erase(person);  // the vendor has it no more: reading it tells
            settle(30s);
            EXPECT_TRUE(parked().empty()) << parked()[0].code << ": " << parked()[0].advice;
            EXPECT_EQ(booked("crm", Book::writes, books::kWaiting), 0);
            return;
        default:
            EXPECT_TRUE(parked().empty()) << "it passes by itself";
            EXPECT_FALSE(advice.empty());
            mended();
            expect_it_arrives();
    }
}

INSTANTIATE_TEST_SUITE_P(
    OfAllVendors,
    EveryErrorRule,
    testing::ValuesIn(all_error_rules()),
    [](const auto& row) {
        auto name = row.param.vendor + "_" + std::to_string(row.index) + "_" +
                    std::string(row.param.ruling->vendor_code);
        std::ranges::replace(name, ' ', '_');
        return name;
    }
);

}  // namespace
}  // namespace crosswalk
