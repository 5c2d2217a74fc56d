// connector/contract/question.h - what a vendor can be asked, and what it tells of its records.
#pragma once

#include "connector/contract/events.h"
#include "connector/contract/manifest.h"

namespace crosswalk {

struct WriteBatch {  // one object, one kind of write, within the plan's limits, no record twice, none without a field
    const ObjectPlan& plan;
    const ObjectSchema& schema;
    WriteKind operation = WriteKind::update;
    std::string_view own_id_field{};
    std::span<const Record> records{};
};
struct SchemaQuery {
    const ObjectPlan& plan;
};
struct ByIds {
    std::vector<VendorId> ids{};
};
struct ByMatch {  // e.g. e-mail addresses; also how a record left unanswered is found by our own id
    std::string field{};
    std::vector<std::string> values{};
};
struct Since {
    std::string cursor{};  // empty: from the start
};
template <class What>
struct ReadQuery {  // only the kinds of reading the plan declares
    const ObjectPlan& plan;
    const ObjectSchema& schema;
    std::vector<std::string> fields{};  // vendor fields wanted in the answer
    What what{};
};
using IdsQuery = ReadQuery<ByIds>;
using MatchQuery = ReadQuery<ByMatch>;
using ChangesQuery = ReadQuery<Since>;
struct Page {
    std::vector<Change> changes{};
    std::vector<VendorId> gone{};          // asked for by id, and not there
    std::vector<VendorId> hidden{};        // asked for by id, and left out: not there, or kept from us
    std::vector<Merge> merges{};           // records of the answer that live on as another one
    std::vector<Unreadable> unreadable{};  // rows that cannot be read; they say nothing about the others
    std::string next_cursor{};             // of a Since: where to go on next time
    bool more = false;                     // of a Since: ask again at once
};

// What is known before anything is asked: every record unanswered, an empty page, a schema without fields.
WriteReport nothing_said(const WriteBatch&);
template <class What>
Page nothing_said(const ReadQuery<What>&) {
    return {};
}
ObjectSchema nothing_said(const SchemaQuery&);

}  // namespace crosswalk
