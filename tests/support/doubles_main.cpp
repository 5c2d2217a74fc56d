// crosswalk-doubles: the vendors' doubles as one program, for deploy/quickstart and for trying things
// by hand.
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/support/doubles_control.h"

namespace {

using crosswalk::doubles::DoublesControl;
using crosswalk::doubles::DoublesOptions;

constexpr char kUsage[] =
    "usage: crosswalk-doubles [--control-port N] [--salesforce-port N] [--hubspot-port N] "
    "[--activecampaign-port N] [--mailerlite-port N] [--mailchimp-port N] [--brevo-port N] [--klaviyo-port N] [--slack-port N]\n"
    "                         [--salesforce-public-key FILE] [--salesforce-client-id ID] "
    "[--salesforce-username NAME]\n"
    "                         [--salesforce-secret SECRET] [--hubspot-token TOKEN] [--activecampaign-key "
    "KEY] [--mailerlite-token TOKEN] [--mailchimp-key KEY] [--mailchimp-audience ID] [--brevo-key KEY] [--klaviyo-key KEY] [--slack-token TOKEN]\n"
    "                         [--empty]\n"
    "Prints its addresses as one JSON line. Stops at SIGTERM, SIGINT or when standard input closes.\n";

std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

bool take(DoublesOptions& options, const std::string& name, const std::string& value) {
    if (name == "--control-port")
        options.control_port = std::atoi(value.c_str());
    else if (name == "--salesforce-port")
        options.salesforce_port = std::atoi(value.c_str());
    else if (name == "--hubspot-port")
        options.hubspot_port = std::atoi(value.c_str());
    else if (name == "--activecampaign-port")
        options.activecampaign_port = std::atoi(value.c_str());
    else if (name == "--mailerlite-port")
        options.mailerlite_port = std::atoi(value.c_str());
    else if (name == "--mailchimp-port")
        options.mailchimp_port = std::atoi(value.c_str());
    else if (name == "--mailchimp-key")
        options.mailchimp_key = value;
    else if (name == "--mailchimp-audience")
        options.mailchimp_audience = value;
    else if (name == "--brevo-port")
        options.brevo_port = std::atoi(value.c_str());
    else if (name == "--brevo-key")
        options.brevo_key = value;
    else if (name == "--klaviyo-port")
        options.klaviyo_port = std::atoi(value.c_str());
    else if (name == "--klaviyo-key")
        options.klaviyo_key = value;
    else if (name == "--slack-port")
        options.slack_port = std::atoi(value.c_str());
    else if (name == "--slack-token")
        options.slack_token = value;
    else if (name == "--salesforce-public-key")
        options.salesforce.public_key = file_text(value);
    else if (name == "--salesforce-client-id")
        options.salesforce.client_id = value;
    else if (name == "--salesforce-username")
        options.salesforce.username = value;
    else if (name == "--salesforce-secret")
        options.salesforce.client_secret = value;
    else if (name == "--hubspot-token")
        options.hubspot_token = value;
    else if (name == "--activecampaign-key")
        options.activecampaign_token = value;
    else if (name == "--mailerlite-token")
        options.mailerlite_token = value;
    else
        return false;
    return true;
}

// Returns when a signal came or standard input was closed by whoever started us.
void wait_for_the_end(int signals) {
    pollfd watched[2] = {{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    for (;;) {
        if (::poll(watched, 2, -1) < 0) continue;
        if (watched[0].revents != 0) return;
        char ignored[256];
        if (watched[1].revents != 0 && ::read(STDIN_FILENO, ignored, sizeof ignored) <= 0) return;
    }
}

}  // namespace

int main(int argc, char** argv) {
    DoublesOptions options;
    bool seeded = true;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--empty") {
            seeded = false;
        } else if (i + 1 >= argc || !take(options, name, argv[++i])) {
            std::cerr << kUsage;
            return 2;
        }
    }
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    const int signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    try {
        DoublesControl doubles(options);
        if (seeded) doubles.seed();
        std::cout << boost::json::serialize(doubles.urls()) << std::endl;
        wait_for_the_end(signals);
    } catch (const std::exception& error) {
        std::cerr << "crosswalk-doubles: could not start: " << error.what()
                  << ". Choose another port or 0.\n";
        return 1;
    }
    return 0;
}
