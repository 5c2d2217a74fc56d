// connector/ports/secrets.h - what may never be printed.
#pragma once

#include "connector/contract/values.h"

#include <ostream>

namespace crosswalk {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    std::string_view reveal() const { return value_; }  // grep for it: each use is a decision
    bool empty() const { return value_.empty(); }
    friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "[secret]"; }

private:
    std::string value_{};
};

// Newest first; every one of them is accepted, the first is used.
using SecretList = std::vector<Secret>;

// Seals and opens what is kept in the store (AES-256-GCM; the keys are outside the database).
// Safe to share between threads. Faults: "secrets.wrong_key", "secrets.damaged".
class Vault {
public:
    virtual ~Vault() = default;
    virtual std::string seal(std::string_view plain, std::string_view name) const = 0;
    virtual Result<Secret> open(std::string_view sealed, std::string_view name) const = 0;
};

}  // namespace crosswalk
