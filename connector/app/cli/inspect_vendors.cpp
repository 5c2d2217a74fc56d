// What this program is, and whom it can talk to.
#include "adapters/registry.h"
#include "connector/app/cli/inspect.h"

#include <algorithm>

namespace crosswalk {
namespace {

struct VendorRow {
    std::string vendor{}, title{}, flows{}, proof{}, reads{}, writes{};
};

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& one : words) out.append(out.empty() ? "" : ", ").append(one);
    return out.empty() ? "-" : out;
}

VendorRow row_of(const Manifest& manifest) {
    std::vector<std::string> flows, proofs, reads, writes;
    for (const AuthFlow& flow : manifest.auth) flows.emplace_back(flow.flow);
    for (const Scheme& scheme : manifest.webhook.accept) {
        if (const auto* signature = std::get_if<Signature>(&scheme))
            proofs.push_back("signature " + std::string(signature->name));
        else if (const auto* header = std::get_if<SecretInHeader>(&scheme))
            proofs.push_back("secret in header " + std::string(header->header));
        else
            proofs.emplace_back(
                std::holds_alternative<BasicLogin>(scheme) ? "user and password" : "secret in the path"
            );
    }
    for (const ObjectPlan& plan : manifest.objects) {
        if (!plan.operations.empty()) writes.push_back(plan.kind.text);
        const bool polls = std::ranges::count(plan.reads, Reading::since) > 0;
        if (!plan.reads.empty()) reads.push_back(plan.kind.text + (polls ? " (also polled)" : ""));
    }
    if (manifest.channel) writes.emplace_back("notices");
    if (manifest.channel && manifest.channel->answers) reads.emplace_back("clicks");
    return {
        std::string(manifest.vendor),
        std::string(manifest.title),
        joined(flows),
        joined(proofs),
        joined(reads),
        joined(writes)};
}

}  // namespace

CommandAnswer inspect_vendors(bool markdown) {
    CommandAnswer out;
    boost::json::array list;
    std::vector<std::vector<std::string>> rows{
        {"ADAPTER", "VENDOR", "SIGN-IN", "WEBHOOKS PROVEN BY", "READS", "WRITES"}};
    std::string marked =
        "| Adapter | Vendor | Sign-in | Webhooks proven by | Reads | Writes |\n|---|---|---|---|---|---|\n";
    for (const Adapter* adapter : all_adapters()) {
        const VendorRow row = row_of(adapter->manifest);
        rows.push_back({row.vendor, row.title, row.flows, row.proof, row.reads, row.writes});
        marked += "| `" + row.vendor + "` | " + row.title + " | " + row.flows + " | " + row.proof + " | " +
                  row.reads + " | " + row.writes + " |\n";
        list.push_back(
            {{"adapter", row.vendor},
             {"title", row.title},
             {"sign_in", row.flows},
             {"proof", row.proof},
             {"reads", row.reads},
             {"writes", row.writes}}
        );
    }
    out.text = markdown ? marked : table(rows);
    out.data = {{"vendors", std::move(list)}};
    return out;
}

CommandAnswer inspect_version() {
    return {.text = "crosswalk " CROSSWALK_VERSION "\n", .data = {{"version", CROSSWALK_VERSION}}};
}

}  // namespace crosswalk
