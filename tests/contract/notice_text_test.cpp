// Texts of notices: cut where a channel's limit is, escaped for its markup.
#include "connector/contract/notice_text.h"

#include "connector/contract/text.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

TEST(CutText, TextWithinItsLimitStaysAsItIs) {
    EXPECT_EQ(cut_text("Lan Nguyễn", 10), "Lan Nguyễn");
    EXPECT_EQ(cut_text("", 0), "");
}

TEST(CutText, LongerTextEndsInAnEllipsisAndCountsIt) {
    EXPECT_EQ(cut_text("Lan Nguyễn", 9), "Lan Nguy…");
    EXPECT_EQ(text_length(cut_text(std::string(10'000, 'x'), 150), TextUnit::characters), 150U);
    EXPECT_EQ(cut_text("abcdef", 5, TextUnit::bytes), "ab…");
    EXPECT_EQ(cut_text("abcdef", 2, TextUnit::bytes), "");
}

TEST(CutText, EmojiCountTwiceInUtf16AndAreNeverHalved) {
    const std::string waves = "👋👋👋";
    EXPECT_EQ(text_length(waves, TextUnit::utf16), 6U);
    EXPECT_EQ(cut_text(waves, 5, TextUnit::utf16), "👋👋…");
    EXPECT_EQ(cut_text(waves, 4, TextUnit::utf16), "👋…");
}

TEST(CutText, AccentsAndJoinedEmojiStayWithTheirCharacter) {
    EXPECT_EQ(cut_text("a\u1EC5e\u0302\u0303x", 4), "a\u1EC5\u2026") << "an e without its accents is another letter";
    EXPECT_EQ(cut_text("ab\U0001F469\u200D\U0001F4BBcd", 5), "ab\u2026");
}

TEST(CutText, AtEveryLengthTheRestIsUtf8AndWithinTheLimit) {
    const std::string text = "Chào Lê Thị Hồng 👩‍💻 <b>&amp;</b> \xFF\xC3";
    const std::string valid = text.substr(0, text.size() - 2);
    for (const auto unit : {TextUnit::bytes, TextUnit::characters, TextUnit::utf16})
        for (std::size_t most = 0; most < 60; ++most) {
            EXPECT_LE(text_length(cut_text(text, most, unit), unit), most);
            EXPECT_TRUE(is_utf8(cut_text(valid, most, unit))) << most;
        }
}

TEST(HtmlEscaped, MarkupBecomesText) {
    EXPECT_EQ(html_escaped("<b>\"A\" & 'B'</b>"), "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;");
}

TEST(OneLine, ControlCharactersBecomeBlanks) { EXPECT_EQ(one_line("a\r\nBcc: b\tc"), "a  Bcc: b c"); }

TEST(PlainText, LeavesOutWhatIsEmptyAndALinkThatStandsInAButton) {
    NoticeMessage message{.subject = "New lead", .link = "https://crosswalk.example.com/act/T"};
    EXPECT_EQ(plain_text(message, LinkIn::text), "New lead\n\nhttps://crosswalk.example.com/act/T");
    message.body = "Call today.";
    message.facts = {{"Score", "87"}, {"Source", "Webinar"}};
    EXPECT_EQ(plain_text(message, LinkIn::button), "New lead\n\nCall today.\n\nScore: 87\nSource: Webinar");
}

TEST(ButtonWords, AreInTheReadersLanguageAndElseInEnglish) {
    EXPECT_EQ(button_words("vi").accept, "Nhận");
    EXPECT_EQ(button_words("vi-VN").accept, "Nhận");
    for (const char* other : {"en", "de", ""}) EXPECT_EQ(button_words(other).accept, "Accept");
}

}  // namespace
}  // namespace crosswalk
