// Refusals that any layer may give.
#pragma once

#include "base/result.h"

namespace massline::refusals {

inline constexpr Message not_found{"not-found", RefusalKind::not_found,
                                   "There is no such thing here, or it is not open to you.",
                                   "此处没有该内容，或您无权查看。"};
inline constexpr Message not_allowed{"not-allowed", RefusalKind::forbidden, "Your post does not allow this.",
                                     "您的职务无权进行此操作。"};
inline constexpr Message sign_in_first{"sign-in-first", RefusalKind::unauthorised, "Sign in first.", "请先登录。"};
inline constexpr Message field_missing{"field-missing", RefusalKind::invalid, "“{field}” is needed. Please fill it in.",
                                       "请填写“{field}”。"};
inline constexpr Message field_too_long{"field-too-long", RefusalKind::invalid,
                                        "“{field}” is longer than {max} characters. Shorten it, or attach a file.",
                                        "“{field}”超过 {max} 个字符，请缩短或改用附件。"};
inline constexpr Message field_not_text{"field-not-text", RefusalKind::invalid,
                                        "“{field}” holds characters that can't be shown. Type it again as plain text.",
                                        "“{field}”含有无法显示的字符，请以纯文本重新输入。"};
inline constexpr Message field_not_valid{"field-not-valid", RefusalKind::invalid, "“{field}” is not {expected}.",
                                         "“{field}”不是有效的{expected}。"};
inline constexpr Message changed_meanwhile{"changed-meanwhile", RefusalKind::stale,
                                           "Somebody changed this since you opened it. Nothing of yours was saved or "
                                           "lost: look at what changed, then try again.",
                                           "在您打开之后，其他人已作修改。您的内容未丢失：请查看最新情况后再提交。"};
inline constexpr Message store_unavailable{
    "store-unavailable", RefusalKind::unavailable,
    "The store can't be reached just now. Nothing was changed. Try again in a moment.",
    "存储暂时无法访问，未作任何更改，请稍后再试。"};

inline constexpr Message file_too_large{"file-too-large", RefusalKind::too_large,
                                        "A file may have at most 20 MB. Send a smaller one.", "文件不得超过20MB。"};
inline constexpr Message file_empty{"file-empty", RefusalKind::invalid, "The file is empty.", "文件为空。"};
inline constexpr Message file_name_not_valid{"file-name-not-valid", RefusalKind::invalid,
                                             "The file needs a name of at most 200 characters.",
                                             "文件须有名称，不超过200字。"};

inline constexpr Message json_not_valid{"json-not-valid", RefusalKind::malformed,
                                        "This can't be read as JSON: {problem}.", "无法按 JSON 读取：{problem}。"};

}  // namespace massline::refusals
