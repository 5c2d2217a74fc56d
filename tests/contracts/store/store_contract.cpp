#include "store_contract.h"

#include <unistd.h>

namespace crosswalk {

void StoreContract::SetUp() {
    if (!GetParam().missing.empty()) GTEST_SKIP() << GetParam().missing;
    std::string name = (std::filesystem::temp_directory_path() / "crosswalk-store.XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    reopen();
}

void StoreContract::TearDown() {
    // Whatever a story did, every item is accounted for.
    if (store) {
        const auto balanced = store->read([](Transaction& tx) -> Result<void> {
            const auto all = tx.books.all();
            if (!all) return all.error();
            EXPECT_EQ(imbalance(*all), "");
            return {};
        });
        EXPECT_TRUE(balanced);
    }
    store.reset();
    std::filesystem::remove_all(folder_);
}

void StoreContract::reopen() {
    store.reset();
    auto opened = GetParam().open(folder_);
    ASSERT_TRUE(opened) << opened.error().what;
    store = std::move(*opened);
}

Counts StoreContract::book(std::string_view connection, Book which) {
    Counts out;
    const auto all = look([](Transaction& tx) { return tx.books.all(); });
    if (const auto books = all.find(connection); books != all.end()) out = books->second.at(which);
    std::erase_if(out, [](const auto& word) { return word.second == 0; });
    return out;
}

NewEvent event_of(std::string connection, std::string body, std::int64_t second, std::string id) {
    return {
        .connection = std::move(connection),
        .delivery =
            {.method = "POST",
             .target = "/hooks/mail",
             .body = std::move(body),
             .received_at = at_second(second)},
        .delivery_id = std::move(id)};
}

WriteIntent touch_of(std::string lead, FieldSet fields, Urgency urgency, std::int64_t due) {
    return {
        .connection = "crm",
        .kind = {"Lead"},
        .record = VendorId{"r-" + lead},
        .lead = {std::move(lead)},
        .fields = std::move(fields),
        .part = urgency == Urgency::consent ? WritePart::consent : WritePart::fields,
        .urgency = urgency,
        .due = at_second(due)};
}

}  // namespace crosswalk
