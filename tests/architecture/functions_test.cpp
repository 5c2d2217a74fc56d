// What counts as a function, as a parameter of it, and as a line of it.
#include "tests/architecture/functions.h"

#include "tests/architecture/tokens.h"

#include <gmock/gmock.h>

namespace crosswalk::architecture {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// "name/parameters/lines" of every function in the text.
std::vector<std::string> found_in(std::string_view source) {
    std::vector<std::string> out;
    for (const Function& one : functions_in(source))
        out.push_back(one.name + "/" + std::to_string(one.parameters) + "/" + std::to_string(one.lines));
    return out;
}

std::vector<std::string_view> texts_of(const Tokens& tokens) {
    std::vector<std::string_view> out;
    for (const Token& one : tokens) out.push_back(one.text);
    return out;
}

TEST(Tokens, LeaveOutCommentsAndDirectives) {
    EXPECT_THAT(texts_of(tokens_of("a /* { */ // }\n#define X(a, b) \\\n    { a\nb")), ElementsAre("a", "b"));
}

TEST(Tokens, KeepAStringWhateverItHoldsAsOne) {
    EXPECT_THAT(
        texts_of(tokens_of("f(\"a, \\\"{\", R\"x(\" )\" {)x\", '\\'', ',')")),
        ElementsAre("f", "(", "\"a, \\\"{\"", ",", "R\"x(\" )\" {)x\"", ",", "'\\''", ",", "','", ")")
    );
}

TEST(Tokens, KeepANumberWithSeparatorsAsOne) {
    EXPECT_THAT(texts_of(tokens_of("1'000'000 + 0x1'F")), ElementsAre("1'000'000", "+", "0x1'F"));
}

TEST(Tokens, KnowTheirLine) {
    const Tokens tokens = tokens_of("a\n/*\n*/ b\nR\"(\n\n)\" c");
    ASSERT_EQ(tokens.size(), 4U);
    EXPECT_EQ(tokens[1].line, 3);
    EXPECT_EQ(tokens[3].line, 6);
}

TEST(Functions, AreCountedWithTheirParameters) {
    EXPECT_THAT(
        found_in("void none();\nint two(int a, const char* b) {\n    return a;\n}\nvoid old(void) {}\n"),
        ElementsAre("none/0/0", "two/2/3", "old/0/1")
    );
}

TEST(Functions, MayHaveParametersThatHoldCommas) {
    EXPECT_THAT(
        found_in("void f(std::map<int, std::pair<int, int>> m, std::function<void(int, int)> g = [](int, "
                 "int) {},\n"
                 "       int (&a)[2] = {1, 2}, bool less = 1 < 2, P p = {.a = 1, .b = g(1, 2)}) {}"),
        UnorderedElementsAre("f/5/2", "lambda/2/1")
    );
}

TEST(Functions, BeginWithTheirSignature) {
    const auto found = functions_in("\nstd::vector<int>\nlong_one(\n    int a,\n    int b\n) {\n}\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().line, 2);
    EXPECT_EQ(found.front().lines, 6);
}

TEST(Functions, AreFoundAsMembersConstructorsAndOperators) {
    EXPECT_THAT(
        found_in("class A : public B<int, int> {\npublic:\n"
                 "    explicit(true) A(int a, int b) : B{a, b}, c_(f(a, b)) {}\n"
                 "    ~A() override = default;\n"
                 "    virtual Result<void> go(int, int, int) const noexcept(true) = 0;\n"
                 "    bool operator()(int a) const { return a < 1; }\n"
                 "    bool operator<(const A& other) const;\n"
                 "    operator View() const { return {a, b}; }\n"
                 "private:\n    int c_ = max(1, 2);\n    std::map<int, int> d_{{1, 2}};\n};\n"),
        ElementsAre("A/2/1", "A/0/0", "go/3/0", "operator/1/1", "operator/1/0", "operator/0/1")
    );
}

TEST(Functions, AreFoundInEveryScope) {
    EXPECT_THAT(
        found_in("namespace a::b {\nnamespace {\nextern \"C\" {\nint c(int);\n}\n}\n"
                 "template <class T, class U = int>\nrequires(A<T> && B<U>)\nauto t(T x, U y) -> decltype(x "
                 "+ y) {}\n"
                 "enum class E { one, two };\n"
                 "void outer() {\n    struct Local {\n        void in(int, int) {}\n    };\n}\n}"),
        UnorderedElementsAre("c/1/0", "t/2/2", "outer/0/5", "in/2/1")
    );
}

TEST(Functions, AreNotCallsAndNotVariables) {
    EXPECT_THAT(
        found_in("const int a = f(1, 2, 3);\nstd::vector<int> b{g(1, 2)};\nusing F = void(int, int);\n"
                 "static_assert(sizeof(int) == 4, \"x\");\n"),
        IsEmpty()
    );
    EXPECT_THAT(
        found_in("void f() {\n    if (a < b && c > d) g(1, 2, 3, 4, 5, 6);\n    for (int i = 0; i < 2; ++i) "
                 "{\n    }\n}"),
        ElementsAre("f/0/5")
    );
}

TEST(Functions, MayBePointedTo) {
    EXPECT_THAT(found_in("struct A {\n    void (*run)(int, int) = nullptr;\n};"), ElementsAre("run/2/0"));
}

TEST(Lambdas, CountWhereverTheyStand) {
    EXPECT_THAT(
        found_in("const auto g = [](int a, int b) {\n    return a;\n};\n"
                 "void f() {\n    h([&, x = y[1]](int a) mutable -> int { return a; }, [] {});\n"
                 "    return [=]<class T>(T a, T b, T c) {};\n}"),
        UnorderedElementsAre("lambda/2/3", "f/0/4", "lambda/1/1", "lambda/0/1", "lambda/3/1")
    );
}

TEST(Lambdas, AreNotIndicesAttributesOrBindings) {
    EXPECT_THAT(
        found_in("[[nodiscard]] int f(int x) {\n    const auto& [a, b] = x;\n    auto [c, d](y);\n"
                 "    delete[] p;\n    return v[1] + g()[2];\n}"),
        ElementsAre("f/1/6")
    );
}

}  // namespace
}  // namespace crosswalk::architecture
