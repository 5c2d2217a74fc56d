#include "adapters/hubspot/preferences.h"

#include "adapters/hubspot/error_table.h"
#include "connector/contract/text.h"

#include <charconv>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

constexpr std::string_view kOptOut = "hs_email_optout";

std::optional<std::int64_t> subscription(std::string_view text) {
    std::int64_t id = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), id);
    const bool whole = bad == std::errc{} && end == text.data() + text.size();
    return whole && id > 0 ? std::optional(id) : std::nullopt;
}

// v3 of these calls knows no "unsubscribe from all"; v4 is their version beside the v3 of the others (sheet,
// section 0).
std::string status_path(const Connection& connection, const std::string& address) {
    const auto dated = dated_version(connection);
    return "/communication-preferences/" + (dated.empty() ? "v4" : dated) + "/statuses/" +
           percent_encode(address);
}

}  // namespace

std::optional<std::string> property_of(std::string_view preference) {
    if (preference == kAllPreferences) return std::string(kOptOut);
    if (!preference.starts_with(kPreferences)) return std::nullopt;
    const auto id = subscription(preference.substr(kPreferences.size()));
    return id ? std::optional(std::string(kOptOut) + "_" + std::to_string(*id)) : std::nullopt;
}

std::optional<std::string> preference_of(std::string_view property) {
    if (property == kOptOut) return std::string(kAllPreferences);
    if (!property.starts_with(kOptOut) || property.substr(kOptOut.size(), 1) != "_") return std::nullopt;
    const auto id = subscription(property.substr(kOptOut.size() + 1));
    return id ? std::optional(std::string(kPreferences) + std::to_string(*id)) : std::nullopt;
}

bool opted_out(const json::value& shown) {
    return shown.is_bool() ? shown.get_bool() : shown.is_string() && shown.get_string() == "true";
}

HttpRequest ask_consent(const Connection& connection, const std::string& address, const ConsentCall& call) {
    const auto path = status_path(connection, address);
    if (call.field == kAllPreferences) return send_json("POST", path + "/unsubscribe-all?channel=EMAIL", json::object{});
    json::object body{
        {"subscriptionId",
         subscription(std::string_view(call.field).substr(kPreferences.size())).value_or(0)},
        {"statusState", call.out ? "UNSUBSCRIBED" : "SUBSCRIBED"},
        {"channel", "EMAIL"}};
    // The account's own word for why: mandatory where its privacy settings are on.
    if (const auto basis = connection.setting("legal_basis"); !basis.empty()) {
        body["legalBasis"] = basis;
        body["legalBasisExplanation"] = connection.setting("legal_basis_explanation");
    }
    return send_json("POST", path, body);
}

std::optional<Outcome> refused_consent(const ConsentCall& call, const Answer& answer) {
    Outcome said;
    if (!answer.ok()) {
        said = refusal(answer);
    } else if (const auto errors = items_at(answer.body, "/errors"); !errors.empty()) {
        said = error_of(errors.front());
    } else {
        // Unsubscribing from all answers with nothing, the others with how it stands now.
        const auto status = scalar_at(answer.body, "/results/0/status");
        if (call.field == kAllPreferences || status == (call.out ? "UNSUBSCRIBED" : "SUBSCRIBED"))
            return std::nullopt;
        if (status.empty()) return Outcome{};
        said.vendor_says = "The status of the subscription is still " + status;
    }
    if (said.verdict == Verdict::unanswered || said.verdict == Verdict::refused)
        said = classify(kOwnWords, call.out ? kOptOutRefused : kOptInRefused, said.vendor_says, call.field);
    said.field = call.field;
    return said;
}

}  // namespace crosswalk::hubspot
