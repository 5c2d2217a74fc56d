#include "snapshot.h"

#include "sim_clock.h"
#include "oracle.h"

#include <cstdio>

namespace crosswalk::simulation {
namespace {

template <class T, class U>
Result<void> put(U& into, Result<T> from) {
    if (!from) return from.error();
    into = std::move(*from);
    return {};
}

}  // namespace

Result<void> read_all(Transaction& tx, Snapshot& out) {
    std::vector<LeadId> ids;
    if (auto got = put(ids, tx.identities.after({}, 1'000)); !got) return got;
    for (const LeadId& id : ids) {
        Snapshot::Person person;
        std::optional<Lead> lead;
        if (auto got = put(lead, tx.leads.load(id)); !got) return got;
        if (!lead) continue;
        person.lead = std::move(*lead);
        if (auto got = put(person.records, tx.leads.records_of(id)); !got) return got;
        if (auto got = put(person.steps, tx.history.steps(id, 0, false)); !got) return got;
        if (auto got = put(person.history, tx.history.of(id, "", 10'000)); !got) return got;
        out.people.push_back(std::move(person));
    }
    if (auto got = put(out.parked, tx.parked.list(10'000)); !got) return got;
    return put(out.books, tx.books.all());
}

std::string name_of_lead(const Lead& lead) {
    return "lead " + lead.id.text.substr(lead.id.text.size() - 6) + " (" + lead.value("email").value_or("?") +
           ")";
}

void tell(const Snapshot& snapshot) {
    for (const auto& person : snapshot.people) {
        std::printf("%s\n", name_of_lead(person.lead).c_str());
        for (const auto& [tool, records] : person.lead.contested)
            std::printf("    several records of %s fit\n", tool.c_str());
        for (const auto& [field, held] : person.lead.values)
            std::printf(
                "    %s = %s (%s, %s)\n",
                field.c_str(),
                held.value.value_or("").c_str(),
                held.why.connection.c_str(),
                held.why.rule.c_str()
            );
        for (const RecordState& record : person.records) {
            std::printf(
                "  %s %s%s\n",
                record.key.kind.text.c_str(),
                record.key.id.text.c_str(),
                record.deleted ? " (gone)" : ""
            );
            for (const auto& [field, memory] : record.fields)
                std::printf(
                    "    %s known %s heard %s at %s\n",
                    field.c_str(),
                    memory.known ? boost::json::serialize(*memory.known).c_str() : "-",
                    memory.heard ? boost::json::serialize(memory.heard->raw).c_str() : "-",
                    memory.heard ? seconds(memory.heard->at).c_str() : "-"
                );
        }
    }
    for (const Parked& item : snapshot.parked)
        std::printf(
            "waits: %s %s %s: %s\n",
            item.connection.c_str(),
            item.record.c_str(),
            item.code.c_str(),
            item.says.c_str()
        );
}

}  // namespace crosswalk::simulation
