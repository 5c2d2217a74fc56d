// The adapter's own way of proving a delivery, against the vectors of its vendor's sheet.
#include "adapters/registry.h"
#include "tests/verify/vendor_vectors.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

TEST(MailerLiteVectors, AreJudgedByTheAdaptersManifestAsTheSheetSays) {
    const auto vectors = testing::vectors_of("mailerlite");
    ASSERT_GE(vectors.size(), 3U);
    for (const auto& one : vectors) {
        const auto judged = verify(
            find_adapter("mailerlite")->manifest.webhook,
            one.hook,
            {"POST", one.target, one.headers, one.body},
            {"https://crosswalk.example.com", one.path_secret, Millis(one.now), &one.keys}
        );
        EXPECT_EQ(to_string(judged.result), one.expect) << one.name << ": " << judged.reason;
    }
}

}  // namespace
}  // namespace crosswalk
