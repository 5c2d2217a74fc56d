#include "adapters/sendgrid/error_table.h"
#include "adapters/sendgrid/internal.h"

#include <algorithm>

namespace crosswalk::sendgrid {
namespace {

namespace json = boost::json;

// Consent first, in a call of its own; then the contacts, whose other identifiers must be known, as a job.
enum class Step { suppress, consent, identify, send, job };

constexpr MatchShape kRefused{.by = MatchShape::By::call};

Outcome no(std::string_view code, std::string_view says, std::string_view field = {}) {
    return classify(kOwnWords, code, says, field);
}

// Where the contact is found when the write is done: another address makes another contact.
std::string address_of(const Record& record) {
    const auto it = record.fields.find(kEmail);
    const auto told = it == record.fields.end() ? std::string() : id_of(scalar_at(it->second, ""));
    return told.empty() ? record.id.value_or(VendorId{}).text : told;
}

const json::value* consent_in(const Record& record) {
    const auto it = record.fields.find(kOptOut);
    return it == record.fields.end() ? nullptr : &it->second;
}

bool has_fields(const Record& record) {
    return std::ranges::any_of(record.fields, [](const auto& one) { return one.first != kOptOut; });
}

// What needs no call.
std::optional<Outcome> settled(const WriteBatch& batch, const Record& record) {
    for (const auto& [field, value] : record.fields) {
        if (field == kOptOut) continue;
        if (field.starts_with(kGroupPrefix)) return no("group_opt_out", "There is no safe call for that.", field);
        if (!batch.schema.fields.empty() && batch.schema.find(field) == nullptr)
            return no("unknown_field", "No list of fields has it.", field);
    }
    return std::nullopt;
}

Call call_of(HttpRequest request, std::vector<std::size_t> rows, Step step) {
    return {.request = std::move(request), .rows = std::move(rows), .step = static_cast<int>(step)};
}

// They are a contact, or the write makes them one. Another address makes another contact: of somebody who is one.
std::vector<std::string> known_as(const Record& record) {
    std::vector<std::string> out{address_of(record)};
    if (record.id && record.id->text != out.front()) out.push_back(record.id->text);
    return out;
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    std::vector<std::size_t> closed, contacts;
    std::vector<std::string> addresses;
    json::array recipients;
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const Record& record = batch.records[i];
        const json::value* consent = consent_in(record);
        if (auto outcome = settled(batch, record)) {
            report[i] = std::move(*outcome);
            continue;
        }
        if (consent != nullptr && *consent == json::value(true)) {
            recipients.push_back(json::value(address_of(record)));
            closed.push_back(i);
        } else if (consent != nullptr) {
            out.push_back(call_of(global_suppression_of(address_of(record)), {i}, Step::consent));
        }
        if (!has_fields(record)) continue;
        contacts.push_back(i);
        std::ranges::move(known_as(record), std::back_inserter(addresses));
    }
    if (!closed.empty())
        out.insert(
            out.begin(),
            call_of(
                send_json("POST", std::string(kGlobal), json::object{{"recipient_emails", std::move(recipients)}}),
                closed,
                Step::suppress
            )
        );
    if (!contacts.empty()) out.push_back(call_of(search_for(addresses), contacts, Step::identify));
    return out;
}

// A write that leaves out an identifier makes somebody new of a known contact (sheet, section 6).
void keep_identifiers(const json::value* shown, json::object& contact) {
    for (const std::string_view name : {"phone_number_id", "external_id", "anonymous_id"}) {
        if (shown == nullptr || contact.contains(name)) continue;
        if (const auto told = scalar_at(*shown, "/" + std::string(name)); !told.empty()) contact[name] = told;
    }
}

json::value contact_of(const WriteBatch& batch, const Record& record, const json::value* shown) {
    json::object out, custom;
    for (const auto& [field, value] : record.fields) {
        if (field == kOptOut || field == kEmail) continue;
        const FieldInfo* info = batch.schema.find(field);
        const bool is_own = info == nullptr || info->vendor_key == field;
        (is_own ? out[field] : custom[info->vendor_key]) = value;
    }
    out[kEmail] = address_of(record);
    keep_identifiers(shown, out);
    if (!custom.empty()) out["custom_fields"] = std::move(custom);
    return out;
}

// Whoever's consent was refused or not confirmed is not written to, and nobody who was deleted there is made anew.
Call send(const WriteBatch& batch, const Call& call, const Answer& found, WriteReport& report) {
    json::array contacts;
    std::vector<std::size_t> rows;
    for (const std::size_t i : call.rows) {
        const Record& record = batch.records[i];
        const Outcome& so_far = report.outcomes()[i];
        if (so_far.verdict != Verdict::unanswered || !so_far.vendor_code.empty()) continue;
        const auto shown = [&](const std::string& address) {
            return found.ok() ? contact_in(found.body, address) : nullptr;
        };
        if (record.id && std::ranges::none_of(known_as(record), shown)) {
            report[i] = {.verdict = Verdict::merged};
            continue;
        }
        contacts.push_back(contact_of(batch, record, shown(address_of(record))));
        rows.push_back(i);
    }
    auto request = send_json("PUT", std::string(kContacts), json::object{{"contacts", std::move(contacts)}});
    return call_of(std::move(request), std::move(rows), Step::send);
}

Outcome done(const Record& record) {
    const VendorId now{address_of(record)};
    const bool moved = record.id && *record.id != now;
    return {.verdict = moved ? Verdict::merged : Verdict::applied, .id = now};
}

// One job for all: who of several was refused, it does not say, and a look at each tells.
Outcome ruling_of(const json::value& job, std::size_t sent) {
    const auto status = text_at(job, "/status");
    const auto written = scalar_at(job, "/results/errored_count");
    if (status == "completed" && written == "0") return {.verdict = Verdict::applied};
    if (status == "pending") return no("job_waits", "The job is pending.");
    if (status == "failed" || (status == "errored" && sent == 1))
        return no("job_failed", "The job is " + std::string(status) + ".");
    return {};
}

void set_all(const Call& call, const Outcome& outcome, WriteReport& report) {
    for (const std::size_t i : call.rows) report[i] = outcome;
}

// Whoever has fields as well is done when the job is.
void read_consent(const WriteBatch& batch, const Call& call, const json::value& body, WriteReport& report) {
    for (const std::size_t i : call.rows) {
        const Record& record = batch.records[i];
        const auto address = address_of(record);
        const Outcome so_far = has_fields(record) ? Outcome{} : done(record);
        const Outcome unclear{.vendor_code = "consent_unconfirmed"};
        if (call.step == static_cast<int>(Step::suppress)) {
            const auto names = [&](const json::value& one) { return id_of(scalar_at(one, "")) == address; };
            report[i] = std::ranges::any_of(items_at(body, "/recipient_emails"), names) ? so_far : unclear;
        } else {
            const auto closed = is_suppressed(body, address);
            report[i] = !closed ? unclear : *closed ? no("opt_in_not_taken", "It is on the global list.") : so_far;
        }
    }
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    const auto step = static_cast<Step>(call.step);
    if (step == Step::identify && (found_nobody(answer) || value_at(answer.body, "/result") != nullptr)) {
        Call next = send(batch, call, answer, report);
        return next.rows.empty() ? Calls{} : Calls{std::move(next)};
    }
    if (!answer.ok()) return read_report(kRefused, batch, call, answer, report);
    if (step == Step::suppress || step == Step::consent) {
        read_consent(batch, call, answer.body, report);
    } else if (step == Step::send) {
        set_all(call, {}, report);
        const auto job = text_at(answer.body, "/job_id");
        if (job.empty()) return Calls{};
        return Calls{call_of(
            get_json(std::string(kContacts) + "/imports/" + percent_encode(job)), call.rows, Step::job
        )};
    } else if (step == Step::job) {
        const auto ruling = ruling_of(answer.body, call.rows.size());
        for (const std::size_t i : call.rows)
            report[i] = ruling.verdict == Verdict::applied ? done(batch.records[i]) : ruling;
    }
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::sendgrid
