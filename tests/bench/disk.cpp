#include "tests/bench/disk.h"

#include "tests/bench/numbers.h"

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <map>
#include <sstream>

namespace crosswalk::bench {

std::vector<double> time_fdatasync(const std::string& folder, std::size_t times) {
    const std::string path = folder + "/fdatasync.probe";
    const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) return {};
    std::array<char, 4096> page{};
    std::vector<double> taken;
    taken.reserve(times);
    for (std::size_t i = 0; i < times; ++i) {
        page.fill(static_cast<char>('a' + i % 26));
        if (::write(file, page.data(), page.size()) != static_cast<ssize_t>(page.size())) break;
        const auto before = Steady::now();
        if (::fdatasync(file) != 0) break;
        taken.push_back(milliseconds_between(before, Steady::now()));
    }
    ::close(file);
    ::unlink(path.c_str());
    return taken;
}

std::string file_system_of(const std::string& folder) {
    static const std::map<unsigned long, std::string> names{
        {0xEF53, "ext4"},
        {0x794c7630, "overlay"},
        {0x01021994, "tmpfs"},
        {0x58465342, "xfs"},
        {0x9123683E, "btrfs"},
        {0x2fc12fc1, "zfs"},
        {0x6969, "nfs"},
        {0x01021997, "9p"},
    };
    struct statfs about {};
    if (::statfs(folder.c_str(), &about) != 0) return "unknown";
    const auto type = static_cast<unsigned long>(about.f_type);
    if (const auto at = names.find(type); at != names.end()) return at->second;
    std::ostringstream text;
    text << "0x" << std::hex << type;
    return text.str();
}

}  // namespace crosswalk::bench
