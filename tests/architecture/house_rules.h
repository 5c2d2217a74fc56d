// tests/architecture/house_rules.h - rules of the house that are not about includes.
#pragma once

#include "tests/architecture/tree.h"

namespace crosswalk::architecture {

// A vendor's name in a general room is the start of an `if` on it.
Complaints check_vendor_names(const Tree&);
// Every folder below adapters/ has all its roles, its notes and its recorded payloads.
Complaints check_vendor_folders(const Tree&);
// Mail addresses that could belong to somebody.
Complaints check_addresses(const Tree&);
// Paths of the machine it was written on.
Complaints check_machine_paths(const Tree&);
Complaints check_unfinished(const Tree&);
Complaints check_headers_open_once(const Tree&);
// Identifiers that were replaced by the field's terms, and must not come back.
Complaints check_names(const Tree&);
// Only the folders and files of design.md section 3 stand in the root.
Complaints check_top_level(const Tree&);

}  // namespace crosswalk::architecture
