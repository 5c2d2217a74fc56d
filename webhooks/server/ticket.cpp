#include "webhooks/server/ticket.h"

#include "webhooks/server/answer.h"

namespace crosswalk {

Ticket::Ticket(
    std::shared_ptr<Mailbox> mailbox,
    std::weak_ptr<Link> link,
    std::uint64_t serial,
    std::unique_ptr<BodyBudget::Share> share
)
    : mailbox_(std::move(mailbox)), link_(std::move(link)), serial_(serial), share_(std::move(share)) {}

Ticket::~Ticket() { use(own_answer(503, "Please try again.")); }

void Ticket::use(ServerAnswer answer) {
    if (used_.exchange(true)) return;
    mailbox_->leave(link_, serial_, std::move(answer));
}

}  // namespace crosswalk
