// connector/io/http_cpprest/event_threads.h - our own threads under cpprestsdk's handlers.
#pragma once

namespace crosswalk {

// cpprestsdk's own pool runs its handlers with nothing around them, so that an exception in one (an answer
// with a negative chunk size raises it) ends the process. Its pool is therefore made with no threads, and
// ours run its queue; an exception ends only the call it belongs to. Call it before anything else touches
// cpprestsdk; again is harmless. The threads live until the process ends.
void start_event_threads();

}  // namespace crosswalk
