// What add_duty_routes() adds beside its own, a file for each subject.
#pragma once

#include "http/api/application.h"

namespace massline::http {

/// How units stood at the ends of past periods.
void add_trend_routes(Router& router, Application& application);
/// The rules themselves.
void add_duty_rule_routes(Router& router, Application& application);

}  // namespace massline::http
