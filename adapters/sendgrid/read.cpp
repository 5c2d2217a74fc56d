#include "adapters/sendgrid/internal.h"

#include <algorithm>

namespace crosswalk::sendgrid {
namespace {

enum class Asking { contact, consent };

std::vector<std::string> addresses_of(const ByIds& what) {
    std::vector<std::string> out;
    for (const VendorId& id : what.ids) out.push_back(id.text);
    return out;
}
std::vector<std::string> addresses_of(const ByMatch& what) {
    std::vector<std::string> out;
    for (const std::string& value : what.values)
        if (what.field == kEmail && value.find('@') != std::string::npos) out.push_back(id_of(value));
    return out;
}

// The contacts in one call, and what the global list says of each: somebody may be on it who is no contact.
template <class What>
Result<Calls> build_read(const ReadQuery<What>& in, const Connection&, Page&) {
    const auto people = addresses_of(in.what);
    if (people.empty()) return Calls{};
    Calls out{{.request = search_for(people), .step = static_cast<int>(Asking::contact)}};
    for (std::size_t i = 0; i < people.size(); ++i)
        out.push_back(
            {.request = global_suppression_of(people[i]), .rows = {i}, .step = static_cast<int>(Asking::consent)}
        );
    return out;
}

Fault unclear(const Answer& answer) {
    const auto says = answer.error ? answer.error->vendor_says : std::string("something that is no answer to this");
    return {
        "sendgrid.unclear",
        "SendGrid was asked about a contact and said: " + says + ".",
        answer.error ? answer.error->advice : "Try again; if it stays, check the address of the connection."};
}

Change* change_of(Page& page, const std::string& address) {
    const auto it = std::ranges::find(page.changes, VendorId{address}, &Change::id);
    return it == page.changes.end() ? nullptr : &*it;
}

std::vector<std::string> wanted(const IdsQuery& in) { return in.fields; }
std::vector<std::string> wanted(const MatchQuery& in) {
    auto out = in.fields;
    out.push_back(in.what.field);
    return out;
}

template <class What>
Result<Calls> add_contacts(const ReadQuery<What>& in, const Answer& answer, Page& page) {
    const bool nobody = found_nobody(answer);
    if (!nobody && (!answer.ok() || value_at(answer.body, "/result") == nullptr)) return unclear(answer);
    for (const std::string& address : addresses_of(in.what))
        if (const auto* shown = nobody ? nullptr : contact_in(answer.body, address)) {
            Change change = crosswalk::change_of(contacts_at(""), in.plan.kind, wanted(in), *shown);
            // Found by another of their addresses: it is that person all the same.
            if (change.id.text != address) change.aliases[std::string(kEmail)].push_back(address);
            if (!change.id.text.empty()) page.changes.push_back(std::move(change));
        }
    return Calls{};
}

void note_gone(const IdsQuery&, const std::string& address, Page& page) { page.gone.push_back({address}); }
void note_gone(const MatchQuery&, const std::string&, Page&) {}

template <class What>
Result<Calls> parse_read(
    const ReadQuery<What>& in, const Connection&, const Call& call, const Answer& answer, Page& page
) {
    if (call.step == static_cast<int>(Asking::contact)) return add_contacts(in, answer, page);
    const auto address = addresses_of(in.what)[call.rows.front()];
    const auto told = answer.ok() ? is_suppressed(answer.body, address) : std::nullopt;
    if (!told) return unclear(answer);
    Change* shown = change_of(page, address);
    if (shown == nullptr && !*told) {
        const auto aliased = std::ranges::any_of(page.changes, [&](const Change& one) {
            const auto also = one.aliases.find(kEmail);
            return also != one.aliases.end() && std::ranges::count(also->second, address) > 0;
        });
        if (!aliased) note_gone(in, address, page);
        return Calls{};
    }
    if (shown == nullptr) {
        page.changes.push_back(
            {.kind = in.plan.kind,
             .id = {address},
             .completeness = Completeness::changed_fields_only,
             .fields = {{std::string(kEmail), boost::json::value(address)}}}
        );
        shown = &page.changes.back();
    }
    shown->fields[std::string(kOptOut)] = *told;
    return Calls{};
}

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_read<ByIds>, parse_read<ByIds>}; }
Operation<MatchQuery, Page> find_operation() { return {build_read<ByMatch>, parse_read<ByMatch>}; }

}  // namespace crosswalk::sendgrid
