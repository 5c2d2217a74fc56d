#include "connector/handoff/agreement_words.h"

#include <array>

namespace crosswalk::handoff::words {
namespace {

struct Row {
    std::string_view en{}, vi{};
};

// In the order of Key.
constexpr Row kRows[] = {
    {"Agreement between Marketing and Sales", "Thỏa thuận giữa Marketing và Sales"},
    {"Between", "Các bên"},
    {"Marketing", "Marketing"},
    {"Sales", "Sales"},
    {"Agreed on {day}.", "Thống nhất ngày {day}."},
    {"To be reviewed by {day}.", "Xem xét lại trước ngày {day}."},
    {"What is handed off", "Khách hàng nào được bàn giao"},
    {"It means: {text}", "Nghĩa là: {text}"},
    {"It fits: {text}", "Phù hợp: {text}"},
    {"It does not fit: {text}", "Không phù hợp: {text}"},
    {"A lead that becomes \"{stage}\" goes to team {team}.",
     "Khách hàng tiềm năng đạt mức \"{stage}\" được giao cho nhóm {team}."},
    {"What Sales promises", "Cam kết của Sales"},
    {"Duty", "Việc phải làm"},
    {"Within", "Trong vòng"},
    {"If nobody answers", "Nếu không ai trả lời"},
    {"And then", "Sau đó"},
    {"Accept or reject the lead", "Nhận hoặc từ chối khách hàng"},
    {"Contact the lead", "Liên hệ khách hàng"},
    {"Decide whether it goes on", "Quyết định có đi tiếp hay không"},
    {"The promise is missed", "Coi như không giữ cam kết"},
    {"It counts as accepted, and is shown as accepted by silence",
     "Coi như đã nhận, và được ghi là nhận do im lặng"},
    {"after {span} the owner is reminded", "sau {span} người phụ trách được nhắc"},
    {"after {span} {member} is told", "sau {span} báo cho {member}"},
    {"after {span} the head of the team is told", "sau {span} báo cho trưởng nhóm"},
    {"after {span} somebody else gets the lead", "sau {span} giao cho người khác"},
    {"{count, plural, one {After # owner} other {After # owners}} the lead goes to {member}.",
     "Sau {count} người phụ trách, khách hàng được giao cho {member}."},
    {"Times are working time: they run only within the working hours below, and stand still while Crosswalk "
     "cannot see the tool.",
     "Thời gian tính theo giờ làm việc: chỉ tính trong giờ làm việc dưới đây, và dừng lại khi Crosswalk "
     "không đọc được công cụ."},
    {"What Marketing promises", "Cam kết của Marketing"},
    {"These are known at the hand-off: {fields}.", "Khi bàn giao đã biết: {fields}."},
    {"{count, plural, one {# reason stands} other {# reasons stand}} beside the score.",
     "Kèm theo điểm số là {count} lý do."},
    {"At most {percent} % of the hand-offs of a month are rejected.",
     "Không quá {percent} % số bàn giao trong tháng bị từ chối."},
    {"At least {count, plural, one {# lead is} other {# leads are}} handed off a month.",
     "Mỗi tháng bàn giao ít nhất {count} khách hàng."},
    {"Why a lead may be rejected, and what follows", "Lý do từ chối và hệ quả"},
    {"Reason", "Lý do"},
    {"The lead goes to", "Khách hàng chuyển về"},
    {"Tag in the email tools", "Thẻ trong công cụ email"},
    {"Left alone for", "Không làm phiền trong"},
    {"{count, plural, =0 {—} one {# day} other {# days}}", "{count, plural, =0 {—} other {# ngày}}"},
    {"Working hours", "Giờ làm việc"},
    {"Day", "Ngày"},
    {"Calendar {name}, time zone {zone}:", "Lịch {name}, múi giờ {zone}:"},
    {"Closed: {days}.", "Nghỉ: {days}."},
    {"Worked in: {days}.", "Làm bù: {days}."},
    {"every day", "mỗi ngày"},
    {"Who", "Ai"},
    {"Team", "Nhóm"},
    {"Members", "Thành viên"},
    {"Head", "Trưởng nhóm"},
    {"What nobody else can take goes to {member}.", "Những gì không ai nhận được sẽ giao cho {member}."},
    {"{side}: {name}, date and signature", "{side}: {name}, ngày và chữ ký"},
    {"Made by Crosswalk from version {version} of the mapping files.",
     "Crosswalk lập từ phiên bản {version} của các tệp cấu hình."},
    {"Made by Crosswalk from mapping files that are not in force yet.",
     "Crosswalk lập từ các tệp cấu hình chưa có hiệu lực."},
};
static_assert(std::size(kRows) == static_cast<std::size_t>(Key::no_version) + 1);

}  // namespace

std::string_view pattern(Key key, std::string_view language) {
    const Row& row = kRows[static_cast<std::size_t>(key)];
    return language == "vi" ? row.vi : row.en;
}

std::string said(Key key, std::string_view language, const message::Arguments& arguments) {
    auto out = message::format(pattern(key, language), language == "vi" ? "vi" : "en", arguments);
    return out ? std::move(*out) : std::string(pattern(key, language));
}

}  // namespace crosswalk::handoff::words
