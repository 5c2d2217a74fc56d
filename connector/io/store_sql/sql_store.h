// connector/io/store_sql/sql_store.h - the Store port over a host's connections.
#pragma once

#include "connector/io/store_sql/writer.h"

namespace crosswalk::sql {

class SqlStore : public Store {
public:
    SqlStore(WriterOptions, std::unique_ptr<Host>);
    void submit(Lane, Unit, Done) override;
    std::vector<Result<void>> run(std::vector<Unit>) override;
    Result<void> read(const Unit&) override;
    Result<void> writable() const override { return writer_.health(); }
    std::uint64_t commits_about(Topic topic) const override { return writer_.commits_about(topic); }
    Result<void> erasures_complete() const override { return host_->erasures_complete(); }

private:
    // A read-only connection with its tables.
    struct Reader {
        Reader(std::unique_ptr<SqlConnection> opened, const std::vector<std::string>& suppression_keys)
            : db(std::move(opened)), tables(*db, suppression_keys) {}
        std::unique_ptr<SqlConnection> db;
        Tables tables;
    };
    std::unique_ptr<Reader> idle_reader();
    Result<std::unique_ptr<Reader>> begin_read();
    void give_back(std::unique_ptr<Reader>);

    WriterOptions options_;
    std::unique_ptr<Host> host_;
    Writer writer_;
    // They close before the writer, which leaves the store in order when it is the last.
    std::mutex readers_mutex_{};
    std::vector<std::unique_ptr<Reader>> readers_{};
};

}  // namespace crosswalk::sql
