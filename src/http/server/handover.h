// A request on its way to a handler on another thread, and the answer on its way back. Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "http/server/message.h"
#include "http/server/problems.h"
#include "http/server/router.h"

namespace massline::http {

/// Runs a plain handler; what it throws is logged and becomes a 500.
Response run_guarded(const Route& route, const Request& request, const ProblemWriter& write_problem);

/// Asks the route's short handler, if it has one; what that throws is logged, and is for the handler to run into.
std::optional<Response> answer_at_once(const Route& route, const Request& request);

class AnswerSlot;
/// Offers the request to the route's short asynchronous handler, if it has one; what that throws is logged, and is for
/// the handler to run into.
bool take_at_once(const Route& route, const Request& request, const std::shared_ptr<AnswerSlot>& slot);

/// Takes the one answer to a request, from whatever thread, and takes it to `deliver`. If everyone lets go of it
/// without an answer, it delivers a 500.
class AnswerSlot final : public Respond::Slot {
 public:
  AnswerSlot(std::function<void(Response)> deliver, std::string request_id, ProblemWriter write_problem);
  ~AnswerSlot() override;
  AnswerSlot(const AnswerSlot&) = delete;
  AnswerSlot& operator=(const AnswerSlot&) = delete;

  void answer(Response response) override;

 private:
  std::function<void(Response)> deliver_;
  std::string request_id_;
  ProblemWriter write_problem_;
  std::atomic<bool> answered_{false};
};

/// Runs the route's handler on this thread and lets it answer through the slot.
void run_with_slot(const Route& route, Request request, const std::shared_ptr<AnswerSlot>& slot,
                   const ProblemWriter& write_problem);

}  // namespace massline::http
