// The adapters' own ways of proving a delivery, against the vectors of their vendors' sheets.
#include "adapters/registry.h"
#include "tests/verify/vendor_vectors.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

class AdapterVectors : public ::testing::TestWithParam<const char*> {};

TEST_P(AdapterVectors, AreJudgedByTheManifestAsTheSheetSays) {
    const auto vectors = testing::vectors_of(GetParam());
    ASSERT_GE(vectors.size(), 3U);
    for (const auto& one : vectors) {
        const auto judged = verify(
            find_adapter(GetParam())->manifest.webhook,
            one.hook,
            {"POST", one.target, one.headers, one.body},
            {"https://crosswalk.example.com", one.path_secret, Millis(one.now), &one.keys}
        );
        EXPECT_EQ(to_string(judged.result), one.expect) << one.name << ": " << judged.reason;
    }
}

INSTANTIATE_TEST_SUITE_P(Vendors, AdapterVectors, ::testing::Values("brevo", "klaviyo", "mailchimp", "mailerlite"));

}  // namespace
}  // namespace crosswalk
