#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/store_notes.h"
#include "connector/app/cli/setup.h"

namespace crosswalk {

Result<AllBooks> all_books(AdminService& admin) {
    AllBooks out;
    for (const ConnectionConfig* one : admin.config.accounts()) out[one->name] = empty_books();
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto kept = tx.books.all();
        if (!kept) return kept.error();
        for (const auto& [connection, books] : *kept) {
            auto& to = out.try_emplace(connection, empty_books()).first->second;
            for (const auto& [book, counts] : books)
                for (const auto& [said, n] : counts) to[book][said] = n;
        }
        return {};
    });
    if (!read) return read.error();
    return out;
}

std::int64_t recovered_in(const ConnectionBooks& books) {
    const auto changes = books.find(Book::changes);
    if (changes == books.end()) return 0;
    const auto it = changes->second.find(books::kRecovered);
    return it == changes->second.end() ? 0 : it->second;
}

CommandAnswer command_books(AdminService& admin, const CommandRequest&) {
    const auto books = all_books(admin);
    if (!books) return answer_of(books.error());
    const std::string wrong = imbalance(*books);
    const auto lost = lost_commits(admin);
    if (!lost) return answer_of(lost.error());
    CommandAnswer out{.exit = wrong.empty() && !*lost ? kFine : kNotFine};
    boost::json::object connections;
    for (const auto& [name, of] : *books) {
        boost::json::object json;
        out.text += printable(name) + "\n";
        for (const auto& [book, counts] : of) {
            const auto total = counts.find(books::kTotal);
            if (book == Book::notices && (total == counts.end() || total->second == 0)) continue;
            boost::json::object numbers;
            std::string line = "  " + std::string(to_string(book)) + ":";
            for (const auto& [said, n] : counts) {
                if (said == books::kRecovered) continue;
                numbers[said] = n;
                if (said != books::kTotal) line += " " + std::to_string(n) + " " + said + ",";
            }
            out.text +=
                line + " together " + std::to_string(total == counts.end() ? 0 : total->second) + "\n";
            json[to_string(book)] = std::move(numbers);
        }
        json[books::kRecovered] = recovered_in(of);
        if (recovered_in(of) > 0)
            out.text += "  of the changes, " + std::to_string(recovered_in(of)) +
                        " were recovered: a comparison found them, and nobody had told\n";
        connections[name] = std::move(json);
    }
    out.data = {{"connections", std::move(connections)}};
    if (*lost) {
        out.data.get_object()["lost"] = **lost;
        out.complaint += **lost + "\n";
    }
    if (wrong.empty()) {
        out.text += "The books balance.\n";
    } else {
        out.text += wrong + "\n";
        out.complaint += "books.unbalanced: " + wrong + " Keep the store as it is and report this.\n";
    }
    return out;
}

}  // namespace crosswalk
