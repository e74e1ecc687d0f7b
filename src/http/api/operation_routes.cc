// For those who run the server: whether it works, and figures for Prometheus.
#include <exception>

#include "http/api/application.h"

namespace massline::http {
namespace {

Response health(const Application& application) {
  try {
    application.context.store.read([](db::Reader& in) { in.query("SELECT 1"); });
    return text_response(200, "text/plain; charset=utf-8", "ok\n");
  } catch (const std::exception&) {
    Response response = text_response(503, "text/plain; charset=utf-8", "the store can't be reached\n");
    response.headers.set("Retry-After", "5");
    return response;
  }
}

}  // namespace

void add_operation_routes(Router& router, Application& application) {
  db::Store& store = application.context.store;
  application.metrics.gauge("massline_store_batches_total", "Batches that the writer committed.",
                            [&store] { return static_cast<double>(store.counters().batches); });
  application.metrics.gauge("massline_store_writes_total", "Writes in those batches.",
                            [&store] { return static_cast<double>(store.counters().members); });
  application.metrics.gauge("massline_store_retried_alone_total", "Writes run again alone after their batch failed.",
                            [&store] { return static_cast<double>(store.counters().retried_alone); });
  router.add(Method::get, "/healthz", [&application](const Request&) { return health(application); },
             {.rate = RateClass::unlimited});
  router.add(Method::get, "/metrics",
             [&application](const Request&) {
               return text_response(200, "text/plain; version=0.0.4; charset=utf-8", application.metrics.render());
             },
             {.rate = RateClass::unlimited});
}

}  // namespace massline::http
