// tests/fuzz/told.h - what readers tell, as one text to compare, and held to what holds for all vendors.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/contract/json_read.h"
#include "connector/contract/text.h"
#include "tests/fuzz/harness.h"

namespace crosswalk::fuzz {

std::string text_of(const Fault&);
std::string text_of(const InboundEvent&);
std::string text_of(const Outcome&);
std::string text_of(const Page&);
std::string text_of(const WriteReport&);
std::string text_of(const ObjectSchema&);

// A Fault has a code, a sentence and something to do, in characters.
void check(const Fault&);
// A record has a kind the vendor has and an id, a time is none before 1970 or after 9999, texts are UTF-8.
void check(const Manifest&, const InboundEvent&);
void check(const Manifest&, const Page&);
// What may go over the wire, as it is, to a host of the vendor's.
void check(const Manifest&, const HttpRequest&);

}  // namespace crosswalk::fuzz
