#include "tests/chaos/auditor.h"

#include <sqlite3.h>

#include <charconv>
#include <filesystem>
#include <memory>

namespace crosswalk::chaos {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

// The store and its log as they were left; opened as a copy, so that looking changes nothing.
class Copy {
public:
    explicit Copy(const std::string& file) : path_(file + ".audit") {
        drop();
        for (const char* part : {"", "-wal"})
            if (fs::exists(file + part)) fs::copy_file(file + part, path_ + part);
        sqlite3_open_v2(path_.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr);
    }
    ~Copy() {
        sqlite3_close(db_);
        drop();
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;
    sqlite3* db() { return db_; }

private:
    void drop() const {
        for (const char* part : {"", "-wal", "-shm"}) fs::remove(path_ + part);
    }
    std::string path_;
    sqlite3* db_ = nullptr;
};

std::int64_t number_in(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_double()) return static_cast<std::int64_t>(value.get_double());
    std::int64_t number = -1;
    if (value.is_string())
        std::from_chars(
            value.get_string().data(), value.get_string().data() + value.get_string().size(), number
        );
    return number;
}

}  // namespace

std::string email_of(std::size_t lead) { return "lead" + std::to_string(lead) + "@example.com"; }

Sent& Auditor::rise(std::size_t lead, std::int64_t occurred_ms) {
    const auto id = static_cast<std::int64_t>(sent_.size()) + 1;
    Sent& sent = sent_[id];
    sent.event = {
        .id = id,
        .lead = lead,
        .property = std::string(bench::kScore),
        .value = std::to_string(++newest_.at(lead)),
        .occurred_ms = occurred_ms};
    return sent;
}

void Auditor::acknowledged(Sent& sent) {
    sent.acknowledged = true;
    ++acknowledged_;
    awaited_.insert(sent.event.id);
    auto& newest = newest_acknowledged_.at(sent.event.lead);
    newest = std::max<std::int64_t>(newest, std::stoll(sent.event.value));
}

std::vector<Sent*> Auditor::unanswered() {
    std::vector<Sent*> open;
    for (auto& [id, sent] : sent_)
        if (!sent.acknowledged) open.push_back(&sent);
    return open;
}

std::vector<std::string> Auditor::missing_in_journal(const std::string& store_file) {
    Copy copy(store_file);
    sqlite3_stmt* rows = nullptr;
    if (sqlite3_prepare_v2(
            copy.db(),
            "SELECT seq, body FROM journal WHERE seq > ? AND kind = 0 ORDER BY seq",
            -1,
            &rows,
            nullptr
        ) != SQLITE_OK)
        return {std::string("the journal cannot be read: ") + sqlite3_errmsg(copy.db())};
    sqlite3_bind_int64(rows, 1, mark_);
    int step = SQLITE_ROW;
    while ((step = sqlite3_step(rows)) == SQLITE_ROW) {
        mark_ = sqlite3_column_int64(rows, 0);
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(rows, 1));
        const std::string_view body(
            bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(rows, 1))
        );
        boost::system::error_code error;
        const auto delivery = json::parse({body.data(), body.size()}, error);
        if (error || !delivery.is_array()) continue;
        for (const auto& event : delivery.get_array()) awaited_.erase(number_in(event.at("eventId")));
    }
    sqlite3_finalize(rows);
    std::vector<std::string> wrong;
    if (step != SQLITE_DONE) wrong.push_back("the journal is damaged");
    for (const auto id : awaited_)
        wrong.push_back("event " + std::to_string(id) + " was answered 200 and is not in the journal");
    return wrong;
}

std::vector<std::string> Auditor::older_at_vendor(const std::vector<doubles::Call>& calls) {
    std::vector<std::string> wrong;
    for (const auto& call : calls) {
        if (call.method != "PATCH" || call.path.find("/composite/sobjects") == std::string::npos) continue;
        if (call.path.ends_with("/Crosswalk_Id__c"))
            wrong.push_back("a lead was created that was there already");
        boost::system::error_code error;
        const auto body = json::parse(call.body, error);
        if (error) continue;
        for (const auto& row : body.at("records").as_array()) {
            const auto* id = row.as_object().if_contains("id");
            const auto* score = row.as_object().if_contains("Lead_Score__c");
            if (id == nullptr || score == nullptr) continue;
            auto& before = at_vendor_[std::string(id->as_string())];
            const auto now = number_in(*score);
            if (now < before)
                wrong.push_back(
                    "Salesforce lead " + std::string(id->as_string()) + " went back from " +
                    std::to_string(before) + " to " + std::to_string(now)
                );
            before = now;
        }
    }
    return wrong;
}

std::vector<std::string> Auditor::not_arrived(const std::vector<json::object>& leads) const {
    std::map<std::string, std::int64_t> there;
    for (const auto& lead : leads)
        there[std::string(lead.at("Email").as_string())] =
            lead.contains("Lead_Score__c") ? number_in(lead.at("Lead_Score__c")) : -1;
    std::vector<std::string> wrong;
    for (std::size_t i = 0; i < newest_.size(); ++i) {
        const auto acknowledged = newest_acknowledged_[i];
        const auto found = there.contains(email_of(i)) ? there.at(email_of(i)) : -1;
        if (acknowledged > 0 && (found < acknowledged || found > newest_[i]))
            wrong.push_back(
                email_of(i) + " shows " + std::to_string(found) + " at Salesforce; acknowledged was " +
                std::to_string(acknowledged)
            );
    }
    if (leads.size() != newest_.size()) wrong.push_back("the number of leads at Salesforce changed");
    return wrong;
}

}  // namespace crosswalk::chaos
