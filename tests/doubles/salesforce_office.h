// tests/doubles/salesforce_office.h - an org with one lead, and a program that is signed in.
#pragma once

#include "tests/support/client.h"
#include "tests/support/keys.h"
#include "tests/support/salesforce_double.h"

#include <gtest/gtest.h>

namespace crosswalk::doubles {

class SalesforceOffice : public ::testing::Test {
protected:
    SalesforceOffice() {
        vendor.set_clock([this] { return now; });
        const auto reply = call(
            vendor.url(),
            "POST",
            "/services/oauth2/token",
            {},
            {"grant_type=client_credentials&client_id=3MVG9.crosswalk&client_secret=secret",
             "application/x-www-form-urlencoded"}
        );
        token = reply.json().at("access_token").as_string().c_str();
        ann = vendor.add_lead(
            {{"FirstName", "Ann"}, {"LastName", "Lee"}, {"Company", "Example"}, {"Email", "ann@example.com"}}
        );
        owner = owner_of(ann);
    }
    static SalesforceDouble::Login login() {
        SalesforceDouble::Login out;
        out.client_secret = "secret";
        out.public_key = test_keys().public_pem;
        return out;
    }
    std::string owner_of(const std::string& id) { return text_of(*vendor.record("Lead", id), "OwnerId"); }

    std::int64_t now{1'795'459'200'000};
    SalesforceDouble vendor{login()};
    std::string token, ann, owner;
};

}  // namespace crosswalk::doubles
