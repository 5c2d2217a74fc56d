// Lists and tags against the double: what the webhook says, what the read says and what was written agree.
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/activecampaign_double.h"
#include "tests/support/client.h"

#include <algorithm>

namespace crosswalk::test::activecampaign_with_double {
namespace {

class ActiveCampaignAccount : public testing::Test {
protected:
    ActiveCampaignAccount() {
        vendor.limit_calls(false);
        vendor.set_clock([this] { return now; });
        hooks.start();
        hooks.when(doubles::post("/hook")).reply(200).always();
        vendor.send_events_to(hooks.url() + "/hook");
        ann = vendor.add_contact({{"email", "ann@example.com"}});
        vendor.add_tag(ann, "MQL");
        vendor.subscribe(ann, 1, 12);
        vendor.subscribe(ann, 2, 12);
        schema = *ask(adapter, SchemaQuery{plan}, connection, wire());
    }

    std::function<HttpResponse(const HttpRequest&)> wire() {
        return [this](const HttpRequest& request) {
            doubles::Pairs headers{{"Api-Token", "key"}};
            const auto reply =
                doubles::call(vendor.url(), request.method, request.path, headers, request.body);
            HttpResponse out{.status = reply.status, .body = reply.body};
            for (const auto& [name, value] : reply.headers) out.headers[name] = value;
            return out;
        };
    }
    // What the webhooks said since the last time, in the order they came.
    std::vector<Change> heard() {
        EXPECT_TRUE(hooks.wait_until([&] { return vendor.hooks().idle(); }));
        std::vector<Change> out;
        for (const auto& call : hooks.calls()) {
            const auto news = adapter.decode(delivery_of(call.body), connection);
            EXPECT_TRUE(news) << (news ? "" : news.error().what);
            if (news && std::holds_alternative<Change>(news->front()))
                out.push_back(std::get<Change>(news->front()));
        }
        hooks.forget_calls();
        return out;
    }
    Fields read(int id, std::vector<std::string> fields = {"lists/1", "lists/2", "lists/all", "tag/MQL"}) {
        const ReadQuery query{plan, schema, std::move(fields), ByIds{{{std::to_string(id)}}}};
        const auto page = ask(adapter, query, connection, wire());
        EXPECT_TRUE(page) << (page ? "" : page.error().what);
        Fields out;
        for (const Change& change : page ? page->changes : std::vector<Change>{})
            for (const auto& [name, value] : change.fields) out[name] = value;
        return out;
    }
    // What is kept beside fields, or the fields: nothing mixes them.
    Outcome write(int id, Fields fields) {
        const bool beside = is_kept_beside_fields(fields.begin()->first);
        const std::vector<Record> records{
            {.trace = {"t"}, .id = VendorId{std::to_string(id)}, .fields = std::move(fields)}};
        const WriteBatch batch{
            plan, schema, beside ? WriteKind::membership : WriteKind::update, "", records};
        const auto report = ask(adapter, batch, connection, wire());
        EXPECT_TRUE(report) << (report ? "" : report.error().what);
        return report ? report->outcomes()[0] : Outcome{};
    }
    std::vector<Change> poll(std::string& cursor) {
        std::vector<Change> out;
        for (int pages = 0; pages < 20; ++pages) {
            const ReadQuery query{plan, schema, {"email", "lists/1", "lists/all", "tag/MQL"}, Since{cursor}};
            auto page = ask(adapter, query, connection, wire());
            EXPECT_TRUE(page) << (page ? "" : page.error().what);
            if (!page) return out;
            std::ranges::move(page->changes, std::back_inserter(out));
            cursor = page->next_cursor;
            if (!page->more) return out;
        }
        ADD_FAILURE() << "the poll does not end";
        return out;
    }

    const Adapter& adapter = *find_adapter("activecampaign");
    const ObjectPlan& plan = *adapter.manifest.plan("contact");
    const Connection connection{.settings = {{"double_opt_in_forms", "12"}}};
    std::int64_t now{1'795'459'200'000};
    doubles::VendorDouble hooks;
    doubles::ActiveCampaignDouble vendor{"key"};
    ObjectSchema schema;
    int ann{};
};

// The values both tell must be the same, or the engine would hear a change back and forth.
void expect_agreement(const Change& change, const Fields& read) {
    for (const auto& [field, value] : change.fields)
        if (const auto it = read.find(field); it != read.end()) {
            EXPECT_EQ(it->second, value) << field;
        }
}

TEST_F(ActiveCampaignAccount, what_a_webhook_says_about_consent_the_read_says_too) {
    for (const Change& change : heard()) expect_agreement(change, read(ann));
    now += 1000;
    vendor.unsubscribe(ann, 1);
    auto said = heard();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].fields.at("lists/1"), true);
    EXPECT_EQ(said[0].fields.at("lists/all"), false) << "list 2 is left";
    expect_agreement(said[0], read(ann));
    now += 1000;
    vendor.unsubscribe(ann, 2);
    said = heard();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].completeness, Completeness::read_the_rest);
    expect_agreement(said[0], read(ann));
    EXPECT_EQ(read(ann).at("lists/all"), true);
    now += 1000;
    vendor.subscribe(ann, 2, 12);
    said = heard();
    EXPECT_EQ(said.at(0).consent->kind, "confirmed");
    expect_agreement(said[0], read(ann));
}

TEST_F(ActiveCampaignAccount, leaving_every_list_is_written_once_and_read_back) {
    EXPECT_EQ(write(ann, {{"lists/all", true}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.contact(ann)->lists[1].status, 2);
    EXPECT_EQ(vendor.contact(ann)->lists[2].status, 2);
    EXPECT_EQ(read(ann).at("lists/all"), true);
    heard();
    vendor.forget_calls();
    EXPECT_EQ(write(ann, {{"lists/all", true}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.calls().size(), 1U) << "a look";
    EXPECT_TRUE(heard().empty()) << "our own calls fire nothing where the webhook leaves out 'api'";
}

TEST_F(ActiveCampaignAccount, who_is_on_no_list_left_them_all_without_being_asked_again_and_again) {
    const int bo = vendor.add_contact({{"email", "bo@example.com"}});
    EXPECT_EQ(write(bo, {{"lists/all", true}}).verdict, Verdict::applied);
    EXPECT_FALSE(read(bo).contains("lists/all")) << "neither yes nor no, so what was written stands";
}

TEST_F(ActiveCampaignAccount, a_proof_puts_a_person_back_on_the_list_it_names) {
    vendor.unsubscribe(ann);
    EXPECT_EQ(write(ann, {{"lists/2", false}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.contact(ann)->lists[1].status, 2);
    EXPECT_EQ(vendor.contact(ann)->lists[2].status, 1);
    EXPECT_EQ(write(ann, {{"lists/all", false}}).verdict, Verdict::refused);
    EXPECT_EQ(vendor.contact(ann)->lists[1].status, 2);
}

TEST_F(ActiveCampaignAccount, no_upsert_puts_anybody_on_a_list) {
    write(ann, {{"firstName", "Ann"}});
    vendor.unsubscribe(ann);
    write(ann, {{"firstName", "Anna"}});
    const auto lists = vendor.contact(ann)->lists;
    for (const auto& [list, membership] : lists) EXPECT_EQ(membership.status, 2);
    for (const auto& call : vendor.calls())
        if (call.method == "PUT" || call.path.ends_with("/contact/sync")) {
            EXPECT_EQ(call.body.find("status"), std::string::npos);
            EXPECT_EQ(call.body.find("list"), std::string::npos);
        }
}

TEST_F(ActiveCampaignAccount, an_unsubscribe_whose_webhook_was_lost_is_found_by_the_next_poll) {
    for (const bool sideloaded : {true, false}) {
        vendor.sideload_lists_and_tags(sideloaded);
        vendor.subscribe(ann, 1, 12);
        std::string cursor;
        poll(cursor);
        now += 600'000;
        vendor.lose_hooks(2);
        vendor.unsubscribe(ann);
        EXPECT_TRUE(std::ranges::any_of(poll(cursor), [&](const Change& change) {
            const auto it = change.fields.find("lists/1");
            return change.id.text == std::to_string(ann) && it != change.fields.end() && it->second == true;
        })) << sideloaded;
    }
}

TEST_F(ActiveCampaignAccount, who_comes_back_by_a_file_after_being_deleted_brings_no_proof) {
    vendor.unsubscribe(ann);
    vendor.delete_contact(ann);
    heard();
    vendor.import_csv({"ann@example.com"}, 1);
    EXPECT_TRUE(heard().empty());
    const auto again = vendor.contact("ann@example.com");
    ASSERT_TRUE(again);
    EXPECT_NE(again->id, ann);
    EXPECT_EQ(read(again->id).at("lists/all"), false);
}

TEST_F(ActiveCampaignAccount, tags_are_written_read_and_heard) {
    heard();
    EXPECT_EQ(read(ann).at("tag/MQL"), true);
    EXPECT_EQ(write(ann, {{"tag/MQL", false}, {"tag/stage: SQL", true}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.contact(ann)->tags, (std::vector<std::string>{"stage: SQL"}));
    EXPECT_EQ(read(ann).at("tag/MQL"), false);
    vendor.add_tag(ann, "MQL");
    vendor.remove_tag(ann, "MQL");
    const auto said = heard();
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[0].fields.at("tag/MQL"), true);
    EXPECT_EQ(said[1].fields.at("tag/MQL"), false);
}

TEST_F(ActiveCampaignAccount, the_loser_of_a_merge_is_gone_and_the_winner_left_what_either_left) {
    const int twin = vendor.add_contact({{"email", "ann.lee@example.com"}});
    vendor.subscribe(twin, 1);
    vendor.unsubscribe(twin, 1);
    vendor.merge_contacts(ann, twin);
    EXPECT_EQ(read(ann).at("lists/1"), true);
    const ReadQuery query{plan, schema, {"lists/all"}, ByIds{{{std::to_string(twin)}}}};
    const auto page = ask(adapter, query, connection, wire());
    ASSERT_TRUE(page);
    EXPECT_EQ(page->gone.size(), 1U);
}

}  // namespace
}  // namespace crosswalk::test::activecampaign_with_double
