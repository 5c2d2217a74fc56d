// Every check runs three times: on the real tree, on tiny trees that break its rule, and on one that keeps
// it. A check without a tree that breaks its rule does not pass, so none can be a check that never fails.
#include "tests/architecture/house_rules.h"
#include "tests/architecture/rooms.h"
#include "tests/architecture/size_rules.h"

#include <gmock/gmock.h>

namespace crosswalk::architecture {
namespace {

struct Guilty {
    std::string why{};
    Tree tree{};
    std::string complaint{};  // part of what must be said
};
struct Check {
    std::string name{};
    Complaints (*run)(const Tree&) = nullptr;
    std::vector<Guilty> guilty{};
    Tree innocent{};
    friend void PrintTo(const Check& check, std::ostream* out) { *out << check.name; }
};

const std::string kMark = std::string("// TO") + "DO";

Check includes() {
    const Tree lead{
        {"connector/lead/lead.h", "#pragma once\n"},
        {"connector/sync/echo.h", ""},
        {"adapters/acme/error_table.h", ""}};
    const auto plus = [&](std::string path, std::string text) {
        Tree tree = lead;
        tree[std::move(path)] = std::move(text);
        return tree;
    };
    return {
        "includes",
        check_includes,
        {
            {"mapping looks up into sync",
             plus("connector/mapping/a.cpp", "#include \"connector/sync/echo.h\"\n"),
             "connector/mapping may not include"},
            {"an adapter includes the lead",
             plus("adapters/globex/a.cpp", "#include \"connector/lead/lead.h\"\n"),
             "adapters/globex may not include"},
            {"an adapter includes another vendor",
             plus("adapters/globex/a.cpp", "#include \"adapters/acme/error_table.h\"\n"),
             "adapters/globex may not include"},
            {"the store's library outside its room",
             plus("connector/run/engine/a.cpp", "\n#include <sqlite3.h>\n"),
             "connector/run/engine/a.cpp:2: connector/run/engine may not use <sqlite3.h>"},
            {"two libraries in one sub-folder of io",
             plus("connector/io/store_sqlite/a.cpp", "#include <cpprest/http_client.h>\n"),
             "may not use <cpprest/http_client.h>"},
            {"sockets in a rule", plus("connector/sync/a.cpp", "#include <sys/socket.h>\n"), "posix"},
            {"a library nobody listed",
             plus("connector/app/a.cpp", "#include <leftpad/leftpad.hpp>\n"),
             "nobody has listed"},
            {"a path from the file's own folder",
             plus("connector/lead/a.cpp", "#include \"lead.h\"\n"),
             "no file of this repository"},
            {"product code that leans on tests",
             {{"tests/support/fake.h", ""}, {"connector/app/a.cpp", "#include \"tests/support/fake.h\"\n"}},
             "may not include \"tests/support/fake.h\""},
            {"a new room without a row", {{"connector/misc/a.cpp", ""}}, "stands in no room"},
            {"indented and spaced out",
             plus("webhooks/verify/a.cpp", "  #  include <boost/beast.hpp>\n"),
             "boost.beast"},
        },
        plus(
            "connector/sync/a.cpp",
            "#include \"connector/lead/lead.h\"\n#include \"connector/sync/echo.h\"\n#include <vector>\n"
        ),
    };
}

Check pure_rooms() {
    return {
        "pure_rooms",
        check_pure_rooms,
        {
            {"a rule reads the clock",
             {{"connector/sync/a.cpp", "auto t = std::chrono::system_clock::now();\n"}},
             "a.cpp:1"},
            {"an adapter reads the environment",
             {{"adapters/acme/a.cpp", "return std::getenv(\"X\");\n"}},
             "environment"},
            {"a mapping starts a thread", {{"connector/mapping/a.cpp", "#include <thread>\n"}}, "pure room"},
        },
        {{"connector/sync/a.cpp", "Millis now\n"}, {"connector/run/engine/a.cpp", "steady_clock::now();\n"}},
    };
}

Check vendor_names() {
    return {
        "vendor_names",
        check_vendor_names,
        {
            {"an if on a vendor",
             {{"connector/run/engine/a.cpp", "x\nif (vendor == \"hubspot\")\n"}},
             "connector/run/engine/a.cpp:2: names the vendor"},
            {"a comment", {{"connector/contract/a.h", "// as Salesforce does\n"}}, "'salesforce'"},
            {"part of an identifier", {{"connector/app/a.cpp", "sendgrid_key_\n"}}, "'sendgrid'"},
            {"a build file", {{"connector/CMakeLists.txt", "# ActiveCampaign\n"}}, "'activecampaign'"},
            {"a vendor known only by its folder",
             {{"adapters/acme/a.cpp", ""}, {"webhooks/route/a.cpp", "acme\n"}},
             "'acme'"},
        },
        {{"adapters/acme/a.cpp", "acme"},
         {"tests/a.cpp", "hubspot"},
         {"deploy/x", "hubspot"},
         {"README.md", "Salesforce"},
         {"mappings/f.yaml", "salesforce"},
         {"connector/run/engine/a.cpp", "acmeist, a vendor"}},
    };
}

Check vendor_folders() {
    Tree whole;
    for (const char* role :
         {"manifest.cpp", "error_table.h", "decode.cpp", "describe.cpp", "write.cpp", "read.cpp", "NOTES.md"})
        whole["adapters/acme/" + std::string(role)] = "";
    whole["tests/fixtures/acme/webhook.json"] = "{}";
    whole["adapters/registry.cpp"] = "acme";
    std::vector<Guilty> guilty;
    for (const auto& [path, text] : whole) {
        if (path == "adapters/registry.cpp") continue;
        Tree lacking = whole;
        lacking.erase(path);
        guilty.push_back({"without " + path, lacking, "adapters/acme/: has no"});
    }
    Tree channel{{"adapters/acme/notify.cpp", ""}, {"tests/fixtures/acme/a.json", "{}"}};
    guilty.push_back({"a channel without its manifest", channel, "adapters/acme/: has no manifest.cpp"});
    Tree unlisted = whole;
    unlisted["adapters/registry.cpp"] = "globex";
    guilty.push_back({"not in the registry", unlisted, "does not list 'acme'"});
    return {"vendor_folders", check_vendor_folders, guilty, whole};
}

Check addresses() {
    const std::string at = "@";
    return {
        "addresses",
        check_addresses,
        {
            {"a real mail host",
             {{"tests/fixtures/acme/a.json", "{\"email\": \"ada" + at + "gmail.com\"}"}},
             "gmail.com"},
            {"a form-encoded one",
             {{"tests/fixtures/acme/a.form",
               "x=1\ncontact[email]=ada%40"
               "acme.io&x=1"}},
             "a.form:2"},
            {"a host that only ends like ours",
             {{"README.md", "ada" + at + "notexample.com"}},
             "notexample.com"},
        },
        {{"tests/a.json",
          "ada@example.com b%40mail.example.org c@host.example @cite git@host d@EXAMPLE.COM e@x.test. "
          "f@-example.co"}},
    };
}

Check machine_paths() {
    return {
        "machine_paths",
        check_machine_paths,
        {
            {"a working copy", {{"deploy/x", std::string("cd /wo") + "rk/main"}}, "one machine"},
            {"a build folder", {{"tests/a.cpp", std::string("\"/tmp/") + "quick/crosswalk\""}}, "a.cpp:1"},
            {"somebody's home", {{"README.md", std::string("/ro") + "ot/.cache"}}, "README.md"},
        },
        {{"deploy/x", "mkdir network/x /tmp/quickstart.log $HOME/.cache"}},
    };
}

std::string lines(int count) { return std::string(static_cast<std::size_t>(count), '\n'); }

Check file_lengths() {
    return {
        "file_lengths",
        check_file_lengths,
        {{"a source", {{"connector/run/a.cpp", lines(301)}}, "connector/run/a.cpp:301: has 301 lines; 300"},
         {"a header", {{"webhooks/route/a.h", lines(131)}}, "131 lines; 130"},
         {"a test", {{"tests/run/a_test.cpp", lines(401)}}, "401 lines; 400"},
         {"an exception that grows",
          {{"adapters/hubspot/error_table.h", lines(183)}},
          "182 is the limit of this exception"},
         {"an exception that is none any more",
          {{"adapters/hubspot/error_table.h", lines(130)}},
          "remove its row"}},
        {{"connector/run/a.cpp", lines(300)},
         {"connector/run/a.h", lines(130)},
         {"adapters/hubspot/error_table.h", lines(182)},
         {"tests/run/a_test.cpp", lines(400)},
         {"tests/fixtures/a.json", lines(9'999)}},
    };
}

Check function_lengths() {
    const std::string body = "void f(int a) {" + lines(60) + "}\n";
    return {
        "function_lengths",
        check_function_lengths,
        {{"a function",
          {{"connector/run/a.cpp", "\n" + body}},
          "connector/run/a.cpp:2: 'f' has 61 lines; 60"},
         {"a member", {{"connector/run/a.h", "class A {\npublic:\n" + body + "};\n"}}, "a.h:3: 'f'"},
         {"a lambda", {{"tests/a.cpp", "const auto a = [] {" + lines(60) + "};\n"}}, "a.cpp:1: 'lambda'"}},
        {{"connector/run/a.cpp", "void f(int a) {" + lines(59) + "}\nvoid g() {" + lines(59) + "}\n"},
         {"connector/run/a.h", "namespace a {" + lines(100) + "}\nstruct B {" + lines(20) + "};\n"}},
    };
}

Check parameters() {
    const std::string many = "(int a, int b, int c, int d, int e, int g)";
    return {
        "parameters",
        check_parameters,
        {{"a function",
          {{"connector/run/a.cpp", "\nvoid f" + many + " {}\n"}},
          "connector/run/a.cpp:2: 'f' has 6 parameters; 5"},
         {"a declaration", {{"connector/run/a.h", "void f" + many + ";\n"}}, "a.h:1: 'f'"},
         {"a virtual member",
          {{"connector/ports/a.h", "struct A {\n    virtual void f" + many + " = 0;\n};\n"}},
          "a.h:2: 'f'"},
         {"a constructor", {{"connector/run/a.h", "struct A {\n    A" + many + ";\n};\n"}}, "a.h:2: 'A'"},
         {"a lambda",
          {{"webhooks/route/a.cpp", "void f() {\n    g([]" + many + " {});\n}\n"}},
          "a.cpp:2: 'lambda'"},
         {"a test's helper", {{"tests/a.cpp", "void f" + many + " {}\n"}}, "'f'"},
         {"an exception that is none any more",
          {{"connector/io/http_cpprest/tls.cpp", "void let_go(int a) {}\n"}},
          "remove its row"}},
        {{"connector/run/a.cpp",
          "void f(std::map<int, int> a, int b, int c, int d, int e) { g(1, 2, 3, 4, 5, 6); }\n"
          "// void h" +
              many + ";\nconst char* text = \"void h" + many + " {}\";\n"}},
    };
}

Check unfinished() {
    return {
        "unfinished",
        check_unfinished,
        {
            {"a note to nobody", {{"connector/run/engine/a.cpp", "\n" + kMark + ": later\n"}}, "a.cpp:2"},
            {"in a build file", {{"CMakeLists.txt", std::string("# FIX") + "ME\n"}}, "CMakeLists.txt:1"},
        },
        {{"connector/run/engine/a.cpp", kMark + "(#12): later\n"}, {"connector/run/b.cpp", "MAXXX todos\n"}},
    };
}

Check headers_open_once() {
    return {
        "headers_open_once",
        check_headers_open_once,
        {{"bare", {{"a.h", "struct A {};\n"}}, "a.h"}},
        {{"a.h", "#pragma once\n"}}};
}

Check names() {
    return {
        "names",
        check_names,
        {{"a type of old",
          {{"connector/run/engine/a.cpp", "x\nLatch latch;\n"}},
          "connector/run/engine/a.cpp:2: uses the name 'Latch'"},
         {"a member of old", {{"tests/a.h", "record.lives_on = key;\n"}}, "'lives_on'"}},
        {{"connector/run/engine/a.cpp", "Latches take_lives_on; row[\"lives_on\"] = key;\n"}},
    };
}

Check top_level() {
    return {
        "top_level",
        check_top_level,
        {{"a new folder", {{"src/a.cpp", ""}}, "src: stands in the root"},
         {"a stray file", {{"notes.txt", ""}}, "notes.txt"}},
        {{"connector/a.h", ""}, {"README.md", ""}, {".ci/run", ""}},
    };
}

const std::vector<Check>& checks() {
    static const std::vector<Check> all{
        includes(),
        pure_rooms(),
        vendor_names(),
        vendor_folders(),
        addresses(),
        machine_paths(),
        file_lengths(),
        function_lengths(),
        parameters(),
        unfinished(),
        headers_open_once(),
        names(),
        top_level(),
    };
    return all;
}

std::string text_of(const Complaints& complaints) {
    std::string text;
    for (const Complaint& complaint : complaints) text += complaint.text() + "\n";
    return text;
}

class EachCheck : public testing::TestWithParam<Check> {};

TEST_P(EachCheck, finds_nothing_to_say_about_this_repository) {
    static const Tree tree = read_tree(CROSSWALK_SOURCE_DIR);
    ASSERT_TRUE(tree.contains("connector/contract/adapter.h"))
        << "the source tree was not found at " CROSSWALK_SOURCE_DIR;
    ASSERT_GT(tree.size(), 80U);
    const Complaints complaints = GetParam().run(tree);
    EXPECT_TRUE(complaints.empty()) << text_of(complaints);
}

TEST_P(EachCheck, complains_about_every_tree_that_breaks_its_rule) {
    ASSERT_FALSE(GetParam().guilty.empty())
        << "a check that was never seen to fail proves nothing: plant a fault for it";
    for (const Guilty& guilty : GetParam().guilty) {
        const Complaints complaints = GetParam().run(guilty.tree);
        EXPECT_THAT(text_of(complaints), testing::HasSubstr(guilty.complaint)) << guilty.why;
        ASSERT_FALSE(complaints.empty()) << guilty.why;
        for (const Complaint& complaint : complaints)
            EXPECT_FALSE(complaint.remedy.empty()) << complaint.text();
    }
}

TEST_P(EachCheck, is_silent_on_a_tree_that_keeps_its_rule) {
    EXPECT_EQ(text_of(GetParam().run(GetParam().innocent)), "");
}

INSTANTIATE_TEST_SUITE_P(the_house, EachCheck, testing::ValuesIn(checks()), [](const auto& of) {
    return of.param.name;
});

TEST(Rooms, a_file_belongs_to_the_innermost_room) {
    EXPECT_EQ(room_of("connector/io/store_sqlite/store.cpp")->folder, "connector/io/store_sqlite");
    EXPECT_EQ(room_of("adapters/acme/write.cpp")->folder, "adapters/acme");
    EXPECT_EQ(room_of("adapters/registry.cpp")->folder, "adapters");
    EXPECT_EQ(room_of("elsewhere/a.cpp"), nullptr);
}

TEST(Rooms, every_row_names_rooms_that_have_a_row) {
    for (const Room& room : rooms())
        for (const auto allowed : room.may)
            EXPECT_NE(room_of(std::string(allowed) + (allowed.ends_with(".h") ? "" : "/a.h")), nullptr)
                << allowed;
}

TEST(Rooms, headers_are_told_apart_by_library) {
    EXPECT_EQ(library_of("vector"), "std");
    EXPECT_EQ(library_of("boost/asio/ip/tcp.hpp"), "boost.asio");
    EXPECT_EQ(library_of("sys/socket.h"), "posix");
    EXPECT_EQ(library_of("unistd.h"), "posix");
    EXPECT_EQ(library_of("boost/spirit.hpp"), std::nullopt);
}

}  // namespace
}  // namespace crosswalk::architecture
