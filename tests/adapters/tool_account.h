// tests/adapters/tool_account.h - an adapter and the double it is held to: do the two halves fit?
#pragma once

#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/client.h"

namespace crosswalk::test {

template <class Double>
class ToolAccount : public testing::Test {
protected:
    // Of one kind of one vendor; `wanted` is read where a test names no fields.
    struct Setting {
        std::string_view vendor{}, kind{};
        std::vector<std::string> wanted{};
        doubles::Pairs headers{};  // what the engine adds
        Connection connection{};
    };
    template <class... Args>
    explicit ToolAccount(Setting about, Args&&... of_the_double)
        : setting(std::move(about)), vendor{std::forward<Args>(of_the_double)...} {}

    // Behind whatever the vendor is to have before anybody asks.
    void describe() {
        const auto told = ask(adapter, SchemaQuery{plan}, connection, send);
        EXPECT_TRUE(told);
        if (told) schema = *told;
    }
    template <class What>
    Page read(What what) {
        return read(std::move(what), setting.wanted);
    }
    template <class What>
    Page read(What what, std::vector<std::string> fields) {
        const ReadQuery query{plan, schema, std::move(fields), std::move(what)};
        const auto page = ask(adapter, query, connection, send);
        EXPECT_TRUE(page) << (page ? "" : page.error().what);
        return page ? *page : Page{};
    }
    Outcome write(Fields fields, std::string id = {}, bool memberships = false) {
        Record record{.trace = {"t1"}, .own_id = "cw_1", .fields = std::move(fields)};
        if (!id.empty()) record.id = VendorId{id};
        const auto way = memberships ? WriteKind::membership : record.id ? WriteKind::update : WriteKind::create;
        const auto report =
            ask(adapter, WriteBatch{plan, schema, way, "", std::span(&record, 1)}, connection, send);
        EXPECT_TRUE(report) << (report ? "" : report.error().what);
        EXPECT_TRUE(vendor.unplanned_calls().empty());
        return report ? report->outcomes()[0] : Outcome{};
    }

    const Setting setting;
    Double vendor;
    const Adapter& adapter = *find_adapter(setting.vendor);
    const ObjectPlan& plan = *adapter.manifest.plan(setting.kind);
    const Connection& connection = setting.connection;
    std::string base{};  // stands before the path of every request
    std::function<HttpResponse(const HttpRequest&)> send = [this](const HttpRequest& request) {
        const auto reply =
            doubles::call(vendor.url(), request.method, base + request.path, setting.headers, request.body);
        return HttpResponse{.status = reply.status, .body = reply.body};
    };
    ObjectSchema schema{};
};

}  // namespace crosswalk::test
