// connector/io/http_cpprest/event_thread.h - our own thread under cpprestsdk's handlers.
#pragma once

#include <functional>

namespace crosswalk {

// cpprestsdk's own pool runs its handlers with nothing around them, so that an exception in one (an answer
// with a negative chunk size raises it) ends the process. Its pool is therefore made with no threads, and
// ours runs its queue; an exception ends only the call it belongs to. It is one thread, because cpprestsdk
// closes a connection (at a timeout or a cancellation) while another thread may be in the middle of reading
// from it, which has crashed the process. Call it before anything else touches cpprestsdk; again is harmless.
// The thread lives until the process ends.
void start_event_thread();

// Runs the task there, after what is already in line. It must not wait for anything.
void on_event_thread(std::function<void()> task);

}  // namespace crosswalk
