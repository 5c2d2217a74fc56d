// What every adapter promises, whichever vendor it speaks to.
#include "tests/adapters/fixtures.h"
#include "tests/contracts/adapter/samples.h"
#include "tests/support/operations.h"

#include <algorithm>
#include <set>

namespace crosswalk::test {
namespace {

constexpr const char* kSilence[] = {
    "",
    "{}",
    "[]",
    "null",
    "0",
    "\"ok\"",
    "<html>busy</html>",
    "[[]]",
    "[{}]",
    R"({"results":[]})",
    R"({"results":null,"records":1,"contact":{}})",
    R"({"status":"COMPLETE","results":[{}],"errors":[{}]})",
    R"([{"success":true}])",
    R"({"succeeded":0,"contact":null})",
    "{\"a\":1,\"a\":2}"};

// Also of notification channels, which have a suite of their own beside it.
class AnyAdapter : public testing::TestWithParam<const Adapter*> {
protected:
    const Adapter& adapter = *GetParam();
};

// Of those that keep records.
class AdapterContract : public AnyAdapter {
protected:
    const Sample& sample = sample_of(adapter);

    // Calls `body` for each object, operation and a number of records within the limits; of memberships once for
    // each kind of name.
    template <class Body>
    void for_each_batch(Body body) {
        for (const ObjectPlan& plan : adapter.manifest.objects)
            for (const WriteKind operation : plan.operations)
                for (const std::size_t count :
                     {std::size_t{1}, std::min<std::size_t>(3, plan.limits.records), plan.limits.records}) {
                    const auto schema = schema_of(sample, plan);
                    const auto records = people(sample, count, operation);
                    body(WriteBatch{plan, schema, operation, plan.own_id_field, records});
                }
        for (const ObjectPlan& plan : adapter.manifest.objects)
            for (const std::string_view prefix : plan.memberships) {
                const auto schema = schema_of(sample, plan);
                auto records = people(sample, plan.limits.memberships, WriteKind::membership);
                for (Record& record : records) record.fields = {{std::string(prefix) + "1", true}};
                body(WriteBatch{plan, schema, WriteKind::membership, plan.own_id_field, records});
            }
    }
    template <class Body>
    void for_each_query(Body body) {
        for (const ObjectPlan& plan : adapter.manifest.objects)
            for (const Reading reading : plan.reads) {
                const auto schema = schema_of(sample, plan);
                std::vector<std::string> fields;
                for (const auto& field : sample.schema) fields.push_back(field.name);
                std::vector<std::string> values;
                ByIds ids;
                for (std::size_t i = 0; i < plan.limits.read_records; ++i) {
                    values.push_back("somebody.with.a.long.name." + std::to_string(i) + "@example.com");
                    ids.ids.push_back({std::to_string(100'000'000'000'000 + i)});
                }
                if (reading == Reading::by_ids) body(IdsQuery{plan, schema, fields, ids});
                if (reading == Reading::by_match)
                    body(MatchQuery{plan, schema, fields, {sample.match_field, values}});
                if (reading == Reading::since) body(ChangesQuery{plan, schema, fields});
            }
    }
    void expect_fit_to_send(const HttpRequest& request) {
        EXPECT_TRUE(request.path.starts_with("/")) << request.path;
        EXPECT_FALSE(request.path.starts_with("//")) << request.path;
        EXPECT_LE(request.path.size(), 14'000U) << "vendors and proxies refuse longer ones";
        for (const char c : request.path)
            EXPECT_TRUE(c > ' ' && c < 0x7F) << "a bare character in " << request.path;
        for (const auto& [name, value] : request.headers) {
            EXPECT_FALSE(CaseBlind{}(name, "Authorization") == CaseBlind{}("Authorization", name))
                << "the engine adds that";
            EXPECT_EQ(value.find_first_of("\r\n"), std::string::npos);
        }
        for (const AuthFlow& flow : adapter.manifest.auth)
            if (const auto* key = std::get_if<ApiKey>(&flow.way); key != nullptr && !key->header.empty()) {
                EXPECT_FALSE(request.headers.contains(std::string(key->header))) << "the engine adds that";
            }
        if (!request.body.empty()) {
            EXPECT_TRUE(parse_json(request.body)) << request.body.substr(0, 200);
        }
    }
};

TEST_P(AnyAdapter, says_who_it_is_and_how_to_sign_in) {
    const Manifest& m = adapter.manifest;
    EXPECT_FALSE(m.vendor.empty());
    EXPECT_FALSE(m.title.empty());
    EXPECT_FALSE(m.auth.empty());
    EXPECT_TRUE(m.probe_path.starts_with("/") || m.channel) << "of what takes notices alone, not all can be asked";
    EXPECT_EQ(std::ranges::count(known_adapters(), m.vendor, [](const Adapter* one) { return one->manifest.vendor; }), 1);
    for (const AuthFlow& flow : m.auth)
        if (const auto* oauth = std::get_if<OAuth2>(&flow.way)) {
            EXPECT_TRUE(oauth->token_path.starts_with("/"));
            EXPECT_FALSE(m.login_url.empty());
            if (!oauth->base_url_field.empty()) {
                EXPECT_FALSE(oauth->host_guard.empty()) << "a host that an answer names must be checked";
            }
        } else if (const auto* browser = std::get_if<AuthorizationCode>(&flow.way)) {
            EXPECT_TRUE(browser->token_path.starts_with("/") && browser->revoke_path.starts_with("/"));
            EXPECT_TRUE(browser->authorize_url.starts_with("/") || browser->authorize_url.starts_with("https://"));
            EXPECT_FALSE(m.login_url.empty() || browser->scope.empty());
            EXPECT_FALSE(browser->account_at.empty() && browser->about_id_at.empty()) << "nobody could tell whose it is";
            EXPECT_EQ(browser->base_url_field.empty(), browser->host_guard.empty());
            EXPECT_TRUE(browser->account_setting.empty() || std::ranges::count(m.settings, browser->account_setting) == 1);
        }
}

TEST_P(AdapterContract, switches_whole_abilities_on_or_off) {
    ASSERT_NE(adapter.decode, nullptr);
    const auto is_whole = [](const auto&... operation) {
        return (((operation.build != nullptr) == (operation.parse != nullptr)) && ...);
    };
    EXPECT_TRUE(is_whole(adapter.describe, adapter.create, adapter.update, adapter.membership));
    EXPECT_TRUE(is_whole(adapter.read_ids, adapter.find, adapter.changes));
    ASSERT_FALSE(adapter.manifest.objects.empty());
    std::set<std::string> kinds;
    for (const ObjectPlan& plan : adapter.manifest.objects) {
        EXPECT_TRUE(kinds.insert(plan.kind.text).second) << plan.kind.text << " is declared twice";
        EXPECT_EQ(adapter.manifest.plan(plan.kind.text), &plan);
        for (const WriteKind kind : plan.operations)
            EXPECT_TRUE(kind == WriteKind::create ? adapter.create : adapter.update);
        const auto reads = [&](Reading way) { return std::ranges::count(plan.reads, way) > 0; };
        EXPECT_TRUE(!reads(Reading::by_ids) || adapter.read_ids);
        EXPECT_TRUE(!reads(Reading::by_match) || adapter.find);
        EXPECT_TRUE(!reads(Reading::since) || adapter.changes);
        EXPECT_TRUE(plan.memberships.empty() || adapter.membership);
        for (const std::string_view name : plan.memberships)
            EXPECT_TRUE(is_kept_beside_fields(std::string(name) + "1")) << name << ": nobody would write a boolean";
        EXPECT_GE(plan.limits.records, 1U);
        EXPECT_GE(plan.limits.read_records, 1U);
    }
}

TEST_P(AnyAdapter, answers_webhooks_in_a_way_that_keeps_them_coming) {
    const Webhook& hook = adapter.manifest.webhook;
    EXPECT_EQ(hook.ok.status, 200);
    EXPECT_NE(hook.busy.status, 410);
    EXPECT_GE(hook.busy.status, 429);
    const bool needed = !adapter.manifest.channel || adapter.manifest.channel->answers;
    EXPECT_TRUE(!hook.accept.empty() || !needed);
    for (const Scheme& scheme : hook.accept)
        if (const auto* signature = std::get_if<Signature>(&scheme))
            for (const auto header :
                 {signature->header, signature->timestamp_header, signature->version_header})
                if (!header.empty() && header.front() != '/') {  // else it stands in the body, which is kept
                    EXPECT_EQ(std::ranges::count(hook.keep_headers, header), 1)
                        << header << " must be kept, or a replay cannot show why a delivery was taken";
                }
}

TEST_P(AnyAdapter, every_ruling_says_what_to_do) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    std::set<std::string_view> general;
    for (const ErrorRule& row : adapter.manifest.error_rules) {
        EXPECT_FALSE(row.vendor_code.empty());
        EXPECT_TRUE(row.advice.ends_with(".")) << row.vendor_code << " has no sentence for the admin";
        EXPECT_GE(row.advice.size(), 20U) << row.vendor_code;
        EXPECT_TRUE(seen.emplace(row.vendor_code, row.when_says).second)
            << row.vendor_code << " stands twice";
        EXPECT_FALSE(general.contains(row.vendor_code))
            << row.vendor_code << " stands behind a row that takes all of it";
        if (row.when_says.empty()) general.insert(row.vendor_code);
        if (row.verdict == Verdict::retry) {
            EXPECT_GT(row.wait.count(), 0) << row.vendor_code;
        }
        EXPECT_NE(row.verdict, Verdict::applied) << row.vendor_code;
        const auto once = row.advice.find("{field}");
        if (once != std::string_view::npos) {
            EXPECT_EQ(row.advice.find('{', once + 1), std::string_view::npos) << row.vendor_code;
        }
    }
}

TEST_P(AdapterContract, asks_what_can_be_sent_and_adds_no_credential) {
    for_each_batch([&](const WriteBatch& batch) {
        const auto request = first_request(adapter, batch, sample.connection);
        expect_fit_to_send(request);
        EXPECT_TRUE(parse_json(request.body) || request.method == "GET") << "a write has a body";
        EXPECT_EQ(request.body, first_request(adapter, batch, sample.connection).body)
            << "it is no pure function";
    });
    for_each_query([&](const auto& query) {
        Page page;
        const auto calls = operation_for(adapter, query).build(query, sample.connection, page);
        ASSERT_TRUE(calls) << calls.error().what;
        for (const Call& call : *calls) expect_fit_to_send(call.request);
    });
    for (const ObjectPlan& plan : adapter.manifest.objects)
        expect_fit_to_send(first_request(adapter, SchemaQuery{plan}, sample.connection));
}

TEST_P(AdapterContract, never_reads_silence_as_success) {
    for_each_batch([&](const WriteBatch& batch) {
        for (const int status : {200, 201, 202, 204, 207})
            for (const char* body : kSilence) {
                const auto report =
                    first_answer(adapter, batch, sample.connection, answer(status, body));
                if (!report) continue;  // an honest "I cannot read this" is fine
                ASSERT_EQ(report->outcomes().size(), batch.records.size());
                for (const Outcome& o : report->outcomes()) {
                    EXPECT_NE(o.verdict, Verdict::applied) << status << " " << body;
                    EXPECT_NE(o.verdict, Verdict::merged) << status << " " << body;
                }
            }
    });
}

TEST_P(AdapterContract, a_refused_call_refuses_each_record_and_says_what_to_do) {
    for_each_batch([&](const WriteBatch& batch) {
        for (const int status : {300, 400, 404, 409, 410, 412, 422})
            for (const char* body : kSilence) {
                const auto report =
                    first_answer(adapter, batch, sample.connection, answer(status, body));
                ASSERT_TRUE(report) << report.error().what;
                ASSERT_EQ(report->outcomes().size(), batch.records.size());
                for (const Outcome& o : report->outcomes()) {
                    EXPECT_EQ(o.verdict, Verdict::refused) << status << " " << body;
                    EXPECT_FALSE(o.advice.empty()) << status << " " << body;
                    EXPECT_FALSE(o.vendor_code.empty()) << status << " " << body;
                }
            }
    });
}

TEST_P(AdapterContract, trouble_with_the_account_is_told_from_data_alone) {
    const auto verdict = [&](int status) {
        const auto out = verdict_on_refusal(adapter.manifest, answer(status, "<html></html>"));
        EXPECT_TRUE(out) << status;
        EXPECT_FALSE(out && out->advice.empty()) << status;
        return out ? out->verdict : Verdict::applied;
    };
    EXPECT_EQ(verdict(401), Verdict::reconnect);
    EXPECT_EQ(verdict(403), Verdict::reconnect);
    EXPECT_EQ(verdict(429), Verdict::retry);
    EXPECT_EQ(verdict(503), Verdict::retry);
    EXPECT_EQ(verdict(502), Verdict::unanswered);
    EXPECT_EQ(verdict(302), Verdict::refused);
}

TEST_P(AdapterContract, never_reads_silence_as_news_or_as_absence) {
    for_each_query([&](const auto& query) {
        for (const int status : {200, 207, 400, 500})
            for (const char* body : kSilence) {
                const auto page = first_answer(adapter, query, sample.connection, answer(status, body));
                if (!page) {
                    EXPECT_FALSE(page.error().code.empty() || page.error().remedy.empty()) << body;
                    continue;
                }
                EXPECT_TRUE(page->changes.empty()) << status << " " << body;
                EXPECT_TRUE(page->gone.empty()) << status << " " << body;
                EXPECT_FALSE(page->more) << body << ": it would be asked for ever";
            }
    });
}

TEST_P(AdapterContract, an_unreadable_description_is_no_empty_one) {
    for (const ObjectPlan& plan : adapter.manifest.objects)
        for (const char* body : kSilence)
            EXPECT_FALSE(
                first_answer(adapter, SchemaQuery{plan}, sample.connection, answer(200, body))
            ) << body;
}

TEST_P(AdapterContract, every_question_comes_to_an_end) {
    for_each_query([&](const auto& query) {
        for (const int status : {200, 404, 500})
            for (const char* body :
                 {"{}", R"({"scoreValues":[],"contacts":[],"results":[],"records":[],"done":true})"}) {
                std::size_t calls = 0;
                const auto page =
                    ask(adapter, query, sample.connection, [&](const HttpRequest& request) {
                        expect_fit_to_send(request);
                        ++calls;
                        return answer(status, body);
                    });
                EXPECT_LE(calls, kMaxCalls);
                if (!page) {
                    EXPECT_NE(page.error().code, "operation.endless") << status << body;
                }
            }
    });
}

TEST_P(AdapterContract, understands_what_was_seen_on_the_wire) {
    ASSERT_FALSE(sample.deliveries.empty());
    for (const auto& body : deliveries_of(sample)) {
        const auto news = adapter.decode(delivery_of(body), sample.connection);
        ASSERT_TRUE(news) << news.error().what << "\n" << body.substr(0, 300);
        EXPECT_FALSE(news->empty());
        for (const InboundEvent& item : *news)
            if (const auto* change = std::get_if<Change>(&item)) {
                EXPECT_NE(adapter.manifest.plan(change->kind.text), nullptr) << change->kind.text;
                EXPECT_FALSE(change->id.text.empty());
            }
    }
}

TEST_P(AdapterContract, a_cut_or_garbled_delivery_is_parked_with_a_remedy_and_never_crashes) {
    for (const auto& body : deliveries_of(sample)) {
        const auto try_out = [&](const std::string& broken) {
            const auto news = adapter.decode(delivery_of(broken), sample.connection);
            if (news) {
                for (const InboundEvent& item : *news)
                    if (const auto* change = std::get_if<Change>(&item)) {
                        EXPECT_FALSE(change->id.text.empty()) << broken;
                    }
                return;
            }
            EXPECT_FALSE(
                news.error().code.empty() || news.error().what.empty() || news.error().remedy.empty()
            ) << broken;
        };
        for (std::size_t cut = 0; cut < body.size(); ++cut) try_out(body.substr(0, cut));
        for (std::size_t at = 0; at < body.size(); at += 3)
            for (const char bad : {'\0', '"', '<', '&', '\xFF'}) {
                auto garbled = body;
                garbled[at] = bad;
                try_out(garbled);
            }
    }
    for (const char* nothing : {"", "{}", "[]", "null", "<html>busy</html>", "\xEF\xBB\xBF", "%%%", "&&&=&"})
        EXPECT_FALSE(adapter.decode(delivery_of(nothing), sample.connection)) << nothing;
}

std::vector<const Adapter*> keepers_of_records() {
    std::vector<const Adapter*> out;
    for (const Adapter* one : known_adapters())
        if (!one->manifest.channel || one->writes()) out.push_back(one);
    return out;
}
std::string vendor_of(const testing::TestParamInfo<const Adapter*>& of) {
    return std::string(of.param->manifest.vendor);
}

INSTANTIATE_TEST_SUITE_P(
    Vendors, AnyAdapter, testing::ValuesIn(known_adapters()), vendor_of
);
INSTANTIATE_TEST_SUITE_P(Vendors, AdapterContract, testing::ValuesIn(keepers_of_records()), vendor_of);

}  // namespace
}  // namespace crosswalk::test
