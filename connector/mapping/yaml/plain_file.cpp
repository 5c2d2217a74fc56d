#include "connector/mapping/yaml/plain_file.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace crosswalk {

Result<std::string> read_plain_file(const std::string& path, std::size_t most) {
    const auto unreadable = [](const std::error_code& error) {
        return Fault{
            "file.unreadable",
            "cannot be read: " + error.message(),
            "Check that it exists and that this user may read it"};
    };
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (error) return unreadable(error);
    if (!std::filesystem::is_regular_file(status))
        return Fault{
            "file.not_plain",
            "cannot be read: it is not a plain file",
            "Name a plain file; a folder, a pipe or a device cannot stand here"};
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) return unreadable({errno, std::generic_category()});
    std::string bytes(most + 1, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (file.bad()) return unreadable({errno, std::generic_category()});
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return {boost::system::in_place_value, std::move(bytes)};
}

}  // namespace crosswalk
