#include "connector/app/cli/cli.h"
#include "connector/app/daemon/last_words.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>

namespace {

// The next file that is opened would take the number of a closed one, and the log would be written into it.
void open_standard_descriptors() {
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(number, F_GETFD) < 0 && errno == EBADF) (void)!::open("/dev/null", O_RDWR);
}

}  // namespace

int main(int argc, char** argv) {
    open_standard_descriptors();
    crosswalk::end_with_last_words();
    const bool interactive = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
    try {
        return crosswalk::run_cli({argv + 1, argv + argc}, {std::cin, std::cout, std::cerr, interactive});
    } catch (const std::exception& error) {
        crosswalk::say_last_words(error);
        return 1;
    }
}
