// Matters as the API shows them. Shapes: the schemas of the same names in api/openapi.yaml.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "matters/attachments.h"
#include "matters/figures.h"
#include "matters/matter_lists.h"
#include "matters/matter_views.h"

namespace massline::http {

Json unit_ref(const matters::UnitRef& unit);
Json promises_view(const std::vector<matters::ClockPromise>& clocks);
/// `id` is shown to staff alone.
/// JSON, written at once: this is the answer that most wait for.
std::string raised_text(const matters::RaisedMatter& raised, bool for_staff);
Json preview_view(const matters::RaisePreview& preview);
Json attachment_view(const matters::Attachment& attachment);
/// The same, with what became of the data beside the picture.
Json attached_view(const matters::Attached& attached);
Json followed_view(const matters::Followed& followed, Language language);
Json summary_view(const matters::MatterSummary& summary);
Json page_view(const matters::MatterPage& page);
Json detail_view(const matters::MatterDetail& detail, Language language);
Json denied_view(const matters::DeniedStep& denied, Language language);
Json similar_view(const std::vector<matters::Similar>& similar);
Json figures_view(const matters::Figures& figures);

}  // namespace massline::http
