#include "connector/io/store_postgres/address.h"

#include <algorithm>
#include <array>
#include <memory>
#include <sstream>

namespace crosswalk::postgres {
namespace {

constexpr std::array kSecrets = {std::string_view("password"), std::string_view("sslpassword")};

// Where the address says nothing else. A server that went silent is given up, so that everybody hears of it.
constexpr std::array<std::pair<std::string_view, const char*>, 5> kUnlessSaid = {{
    {"application_name", "crosswalk"},
    {"connect_timeout", "10"},
    {"keepalives_idle", "30"},
    {"keepalives_interval", "10"},
    {"tcp_user_timeout", "30000"},
}};

void blot(std::string& text, const std::string& secret) {
    constexpr std::string_view kInstead = "***";
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kInstead.size()))
        text.replace(at, secret.size(), kInstead);
}

}  // namespace

Result<Address> Address::of(const std::string& uri) {
    char* wrong = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> read(
        PQconninfoParse(uri.c_str(), &wrong), &PQconninfoFree
    );
    if (wrong != nullptr) PQfreemem(wrong);
    if (!read)
        return Fault{
            "store.bad_address",
            "The address of the store is none that PostgreSQL understands.",
            "Write postgresql://USER:PASSWORD@HOST/DATABASE; write a sign such as @ or % in the password as "
            "%40 or %25."};
    Address address;
    for (const PQconninfoOption* option = read.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        const std::string_view name = option->keyword;
        address.options_.emplace_back(name, option->val);
        if (std::ranges::count(kSecrets, name) == 0)
            address.given_.emplace_back(name, option->val);
        else if (*option->val != '\0')
            address.secrets_.emplace_back(option->val);
    }
    for (const auto& [name, value] : kUnlessSaid)
        if (std::ranges::find(address.options_, name, [](const auto& option) { return option.first; }) ==
            address.options_.end())
            address.options_.emplace_back(name, value);
    return address;
}

std::string Address::place() const {
    std::string all;
    for (const auto& [name, value] : given_) all += name + "=" + value + "\n";
    return all;
}

PGconn* Address::connect() const {
    std::vector<const char*> names, values;
    for (const auto& [name, value] : options_) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectdbParams(names.data(), values.data(), 0);
}

// Hints of libpq stand on lines of their own, behind a tab; each server that was tried has a line.
std::string Address::said(const char* message) const {
    std::string text = message == nullptr ? "" : message, out;
    for (const std::string& secret : secrets_) blot(text, secret);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && !line.starts_with('\t')) out += (out.empty() ? "" : "; ") + line;
    while (out.ends_with(' ') || out.ends_with('.')) out.pop_back();
    return out;
}

}  // namespace crosswalk::postgres
