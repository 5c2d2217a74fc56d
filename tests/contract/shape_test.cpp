#include "connector/contract/adapter.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

const Manifest kPost{.vendor = "post", .title = "Post"};
const ObjectPlan kReader{.kind = {"person"}};
const ObjectSchema kNoSchema{};

Answer told(std::string body, int status = 200, Headers headers = {}) {
    return *answer_of(kPost, {.status = status, .headers = std::move(headers), .body = std::move(body)});
}
Call asked(std::string path, std::vector<std::size_t> rows = {}) {
    return {.request = {.path = std::move(path)}, .rows = std::move(rows)};
}

constexpr std::string_view kFieldsAt[] = {"", "/fields"};
constexpr PageShape kPage{
    .row = {.items = "/data", .id = "/id", .fields_at = kFieldsAt, .updated_at = "/changed", .deleted = "/gone_at"},
    .paging = {.by = Paging::By::token, .next = "/meta/next", .param = "cursor"},
    .poll = {.order = PollOrder::by_token},
    .leaves_out_gone = true};

TEST(PageShape, TellsRecordsWithTheFieldsThatAreAskedForWhereverTheyStand) {
    const MatchQuery query{kReader, kNoSchema, {"city", "score", "other"}, {"email", {"ann@example.com"}}};
    Page page;
    const auto next = read_found_page(
        kPage,
        query,
        asked("/people"),
        told(
            R"({"data":[{"id":7,"email":"ann@example.com","changed":"2026-11-20T10:15:30Z","fields":{"city":null,"score":5}}]})"
        ),
        page
    );
    ASSERT_TRUE(next);
    EXPECT_TRUE(next->empty());
    ASSERT_EQ(page.changes.size(), 1U);
    const Change& ann = page.changes[0];
    EXPECT_EQ(ann.kind.text, "person");
    EXPECT_EQ(ann.id.text, "7");
    EXPECT_EQ(ann.fields.at("email"), "ann@example.com") << "what is looked for is told";
    EXPECT_TRUE(ann.fields.at("city").is_null()) << "blank is told, too";
    EXPECT_EQ(ann.fields.at("score"), 5);
    EXPECT_FALSE(ann.fields.contains("other")) << "not told is not blank";
    EXPECT_EQ(iso_text(ann.occurred_at->at), "2026-11-20T10:15:30.000Z");
    EXPECT_FALSE(ann.deleted);
}

TEST(PageShape, WhoeverAListOfTheSuppressedDoesNotHoldIsThereAndMayBeWrittenTo) {
    constexpr PageShape kListed{
        .row = {.items = "/rows", .id = "/email"}, .absent = {.address = "email", .flag = "preferences/all"}};
    const IdsQuery query{kReader, kNoSchema, {"email", "preferences/all", "city"}, {{{"a@example.com"}, {"b@example.com"}}}};
    for (const auto& [body, status] : {std::pair{R"({"rows":[]})", 200}, std::pair{R"({"message":"not found"})", 404}}) {
        Page page;
        ASSERT_TRUE(read_ids_page(kListed, query, asked("/b", {1}), told(body, status), page));
        ASSERT_EQ(page.changes.size(), 1U) << body;
        EXPECT_EQ(page.changes[0].id.text, "b@example.com");
        EXPECT_EQ(page.changes[0].fields.at("preferences/all"), false);
        EXPECT_EQ(page.changes[0].fields.at("email"), "b@example.com");
        EXPECT_EQ(page.changes[0].fields.size(), 2U) << "what no list tells is not told";
        EXPECT_TRUE(page.gone.empty());
    }
    Page page;
    EXPECT_FALSE(read_ids_page(kListed, query, asked("/b", {1}), told("{}"), page)) << "no list, no word";
    EXPECT_TRUE(page.changes.empty());
}

TEST(PageShape, WhereAWrongAddressSoundsTheSameNobodyIsGoneBeforeTheAccountIsSeen) {
    constexpr PageShape kWary{
        .row = {.id = "/id"}, .gone = {.ask = "/people?count=1", .confirms = "/people"}};
    const IdsQuery query{kReader, kNoSchema, {}, {{{"7"}, {"8"}}}};
    Page page;
    const auto wary = read_ids_page(kWary, query, asked("/people/8", {1}), told("{}", 404), page);
    ASSERT_TRUE(wary);
    ASSERT_EQ(wary->size(), 1U);
    EXPECT_EQ(wary->front().request.path, "/people?count=1");
    EXPECT_TRUE(page.gone.empty());
    for (const int status : {200, 404})
        EXPECT_EQ(
            read_ids_page(kWary, query, wary->front(), told("{}", status), page).error().code,
            "answer.nobody_there"
        );
    ASSERT_TRUE(read_ids_page(kWary, query, wary->front(), told(R"({"people":[]})"), page));
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"8"}}));
}

constexpr std::string_view kLeft[] = {"left", "true"}, kStays[] = {"stays", "false"};
constexpr WordFlag kFlags[] = {{.field = "preferences/all", .at = "/state", .yes = kLeft, .no = kStays}};
constexpr NameSet kSets[] = {
    {.prefix = "tag/", .items = "/tags", .name = "/name", .total = "/tag_count"},
    {.prefix = "groups/", .items = "/groups"}};
constexpr PageShape kBeside{
    .row = {.id = "/id", .deleted = "/state", .deleted_says = "stored away", .flags = kFlags, .sets = kSets}};

Change beside(const char* row) {
    const IdsQuery query{
        kReader, kNoSchema, {"preferences/all", "tag/MQL", "tag/Cold", "groups/12"}, {{{"7"}}}};
    Page page;
    EXPECT_TRUE(read_ids_page(kBeside, query, asked("/people/7", {0}), told(row), page));
    return page.changes.at(0);
}

TEST(PageShape, TellsNamesBesideFieldsByWordsListsAndBooleans) {
    const auto all = beside(
        R"({"id":"7","state":"left","tags":[{"name":"MQL"}],"tag_count":1,"groups":{"12":true,"13":false}})"
    );
    EXPECT_EQ(all.fields.at("preferences/all"), true);
    EXPECT_EQ(all.fields.at("tag/MQL"), true);
    EXPECT_EQ(all.fields.at("tag/Cold"), false);
    EXPECT_EQ(all.fields.at("groups/12"), true);
    EXPECT_EQ(beside(R"({"id":"7","groups":[12]})").fields.at("groups/12"), true)
        << "names without more around them";
    EXPECT_EQ(beside(R"({"id":"7","state":false})").fields.at("preferences/all"), false);
}

TEST(PageShape, DoesNotTellOfANameBesideFieldsWhatTheRowLeavesOpen) {
    EXPECT_TRUE(beside(R"({"id":"7","state":"asleep","tags":null})").fields.empty());
    EXPECT_TRUE(beside(R"({"id":"7","tags":[{"title":"MQL"}],"groups":{"12":"yes"}})").fields.empty());
    const auto some = beside(R"({"id":"7","tags":[{"name":"MQL"}],"tag_count":2})");
    EXPECT_EQ(some.fields.at("tag/MQL"), true);
    EXPECT_FALSE(some.fields.contains("tag/Cold")) << "the list is not whole";
}

TEST(PageShape, TakesAListThatIsLeftOutForAnEmptyOneWhereTheListBesideItIsThere) {
    constexpr NameSet kLeftOut[] = {{.prefix = "left/", .items = "/left", .empty_beside = "/on"}};
    const RowShape shape{.id = "/id", .sets = kLeftOut};
    const auto told = [&](const char* row) { return beside_fields(shape, boost::json::parse(row), "left/3"); };
    EXPECT_EQ(told(R"({"on":[1]})"), false);
    EXPECT_EQ(told(R"({"on":[],"left":null})"), false);
    EXPECT_EQ(told(R"({"on":[],"left":[3]})"), true);
    EXPECT_EQ(told(R"({"on":null,"left":null})"), std::nullopt);
    EXPECT_EQ(told(R"({"on":[],"left":7})"), std::nullopt);
}

TEST(PageShape, OfSeveralFlagsOfOneNameTheFirstThatSaysSomethingCounts) {
    static constexpr WordFlag kTwo[] = {
        {.field = "preferences/all", .at = "/reachable", .yes = std::span(&kStays[1], 1)},
        {.field = "preferences/all", .at = "/state", .yes = kLeft, .no = kStays}};
    constexpr RowShape kRow{.flags = kTwo};
    const auto out = [&](const char* row) { return beside_fields(kRow, boost::json::parse(row), "preferences/all"); };
    EXPECT_EQ(out(R"({"reachable":false,"state":"stays"})"), true);
    EXPECT_EQ(out(R"({"reachable":true,"state":"stays"})"), false);
    EXPECT_EQ(out(R"({"reachable":true,"state":"asleep"})"), std::nullopt);
}

TEST(PageShape, SpellsIdsInOneWay) {
    constexpr PageShape kShouted{.row = {.id = "/email", .spell = [](std::string_view id) { return lower_case(id); }}};
    Page page;
    const IdsQuery query{kReader, kNoSchema, {}, {{{"ann@example.com"}}}};
    ASSERT_TRUE(read_ids_page(kShouted, query, asked("/people/a", {0}), told(R"({"email":"Ann@EXAMPLE.com"})"), page));
    EXPECT_EQ(page.changes.at(0).id.text, "ann@example.com");
}

TEST(PageShape, KnowsTheWordThatSaysThatARecordIsGone) {
    EXPECT_TRUE(beside(R"({"id":"7","state":"stored away"})").deleted);
    EXPECT_FALSE(beside(R"({"id":"7","state":"left"})").deleted);
}

TEST(PageShape, ReadsOneRecordInThePlaceOfAList) {
    Page page;
    ASSERT_TRUE(read_ids_page(
        kPage, {kReader, kNoSchema, {}, {{{"7"}}}}, asked("/people/7", {0}), told(R"({"data":{"id":"7"}})"), page
    ));
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_TRUE(page.gone.empty());
}

TEST(PageShape, ARowWithoutAnIdTakesNothingFromTheOthers) {
    Page page;
    ASSERT_TRUE(read_found_page(
        kPage,
        {kReader, kNoSchema, {}, {"email", {"a"}}},
        asked("/people"),
        told(R"({"data":[{"email":"a"},null,{"id":"8"}]})"),
        page
    ));
    EXPECT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.unreadable.size(), 2U);
}

TEST(PageShape, SilenceIsNoListAndNoAbsence) {
    const IdsQuery query{kReader, kNoSchema, {}, {{{"7"}}}};
    for (const char* body : {"{}", "[]", "null", R"({"data":7})", ""}) {
        Page page;
        EXPECT_FALSE(read_ids_page(kPage, query, asked("/people", {0}), told(body), page)) << body;
        EXPECT_TRUE(page.gone.empty()) << body;
    }
}

TEST(PageShape, WhoeverAListLeavesOutIsGoneOnceItHasEnded) {
    const IdsQuery query{kReader, kNoSchema, {}, {{{"7"}, {"8"}}}};
    Page page;
    const auto more = read_ids_page(
        kPage, query, asked("/people", {0, 1}), told(R"({"data":[{"id":"7"}],"meta":{"next":"b"}})"), page
    );
    ASSERT_TRUE(more);
    ASSERT_EQ(more->size(), 1U);
    EXPECT_TRUE(page.gone.empty()) << "8 may stand on the next page";
    ASSERT_TRUE(read_ids_page(kPage, query, more->front(), told(R"({"data":[]})"), page));
    EXPECT_EQ(page.gone, std::vector<VendorId>{{"8"}});
}

TEST(PageShape, ARecordThatIsNotFoundIsGone) {
    Page page;
    const IdsQuery query{kReader, kNoSchema, {}, {{{"7"}, {"8"}}}};
    ASSERT_TRUE(read_ids_page(kPage, query, asked("/people/8", {1}), told("{}", 404), page));
    EXPECT_EQ(page.gone, std::vector<VendorId>{{"8"}});
    EXPECT_FALSE(read_ids_page(kPage, query, asked("/people", {0, 1}), told("{}", 404), page))
        << "a list that is not found says nothing of anyone";
}

TEST(PageShape, WhereTheVendorSaysWhoIsGoneAnother404SaysItOfNobody) {
    PageShape shape = kPage;
    shape.gone = {.at = "/message", .says = "Nobody"};
    const IdsQuery query{kReader, kNoSchema, {}, {{{"7"}}}};
    Page page;
    EXPECT_FALSE(read_ids_page(shape, query, asked("/people/7", {0}), told(R"({"message":"No such route"})", 404), page));
    EXPECT_TRUE(page.gone.empty()) << "a wrong address of the connection makes nobody vanish";
    EXPECT_TRUE(read_ids_page(shape, query, asked("/people/7", {0}), told(R"({"message":"Nobody here"})", 404), page));
    EXPECT_EQ(page.gone.size(), 1U);
}

TEST(MatchShape, ARefusalWithoutWordsSaysWhatToDoAllTheSame) {
    const std::vector<Record> people(1);
    const WriteBatch batch{kReader, kNoSchema, WriteKind::update, "", people};
    WriteReport report(1);
    ASSERT_TRUE(read_report({}, batch, asked("/people/1", {0}), told("", 409), report));
    EXPECT_FALSE(report.outcomes()[0].advice.empty());
}

TEST(PageShape, NobodyIsGoneWhereARowCannotBeReadOrAnObjectStandsForAList) {
    const IdsQuery query{kReader, kNoSchema, {}, {{{"7"}, {"8"}}}};
    Page page;
    ASSERT_TRUE(read_ids_page(kPage, query, asked("/people", {0, 1}), told(R"({"data":[{"id":"7"},{}]})"), page));
    EXPECT_TRUE(page.gone.empty());
    EXPECT_FALSE(read_ids_page(
        kPage, query, asked("/people", {0, 1}), told(R"({"data":{"0":{"id":"7"},"1":{"id":"8"}}})"), page
    ));
    EXPECT_FALSE(read_ids_page(kPage, query, asked("/people/7", {0}), told("<html>", 404), page));
    EXPECT_TRUE(page.gone.empty());
}

TEST(PageShape, OfChangesTellsWhereThePollGoesOn) {
    Page page;
    const ChangesQuery query{kReader, kNoSchema, {}, {}};
    const Headers clock{{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}};
    ASSERT_TRUE(read_changes_page(
        kPage, query, asked("/people"), told(R"({"data":[{"id":"7"}],"meta":{"next":"b"}})", 200, clock), page
    ));
    EXPECT_TRUE(page.more);
    EXPECT_EQ(place_of(page.next_cursor).behind, "b");
    Page last;
    const ChangesQuery second{kReader, kNoSchema, {}, {page.next_cursor}};
    ASSERT_TRUE(read_changes_page(kPage, second, asked("/people"), told(R"({"data":[]})"), last));
    EXPECT_FALSE(last.more);
    EXPECT_EQ(place_of(last.next_cursor).from, Millis{std::chrono::seconds{784'111'777}});
}

TEST(TurnPage, GoesOnAsTheVendorDoes) {
    const auto next = [](const Paging& paging, std::string path, std::string body, std::size_t rows) {
        const auto calls = turn_page(paging, asked(std::move(path), {3}), told(std::move(body)), rows);
        EXPECT_TRUE(calls.empty() || calls[0].rows == std::vector<std::size_t>{3});
        return calls.empty() ? std::string() : calls[0].request.path;
    };
    const Paging token{.by = Paging::By::token, .next = "/next", .param = "cursor"};
    EXPECT_EQ(next(token, "/p?cursor=a&limit=2", R"({"next":"b=/"})", 2), "/p?limit=2&cursor=b%3D%2F");
    EXPECT_EQ(next(token, "/p", R"({"next":null})", 2), "");
    const Paging link{.by = Paging::By::link, .next = "/next"};
    EXPECT_EQ(next(link, "/p", R"({"next":"https://elsewhere.example.com/q?page=2"})", 2), "/q?page=2");
    EXPECT_EQ(next(link, "/p", R"({"next":"/q?page=2"})", 2), "/q?page=2");
    EXPECT_EQ(next(link, "/p", R"({"next":"https://elsewhere.example.com"})", 2), "");
    const Paging offset{.by = Paging::By::offset, .param = "offset", .rows = 2};
    EXPECT_EQ(next(offset, "/p?x=1", "{}", 2), "/p?x=1&offset=2");
    EXPECT_EQ(next(offset, "/p?offset=2&x=1", "{}", 2), "/p?x=1&offset=4");
    EXPECT_EQ(next(offset, "/p", "{}", 1), "");
    const Paging page{.by = Paging::By::page, .param = "page", .rows = 2};
    EXPECT_EQ(next(page, "/p", "{}", 2), "/p?page=2");
    EXPECT_EQ(next({}, "/p", "{}", 100), "");
}

constexpr ErrorRule kRules[] = {{"taken", Verdict::refused, "Correct {field}."}};
const MatchShape kByAddress{
    .by = MatchShape::By::field,
    .results = "/done",
    .key = "/email",
    .id = "/id",
    .field = "email",
    .errors = "/failed",
    .error_key = "/email",
    .error = {.code_at = "/code", .message_at = "/why"},
    .rules = kRules};

std::vector<Record> two_people() {
    return {
        {.id = VendorId{"1"}, .fields = {{"email", "Ann@example.com"}}},
        {.id = VendorId{"2"}, .fields = {{"email", "bob@example.com"}}}};
}

TEST(MatchShape, GivesEachRecordTheVerdictOfItsRow) {
    const auto people = two_people();
    const WriteBatch batch{kReader, kNoSchema, WriteKind::update, "", people};
    WriteReport report(2);
    ASSERT_TRUE(read_report(
        kByAddress,
        batch,
        asked("/people"),
        told(
            R"({"done":[{"email":"ann@EXAMPLE.com","id":"1"}],"failed":[{"email":"bob@example.com","code":"taken","why":"Taken."}]})"
        ),
        report
    ));
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::applied);
    EXPECT_EQ(report.outcomes()[0].id, VendorId{"1"});
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::refused);
    EXPECT_EQ(report.outcomes()[1].vendor_says, "Taken.");
    EXPECT_EQ(report.outcomes()[1].advice, "Correct a field.");
}

TEST(MatchShape, WhoeverNoRowSpeaksAboutStaysUnanswered) {
    const auto people = two_people();
    const WriteBatch batch{kReader, kNoSchema, WriteKind::update, "", people};
    for (const char* body : {"{}", "[]", "", R"({"done":[{"email":"eve@example.com","id":"9"}]})", R"({"done":[{"id":"1"}]})",
                             R"({"done":[{"email":"ann@example.com"}]})"}) {
        WriteReport report(2);
        ASSERT_TRUE(read_report(kByAddress, batch, asked("/people"), told(body), report)) << body;
        for (const Outcome& one : report.outcomes()) EXPECT_EQ(one.verdict, Verdict::unanswered) << body;
    }
}

TEST(MatchShape, ByPositionSaysNothingWhereTheCountDoesNotFit) {
    const MatchShape by_position{.by = MatchShape::By::position, .id = "/id"};
    const auto people = two_people();
    const WriteBatch batch{kReader, kNoSchema, WriteKind::update, "", people};
    WriteReport report(2);
    ASSERT_TRUE(read_report(by_position, batch, asked("/people"), told(R"([{"id":"1"}])"), report));
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::unanswered);
    ASSERT_TRUE(read_report(by_position, batch, asked("/people"), told(R"([{"id":"1"},{"id":"2"}])"), report));
    EXPECT_EQ(report.outcomes()[1].id, VendorId{"2"});
}

TEST(MatchShape, ByCallSpeaksAboutTheRecordsOfTheCallAlone) {
    const MatchShape by_call{.id = "/data/id"};
    const auto people = two_people();
    const WriteBatch batch{kReader, kNoSchema, WriteKind::update, "", people};
    WriteReport report(2);
    ASSERT_TRUE(read_report(by_call, batch, asked("/people/2", {1}), told(R"({"data":{"id":"2"}})"), report));
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::unanswered);
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::applied);
    ASSERT_TRUE(read_report(by_call, batch, asked("/people/1", {0}), told("{}"), report));
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::unanswered) << "a yes names its record";
    ASSERT_TRUE(read_report(by_call, batch, asked("/people/1", {0}), told("{}", 422), report));
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::refused);
}

TEST(SchemaShape, OfTheSameFieldsEverywhereTheAnswerOnlyShowsThatTheListIsThere) {
    static constexpr OwnField kOwn[] = {{.name = "email", .writable = true, .unique = true}};
    constexpr SchemaShape kFixed{.items = "/rows", .always = kOwn, .fixed = true};
    ObjectSchema schema;
    ASSERT_TRUE(read_schema(kFixed, {kReader}, asked("/rows"), told(R"({"rows":[{"any":1}]})"), schema));
    ASSERT_EQ(schema.fields.size(), 1U);
    EXPECT_FALSE(read_schema(kFixed, {kReader}, asked("/rows"), told("{}"), schema));
}

TEST(SchemaShape, TellsFieldsPageByPage) {
    static constexpr std::pair<std::string_view, FieldShape> kTypes[] = {{"DATE", FieldShape::date}};
    static constexpr OwnField kAlways[] = {{.name = "email", .unique = true}};
    static const SchemaShape shape{
        .items = "/data",
        .name = "/key",
        .label = "/title",
        .type = "/type",
        .types = kTypes,
        .always = kAlways,
        .paging = {.by = Paging::By::page, .param = "page", .rows = 1}};
    ObjectSchema schema;
    const SchemaQuery query{kReader};
    const auto next = read_schema(
        shape, query, asked("/fields"), told(R"({"data":[{"key":"born","title":"Born","type":"DATE"}]})"), schema
    );
    ASSERT_TRUE(next);
    ASSERT_EQ(next->size(), 1U);
    ASSERT_TRUE(read_schema(shape, query, next->front(), told(R"({"data":[]})"), schema));
    ASSERT_EQ(schema.fields.size(), 2U);
    EXPECT_EQ(schema.fields[0].name, "email");
    EXPECT_EQ(schema.fields[1].label, "Born");
    EXPECT_EQ(schema.fields[1].shape, FieldShape::date);
    EXPECT_FALSE(read_schema(shape, query, asked("/fields"), told(R"({"data":[{"title":"Nameless"}]})"), schema));
}

}  // namespace
}  // namespace crosswalk
