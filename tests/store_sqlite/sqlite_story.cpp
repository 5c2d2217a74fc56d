#include "sqlite_story.h"

#include <unistd.h>

#include <mutex>

namespace crosswalk {
namespace {

std::mutex watch_mutex;
std::map<std::string, int> watched;

int on_profile(unsigned, void*, void* statement, void*) {
    auto* ran = static_cast<sqlite3_stmt*>(statement);
    const std::lock_guard lock(watch_mutex);
    int& steps = watched[sqlite3_sql(ran)];
    steps = std::max(steps, sqlite3_stmt_status(ran, SQLITE_STMTSTATUS_VM_STEP, 1));
    return 0;
}

int on_open(sqlite3* db, char**, const void*) {
    return sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, on_profile, nullptr);
}

void (*as_extension())() { return reinterpret_cast<void (*)()>(on_open); }

}  // namespace

SqliteStory::SqliteStory() {
    std::string name = (std::filesystem::temp_directory_path() / "crosswalk-sqlite.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder can be made";
    folder = name;
}

SqliteStory::~SqliteStory() {
    store.reset();
    std::filesystem::remove_all(folder);
}

void SqliteStory::open(SqliteOptions options) {
    store.reset();
    if (options.path.empty()) options.path = path();
    auto opened = open_sqlite(options);
    ASSERT_TRUE(opened) << opened.error().what;
    store = std::move(*opened);
}

void SqliteStory::tamper(const std::string& sql) const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
}

Seq SqliteStory::hear(std::string body, Headers headers, std::string memo) {
    Seq seq = 0;
    const auto done = run_one(*store, [&](Transaction& tx) -> Result<void> {
        const auto kept = tx.journal.append(
            {.connection = "mail",
             .delivery = {.method = "POST", .target = "/hooks/mail", .headers = headers, .body = body},
             .memo = memo}
        );
        if (!kept) return kept.error();
        seq = kept->value_or(0);
        return {};
    });
    return done ? seq : 0;
}

std::vector<Event> SqliteStory::heard() {
    std::vector<Event> out;
    const auto read = store->read([&](Transaction& tx) -> Result<void> {
        auto events = tx.journal.after(0, 10'000);
        if (!events) return events.error();
        out = std::move(*events);
        return {};
    });
    EXPECT_TRUE(read);
    return out;
}

Result<void> SqliteStory::put(std::string name, std::string value) {
    return run_one(*store, [&](Transaction& tx) { return tx.settings.put(name, value); });
}

StatementWatch::StatementWatch() {
    const std::lock_guard lock(watch_mutex);
    watched.clear();
    sqlite3_auto_extension(as_extension());
}

StatementWatch::~StatementWatch() { sqlite3_cancel_auto_extension(as_extension()); }

std::map<std::string, int> StatementWatch::most_steps() const {
    const std::lock_guard lock(watch_mutex);
    return watched;
}

}  // namespace crosswalk
