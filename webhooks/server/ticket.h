// webhooks/server/ticket.h - what stands for one request while somebody works on its answer.
#pragma once

#include "webhooks/server/body_budget.h"
#include "webhooks/server/shard.h"

#include <atomic>

namespace crosswalk {

// Answers once; dropped without an answer, it says that we are busy, so that nobody waits for a lost one.
// As long as it is there, what the request holds of the memory counts.
class Ticket {
public:
    Ticket(
        std::shared_ptr<Mailbox>,
        std::weak_ptr<Link>,
        std::uint64_t serial,
        std::unique_ptr<BodyBudget::Share>
    );
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    void use(ServerAnswer);

private:
    const std::shared_ptr<Mailbox> mailbox_;
    const std::weak_ptr<Link> link_;
    const std::uint64_t serial_;
    const std::unique_ptr<BodyBudget::Share> share_;
    std::atomic<bool> used_ = false;
};

}  // namespace crosswalk
