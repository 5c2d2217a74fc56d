// A notice as a mail: what a header may not carry, how letters beyond ASCII travel, what both parts say.
#include "adapters/smtp/internal.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

#include <gtest/gtest.h>

namespace crosswalk::test {
namespace {

NoticeMessage mail_notice() {
    return {
        .id = "0190f3a2-1",
        .address = "lan@example.com",
        .language = "vi",
        .subject = "Khách hàng tiềm năng mới",
        .body = ".hidden\nGọi hôm nay = 10:00 ",
        .facts = {{"Điểm", "87 < 90"}},
        .link = "https://crosswalk.example.com/act/T?a=1&b=2",
        .token = "T"};
}
const smtp::Sender kFrom{"crosswalk@example.com", "Lead \"Desk\""};

std::string header_of(const std::string& mail, std::string_view name) {
    const auto at = mail.find("\r\n" + std::string(name) + ": ");
    if (at == std::string::npos) return {};
    const auto begin = at + 2 + name.size() + 2;
    return mail.substr(begin, mail.find("\r\n", begin) - begin);
}

TEST(MailMessage, SaysWhoWhatAndThatNobodyShouldAnswerByMachine) {
    const auto mail = smtp::mime_message(mail_notice(), kFrom);
    EXPECT_TRUE(mail.starts_with("From: \"Lead 'Desk'\" <crosswalk@example.com>\r\n")) << mail;
    EXPECT_EQ(header_of(mail, "To"), "<lan@example.com>");
    EXPECT_EQ(header_of(mail, "Message-ID"), "<0190f3a2-1@example.com>");
    EXPECT_EQ(header_of(mail, "Auto-Submitted"), "auto-generated");
    EXPECT_EQ(header_of(mail, "Date"), "") << "the transport has the clock";
    EXPECT_NE(mail.find("T?a=3D1&amp;b=3D2"), std::string::npos) << "the link in HTML";
    EXPECT_TRUE(mail.ends_with("\r\n--=_crosswalk--\r\n"));
}

TEST(MailMessage, AHeaderTakesNoLineOfAStranger) {
    NoticeMessage one = mail_notice();
    one.subject = "Lan\r\nBcc: everybody@example.com\r\n\r\nBuy";
    one.id = "x>\r\nBcc: a";
    const auto mail = smtp::mime_message(one, kFrom);
    EXPECT_EQ(header_of(mail, "Bcc"), "");
    EXPECT_EQ(header_of(mail, "Message-ID"), "<x---Bcc--a@example.com>");
    EXPECT_EQ(header_of(mail, "Subject"), "Lan  Bcc: everybody@example.com    Buy");
}

TEST(HeaderText, LettersBeyondAsciiAreEncodedWordsThatBreakBetweenCharacters) {
    EXPECT_EQ(smtp::header_text("New lead: Lan"), "New lead: Lan");
    EXPECT_EQ(smtp::header_text("Lê"), "=?UTF-8?Q?L=C3=AA?=");
    EXPECT_EQ(smtp::header_text("=?UTF-8?Q?x?="), "=?UTF-8?Q?=3D=3FUTF=2D8=3FQ=3Fx=3F=3D?=") << "no word of a stranger's";
    std::string many;
    for (int i = 0; i < 60; ++i) many += "ễ";
    const auto folded = smtp::header_text(many);
    for (std::size_t at = 0, end = 0; end != std::string::npos; at = end + 2) {
        end = folded.find("\r\n", at);
        const auto line = folded.substr(at, end == std::string::npos ? end : end - at);
        EXPECT_LE(line.size(), 76U);
        EXPECT_EQ((line.size() - line.find("?Q?") - 3 - 2) % 9, 0U) << "a character is cut: " << line;
    }
}

TEST(QuotedPrintable, KeepsLinesShortAndBlanksAtTheirEnd) {
    EXPECT_EQ(smtp::quoted_printable("a=b\nc \r\nd\t"), "a=3Db\r\nc=20\r\nd=09");
    EXPECT_EQ(smtp::quoted_printable(std::string(80, 'x')), std::string(75, 'x') + "=\r\nxxxxx");
    EXPECT_EQ(smtp::quoted_printable("a\rb"), "a=0Db") << "a bare CR is data";
}

TEST(MailAddress, IsOneAddressThatCannotEndACommand) {
    for (const char* good : {"lan@example.com", "l.a+n-1@mail.example.com"}) EXPECT_TRUE(smtp::is_plain_address(good));
    for (const char* bad :
         {"", "lan", "@example.com", "lan@", "a b@example.com", "a@example.com,b@example.com", "a@b@example.com",
          "lan@example.com>\r\nRCPT TO:<b@example.com", "\"a\"@example.com", "l\xC3\xAAn@example.com"})
        EXPECT_FALSE(smtp::is_plain_address(bad)) << bad;
}

TEST(MailNotice, ACodeThatNobodyListedMeansWhatItsFirstDigitSays) {
    const auto verdict = [](int status) {
        return verdict_on_refusal(smtp_adapter().manifest, HttpResponse{status, {}, "5.7.1 Delivery not authorized"})->verdict;
    };
    for (const int later : {441, 442, 447, 471}) EXPECT_EQ(verdict(later), Verdict::retry) << later;
    for (const int never : {525, 541, 571}) EXPECT_EQ(verdict(never), Verdict::refused) << never;
}

TEST(MailNotice, WithoutASenderOrAnAddressNothingIsSent) {
    const Adapter& adapter = smtp_adapter();
    NoticeMessage one = mail_notice();
    const auto told = [&](const Connection& connection) {
        WriteReport report(1);
        const auto calls = adapter.notify.build(NoticeBatch{std::span(&one, 1)}, connection, report);
        EXPECT_TRUE(calls && (calls->empty() || report.outcomes()[0].verdict == Verdict::unanswered));
        return calls && calls->empty() ? report.outcomes()[0].vendor_code : "sent";
    };
    EXPECT_EQ(told({.name = "mail"}), "no_sender");
    EXPECT_EQ(told({.name = "mail", .settings = {{"from", "a@example.com"}}}), "sent");
    one.address = "nobody";
    EXPECT_EQ(told({.name = "mail", .settings = {{"from", "a@example.com"}}}), "no_address");
}

}  // namespace
}  // namespace crosswalk::test
