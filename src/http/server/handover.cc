#include "http/server/handover.h"

#include <exception>
#include <utility>

#include "http/server/request_log.h"

namespace massline::http {

Response run_guarded(const Route& route, const Request& request, const ProblemWriter& write_problem) {
  try {
    return route.handler(request);
  } catch (const std::exception& fault) {
    log_fault(fault.what(), route.pattern, request.id);
  } catch (...) {
    log_fault("not an exception of ours", route.pattern, request.id);
  }
  return write_problem(problems::fault, request.headers, request.id);
}

std::optional<Response> answer_at_once(const Route& route, const Request& request) {
  if (!route.options.at_once) return std::nullopt;
  try {
    return route.options.at_once(request);
  } catch (const std::exception& fault) {
    log_fault(fault.what(), route.pattern, request.id);
  }
  return std::nullopt;
}

bool take_at_once(const Route& route, const Request& request, const std::shared_ptr<AnswerSlot>& slot) {
  if (!route.options.taken_at_once) return false;
  try {
    return route.options.taken_at_once(request, Respond(slot));
  } catch (const std::exception& fault) {
    log_fault(fault.what(), route.pattern, request.id);
  }
  return false;
}

AnswerSlot::AnswerSlot(std::function<void(Response)> deliver, std::string request_id, ProblemWriter write_problem)
    : deliver_(std::move(deliver)), request_id_(std::move(request_id)), write_problem_(std::move(write_problem)) {}

AnswerSlot::~AnswerSlot() {
  if (!answered_.load()) deliver_(write_problem_(problems::fault, Headers{}, request_id_));
}

void AnswerSlot::answer(Response response) {
  if (!answered_.exchange(true)) deliver_(std::move(response));
}

void run_with_slot(const Route& route, Request request, const std::shared_ptr<AnswerSlot>& slot,
                   const ProblemWriter& write_problem) {
  if (route.handler) {
    slot->answer(run_guarded(route, request, write_problem));
    return;
  }
  const std::string request_id = request.id;
  try {
    route.async_handler(std::move(request), Respond(slot));
    return;
  } catch (const std::exception& fault) {
    log_fault(fault.what(), route.pattern, request_id);
  } catch (...) {
    log_fault("not an exception of ours", route.pattern, request_id);
  }
  slot->answer(write_problem(problems::fault, Headers{}, request_id));
}

}  // namespace massline::http
