// connector/app/admin/store_notes.h - what people must know about the store itself.
#pragma once

#include "connector/app/admin/admin_service.h"

namespace crosswalk {

struct StoreNotes {
    boost::json::object data{};        // "writable", "erasing", "lost", "restored"
    std::vector<std::string> lines{};  // one for each thing that is not fine, with the remedy
};

// Faults: those of reading the store.
Result<StoreNotes> store_notes(AdminService&);

// Of a restored store: what must happen before anything is sent. Nothing once it has.
Result<std::optional<std::string>> restore_hold(AdminService&);

// What a store says that lost commits which were acknowledged; nothing when it did not, or when every
// connection was compared since.
Result<std::optional<std::string>> lost_commits(AdminService&);

}  // namespace crosswalk
