// Refusals of what a body holds.
#pragma once

#include "base/result.h"

namespace massline::http::refusals {

inline constexpr Message form_malformed{"form-malformed", RefusalKind::malformed,
                                        "The form can't be read. Send it again.", "无法读取表单，请重新提交。"};
inline constexpr Message form_expected{"form-expected", RefusalKind::unsupported,
                                       "A form with files (multipart/form-data) is expected here.",
                                       "此处需要 multipart/form-data 表单。"};
inline constexpr Message form_too_many_parts{"form-too-many-parts", RefusalKind::too_large,
                                             "The form has more than {max} parts. Send it in several turns.",
                                             "表单超过 {max} 个部分，请分次提交。"};

}  // namespace massline::http::refusals
