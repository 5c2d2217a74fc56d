#include "connector/sync/recompute.h"

#include "small_mapping.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace crosswalk {
namespace {

// One word of one tool about the city and the company.
struct Said {
    int who = 0, when = 0;
    std::string what{};
};

std::vector<Said> any_words() {
    return *rc::gen::container<std::vector<Said>>(rc::gen::apply(
        [](int who, int when, int what) {
            return Said{who, when, what == 0 ? "" : std::string(1, static_cast<char>('a' + what))};
        },
        rc::gen::inRange(0, 3),
        rc::gen::inRange(0, 20),
        rc::gen::inRange(0, 4)
    ));
}

// Each tool tells what it holds at a time; its own later word replaces its earlier one.
std::map<std::string, Value> canonical_after(const Mapping& mapping, const std::vector<Said>& candidates) {
    Lead lead{.id = {"lead-1"}};
    std::vector<RecordState> records = {record("crm", "c1"), record("hub", "h1"), record("mail", "m1")};
    for (const Said& said : candidates) {
        const auto who = static_cast<std::size_t>(said.who);
        const boost::json::value value =
            said.what.empty() ? boost::json::value(nullptr) : boost::json::value(said.what);
        Fields fields;
        for (const FieldPlan& field : mapping.fields)
            if (const Binding* binding = field.binding(records[who].key.connection, "person");
                binding != nullptr && binding->reads && field.name != "email" && field.name != "score")
                fields[binding->vendor_field] = value;
        const Change told = change(std::move(fields), dated(said.when));
        const IngestResult heard = ingest(mapping, lead, records[who], told, {1, at_second(100)});
        recompute(mapping, lead, records, heard, {.cause = {.now = at_second(100)}});
    }
    std::map<std::string, Value> out;
    for (const auto& [field, held] : lead.values)
        if (held.value) out[field] = held.value;
    return out;
}

TEST(CanonicalValue, DoesNotDependOnTheOrderOfArrival) {
    EXPECT_TRUE(rc::check([] {
        Mapping mapping = small_mapping();
        for (FieldPlan& field : mapping.fields)
            field.if_blank = *rc::gen::element(IfBlank::keep, IfBlank::clear);
        mapping.fields[3].rule.kind = *rc::gen::element(Rule::Kind::newest, Rule::Kind::highest);
        auto candidates = any_words();
        // A tool says one thing at a time: of two words with one time the later to arrive is what it holds.
        std::map<std::pair<int, int>, std::string> once;
        for (const Said& said : candidates) once.emplace(std::pair{said.who, said.when}, said.what);
        candidates.clear();
        for (const auto& [key, what] : once) candidates.push_back({key.first, key.second, what});
        auto in_time = candidates;
        std::ranges::sort(in_time, {}, &Said::when);
        auto shuffled = candidates;
        for (std::size_t i = shuffled.size(); i > 1; --i)
            std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
        RC_ASSERT(canonical_after(mapping, shuffled) == canonical_after(mapping, in_time));
    }));
}

}  // namespace
}  // namespace crosswalk
