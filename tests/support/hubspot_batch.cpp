// Batches of the HubSpot double: 100 inputs; one bad input fails all unless every input carries its own trace
// id.
#include <algorithm>
#include <set>

#include "tests/support/hubspot_answers.h"
#include "tests/support/hubspot_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostInputs = 100;

json::object envelope(std::int64_t now, json::array results, json::array errors) {
    json::object out{{"status", "COMPLETE"}, {"results", std::move(results)}};
    if (!errors.empty()) {
        out["numErrors"] = errors.size();
        out["errors"] = std::move(errors);
    }
    out["startedAt"] = utc_time(now);
    out["completedAt"] = utc_time(now);
    return out;
}

std::string id_text(const json::object& input) {
    const auto* id = member(input, "id");
    if (!id) return {};
    return id->is_string() ? std::string(id->get_string()) : json::serialize(*id);
}

json::object missing(const std::vector<std::string>& ids) {
    return {
        {"status", "error"},
        {"category", "OBJECT_NOT_FOUND"},
        {"message",
         "Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid."},
        {"context", {{"ids", json::array(ids.begin(), ids.end())}}}};
}

}  // namespace

Answer HubSpotDouble::batch(const Call& call, const std::string& operation) {
    const auto body = parse_json(call.body);
    const auto* inputs = body && body->is_object() ? member(body->get_object(), "inputs") : nullptr;
    if (!inputs || !inputs->is_array()) return hubspot_bad_request("Invalid input JSON");
    if (inputs->get_array().empty()) return hubspot_bad_request("No inputs were given");
    if (inputs->get_array().size() > kMostInputs) {
        return hubspot_bad_request("Batch size is too large. The maximum allowed is 100 inputs");
    }
    std::set<std::string> seen;
    std::vector<Item> items;
    for (const auto& input : inputs->get_array()) {
        if (!input.is_object()) return hubspot_bad_request("Invalid input JSON");
        const auto& object = input.get_object();
        Item item;
        item.id = id_text(object);
        item.id_property = text_of(object, "idProperty");
        item.trace = text_of(object, "objectWriteTraceId");
        if (const auto* given = member(object, "properties")) {
            const auto properties = HubSpotPortal::read(*given);
            if (!properties) return hubspot_bad_request("Invalid input JSON: property values are texts");
            item.properties = *properties;
        }
        if (operation != "create" && !seen.insert(lower(item.id)).second) {
            return hubspot_bad_request(
                "Duplicate IDs found in batch input: [" + item.id + "]. IDs must be unique",
                {{"ids", json::array{item.id}}}
            );
        }
        items.push_back(std::move(item));
    }
    if (operation == "read") return batch_read(body->get_object());
    if (operation == "archive") {
        for (const auto& item : items) delete_contact(hubspot_id(item.id));
        return {204};
    }
    if (operation != "create" && operation != "update" && operation != "upsert") return unplanned();
    return batch_write(operation, items);
}

Answer HubSpotDouble::batch_read(const json::object& body) {
    const auto by = text_of(body, "idProperty");
    const auto* known = by.empty() ? nullptr : portal_.property(by);
    if (!by.empty() && by != "email" && !(known && known->unique)) {
        return hubspot_bad_request("Unable to perform read by non-unique 0-1 property");
    }
    const auto wanted = hubspot_texts(body, "properties");
    json::array results, errors;
    std::vector<std::string> lost;
    for (const auto& input : member(body, "inputs")->get_array()) {
        const std::string id = id_text(input.get_object());
        const HubSpotContact* contact = by.empty() ? portal_.find(hubspot_id(id)) : portal_.find_by(by, id);
        if (contact && !contact->archived)
            results.push_back(shown(*contact, wanted));
        else
            lost.push_back(id);
    }
    if (!lost.empty()) errors.push_back(missing(lost));
    if (shuffles_) std::reverse(results.begin(), results.end());
    const int status = lost.empty() ? 200 : 207;
    return hubspot_json(status, envelope(now_ms(), std::move(results), std::move(errors)));
}

HubSpotContact* HubSpotDouble::target(const std::string& operation, const Item& item) {
    if (operation == "create") return nullptr;
    if (!item.id_property.empty() && item.id_property != "hs_object_id")
        return portal_.find_by(item.id_property, item.id);
    HubSpotContact* contact = portal_.find_exact(hubspot_id(item.id));
    return contact && !contact->archived && !contact->merged_into ? contact : nullptr;
}

HubSpotDouble::Outcome HubSpotDouble::would(const std::string& operation, const Item& item) {
    Outcome out;
    const HubSpotContact* contact = target(operation, item);
    if (operation == "update" && !contact) {
        // Merged-away and non-numeric ids vanish; unknown ones are named.
        const auto* known = portal_.find_exact(hubspot_id(item.id));
        out.silent = !hubspot_id(item.id) || (known && known->merged_into);
        if (!out.silent) out.error = HubSpotError{404, "OBJECT_NOT_FOUND", "resource not found", {}};
        return out;
    }
    HubSpotProperties values = item.properties;
    if (operation == "upsert" && !contact) values[item.id_property] = item.id;
    out.error = portal_.refused(contact ? contact->id : 0, values);
    return out;
}

HubSpotDouble::Outcome HubSpotDouble::perform(const std::string& operation, const Item& item) {
    Outcome out = would(operation, item);  // again: an earlier input may have taken the e-mail
    if (out.error || out.silent) return out;
    HubSpotChange change;
    if (HubSpotContact* contact = target(operation, item)) {
        remember_past(contact->id);
        change = portal_.update(*contact, item.properties, now_ms());
    } else {
        HubSpotProperties values = item.properties;
        if (operation == "upsert") values[item.id_property] = item.id;
        change = portal_.create(values, now_ms());
    }
    announce(change, "INTEGRATION", std::to_string(kApp));
    out.id = change.id;
    out.is_new = change.created;
    return out;
}

Answer HubSpotDouble::batch_write(const std::string& operation, const std::vector<Item>& items) {
    std::set<std::string> traces;
    bool by_email = false;
    for (const auto& item : items) {
        if (!item.trace.empty()) traces.insert(item.trace);
        const auto* known = portal_.property(item.id_property);
        by_email = by_email || item.id_property == "email";
        const bool unique = known && (known->unique || (operation == "upsert" && known->name == "email"));
        const bool named = !item.id_property.empty() && item.id_property != "hs_object_id";
        if (operation != "create" && named && !unique) {
            return hubspot_bad_request("Unable to perform update/upsert by non-unique 0-1 property");
        }
        if (operation == "upsert" && !named) return hubspot_bad_request("idProperty is required for upsert");
    }
    // The guide: no partial upserts by e-mail, and no partial anything without a unique trace id on every
    // input.
    const bool partial = traces.size() == items.size() && !(operation == "upsert" && by_email);
    if (!partial) {
        for (const auto& item : items) {
            if (const auto outcome = would(operation, item); outcome.error)
                return hubspot_error(*outcome.error);
        }
    }
    json::array results, errors;
    for (const auto& item : items) {
        const Outcome outcome = perform(operation, item);
        if (outcome.silent) continue;
        if (outcome.error) {
            json::object context;
            if (!item.trace.empty()) context["objectWriteTraceId"] = json::array{item.trace};
            if (outcome.error->category == "OBJECT_NOT_FOUND") context["ids"] = json::array{item.id};
            errors.push_back(
                {{"status", "error"},
                 {"category", outcome.error->category},
                 {"message", outcome.error->message},
                 {"context", std::move(context)}}
            );
            continue;
        }
        std::vector<std::string> touched;
        for (const auto& [name, value] : item.properties) touched.push_back(name);
        json::object result = shown(*portal_.find(outcome.id), touched);
        if (operation == "upsert") result["new"] = outcome.is_new;
        if (!item.trace.empty()) result["objectWriteTraceId"] = item.trace;
        results.push_back(std::move(result));
    }
    if (shuffles_) std::reverse(results.begin(), results.end());
    const int status = !errors.empty() ? 207 : operation == "create" ? 201 : 200;
    return hubspot_json(status, envelope(now_ms(), std::move(results), std::move(errors)));
}

}  // namespace crosswalk::doubles
