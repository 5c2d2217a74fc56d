// connector/sync/case_runner.h - one case of a *.cases.yaml file, played by the rules that production runs:
// one lead, its records in memory, a minute between two deliveries. Pure.
#pragma once

#include "connector/contract/events.h"
#include "connector/sync/compose.h"

namespace crosswalk {

class CaseRunner {
public:
    explicit CaseRunner(const Mapping&);

    // A tool tells these vendor fields of its one record of this kind. A `proof` says that an opt-in was
    // proven in this way, for every consent the tool keeps and says nothing else about.
    void ingest(const ConnectionPlan&, const VendorKind&, const Fields& told, std::string_view proof);

    // The person did something, so many days before it is told.
    void engage(const ConnectionPlan&, HistoryRow done, std::chrono::days ago);

    const Value& value(std::string_view field) const { return lead_.value(field); }
    // True when something told of this field waits for a person.
    bool waits(std::string_view field) const { return waiting_.contains(field); }
    // What is sent to one connection. Where nothing was told by it, the person is new there.
    Fields writes(const ConnectionPlan&) const;

private:
    void ask(const WriteScope&, const Cause&);
    void apply(std::size_t record, const Change&, bool first_sight);
    std::size_t record_of(const RecordKey&, bool& first_sight);

    const Mapping& mapping_;
    Lead lead_{.id = {"(this lead)"}};
    std::vector<RecordState> records_{};
    std::vector<HistoryRow> done_{};
    std::map<RecordKey, FieldSet> asked_{};  // what each record is to be told
    FieldSet waiting_{};
    Seq event_ = 0;
};

}  // namespace crosswalk
