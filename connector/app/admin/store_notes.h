// connector/app/admin/store_notes.h - what people must know about the store itself.
#pragma once

#include "connector/app/admin/admin_service.h"

namespace crosswalk {

struct StoreNotes {
    boost::json::object data{};        // "writable", "erasing", "lost"
    std::vector<std::string> lines{};  // one for each thing that is not fine, with the remedy
};

// Faults: those of reading the store.
Result<StoreNotes> store_notes(AdminService&);

// What a store says that lost commits which were acknowledged; nothing when it did not, or when every
// connection was compared since.
Result<std::optional<std::string>> lost_commits(AdminService&);

}  // namespace crosswalk
