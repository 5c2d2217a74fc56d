// What the past of a person costs on the disk: at most 2 KB for each lead and 200 bytes for each change, a
// change being the new value and the two tools that were told of it.
#include "sqlite_story.h"

#include <array>
#include <random>

namespace crosswalk {
namespace {

constexpr Millis kStart{std::chrono::milliseconds{1'795'500'123'457}};
constexpr int kLeads = 2'000, kChangesEach = 20;

struct Told {
    std::string field{}, rule{}, note{}, crm_field{}, mail_field{};
    std::function<std::string(int)> value{};
    bool quoted = true;
};

// What changes in the lives of leads, as often as it does.
const std::vector<Told>& changes() {
    static const std::vector<Told> all = [] {
        const Told score{
            "lead_score",
            "always mail",
            "",
            "Lead_Score__c",
            "crosswalk_lead_score",
            [](int n) { return std::to_string(n % 101); },
            false};
        const Told company{
            "company", "prefer crm unless blank", "mail=Example Ltd", "Company", "company", [](int n) {
                return "Example Trading " + std::to_string(n);
            }};
        const Told phone{"phone", "prefer crm unless blank", "", "Phone", "phone", [](int n) {
                             return "+84912" + std::to_string(100'000 + n % 900'000);
                         }};
        const Told stage{"stage", "enter_when", "", "Status", "lifecyclestage", [](int n) {
                             return n % 2 == 0 ? "Marketing Qualified" : "Working - Contacted";
                         }};
        return std::vector<Told>{score, score, score, score, stage, company, phone};
    }();
    return all;
}

class Size : public SqliteStory {
protected:
    std::int64_t bytes() {
        store.reset();
        tamper("PRAGMA wal_checkpoint(TRUNCATE)");
        const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path()));
        open();
        return size;
    }
    // In units of a hundred, as the writer would.
    void every(int count, const std::function<void(Transaction&, int)>& one) {
        std::vector<Unit> units;
        for (int i = 0; i < count; i += 100)
            units.push_back([&one, i, count](Transaction& tx) -> Result<void> {
                for (int n = i; n < std::min(i + 100, count); ++n) one(tx, n);
                return {};
            });
        for (const auto& done : store->run(std::move(units))) ASSERT_TRUE(done) << done.error().what;
    }
    static LeadId lead(int n) { return mint_lead_id(kStart, 0, static_cast<std::uint64_t>(n) << 20); }
    static Lead person(int n) {
        const std::string name = "person" + std::to_string(n), email = name + "@example.com";
        Lead out{
            .id = lead(n),
            .keys = {{"email", email}, {"phone", "+84912345678"}},
            .created_at = kStart,
            .created_in = "mail"};
        const auto hold = [&](const char* field, std::string value) {
            out.values[field] = {
                std::move(value), {1'000'000 + n, "crm", kStart, "prefer crm unless blank", 17}};
        };
        hold("email", email);
        hold("phone", "+84912345678");
        hold("first_name", "Invented");
        hold("last_name", name);
        hold("company", "Example Trading " + std::to_string(n));
        hold("industry", "technology");
        hold("city", "Da Nang");
        hold("country", "VN");
        hold("owner", "owner" + std::to_string(n % 20) + "@example.com");
        hold("lead_score", std::to_string(n % 101));
        hold("stage", "mql");
        hold("email_consent", "open");
        out.consents["email_consent"] = {
            .at = kStart, .event = 1'000'000 + n, .connection = "mail", .proof = "confirmed"};
        out.progress = {.steps = 2, .since = kStart, .first = {{"lead", kStart}, {"mql", kStart}}};
        out.acquired = {"marketing", "webinar", "spring", "autumn"};
        return out;
    }
    static void change(Transaction& tx, int n, int turn) {
        const Told& told = changes().at(static_cast<std::size_t>(n + turn) % changes().size());
        const Millis at = kStart + std::chrono::milliseconds{n * 977LL};
        const std::string before = told.value(n), after = told.value(n + 1);
        HistoryRow row{
            .lead = lead(turn),
            .event = 1'000'000 + n,
            .at = at,
            .field = told.field,
            .before = before,
            .after = after,
            .connection = "crm",
            .rule = told.rule,
            .note = told.note,
            .mapping_version = 17};
        ASSERT_TRUE(tx.history.add(row));
        row.what = HistoryRow::What::write;
        row.rule.clear();
        row.note = "applied";
        row.at += std::chrono::milliseconds{1'234};
        const auto json = [&](const std::string& text) { return told.quoted ? '"' + text + '"' : text; };
        row.before = json(before);
        row.after = json(after);
        row.field = told.crm_field;
        row.kind = {"Lead"};
        row.record = {"00Q5g00000" + std::to_string(10'000'000 + turn)};
        ASSERT_TRUE(tx.history.add(row));
        row.connection = "mail";
        row.field = told.mail_field;
        row.kind = {"contact"};
        row.record = {std::to_string(90'000'000'000 + turn)};
        ASSERT_TRUE(tx.history.add(row));
    }
};

TEST_F(Size, APastIsKeptIn2KbForEachLeadAnd200BytesForEachChange) {
    open();
    const std::int64_t empty = bytes();
    std::vector<int> order(kLeads);
    for (int n = 0; n < kLeads; ++n) order[static_cast<std::size_t>(n)] = n;
    std::mt19937 chance(5);
    every(kLeads, [&](Transaction& tx, int n) {
        ASSERT_TRUE(tx.leads.save(person(n)));
        change(tx, n, n);  // with it comes what a first change needs: its number, its places in the tools
    });
    const std::int64_t with_leads = bytes();
    std::shuffle(order.begin(), order.end(), chance);
    every(kLeads * kChangesEach, [&](Transaction& tx, int n) {
        change(tx, kLeads + n, order[static_cast<std::size_t>(n % kLeads)]);
    });
    const std::int64_t with_changes = bytes();
    const std::int64_t per_lead = (with_leads - empty) / kLeads;
    const std::int64_t per_change = (with_changes - with_leads) / (kLeads * kChangesEach);
    std::cout << "on disk: " << per_lead << " bytes a lead with its first change, " << per_change
              << " bytes a change more\n";
    RecordProperty("bytes_per_lead", std::to_string(per_lead));
    RecordProperty("bytes_per_change", std::to_string(per_change));
    EXPECT_LE(per_lead, 2'048);
    EXPECT_LE(per_change, 200);
}

}  // namespace
}  // namespace crosswalk
