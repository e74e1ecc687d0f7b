// Refusals of steps. Not being allowed to know of a matter at all is refusals::not_found.
//
// Their parameters come in both languages: {step} and {step.zh}.
#pragma once

#include "base/result.h"

namespace massline::access::refusals {

inline constexpr Message step_not_open{
    "step-not-open", RefusalKind::conflict,
    "“{step}” is not possible at the stage “{stage}”. Look at the matter again: somebody may "
    "have gone on with it.",
    "当前阶段“{stage.zh}”不能进行“{step.zh}”。可能已有人办理，请刷新后再看。"};
inline constexpr Message step_of_the_raiser{"step-of-the-raiser", RefusalKind::forbidden,
                                            "“{step}” is for the person who raised the matter.",
                                            "“{step.zh}”只能由提出事项的人进行。"};
inline constexpr Message step_needs_post{"step-needs-post", RefusalKind::forbidden,
                                         "“{step.zh}” is for these posts: {posts.zh}.",
                                         "“{step.zh}”应由以下职务办理：{posts.zh}。"};
inline constexpr Message step_needs_place{"step-needs-place", RefusalKind::forbidden, "“{step.zh}” is for {where.zh}.",
                                          "“{step.zh}”应由{where.zh}办理。"};
inline constexpr Message step_needs_another_person{
    "step-needs-another-person", RefusalKind::forbidden,
    "You took a step of this matter that rules you out here. “{step}” needs a different person.",
    "您已办理过本事项的相关环节，“{step.zh}”须由其他人员办理。"};

}  // namespace massline::access::refusals
