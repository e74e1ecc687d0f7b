// Refusals of the HTTP face itself: what a request holds, before any command sees it.
#pragma once

#include "base/result.h"

namespace massline::http::refusals {

inline constexpr Message json_expected{"json-expected", RefusalKind::unsupported,
                                       "The content must be JSON (Content-Type: application/json).",
                                       "内容必须为 JSON（Content-Type: application/json）。"};
inline constexpr Message object_expected{"object-expected", RefusalKind::invalid, "The content must be a JSON object.",
                                         "内容必须是 JSON 对象。"};
inline constexpr Message member_unknown{"member-unknown", RefusalKind::invalid,
                                        "“{field}” is not known here. Leave it out, or check its spelling.",
                                        "“{field}”不是可识别的字段，请删除或检查拼写。"};
inline constexpr Message member_type{"member-type", RefusalKind::invalid, "“{field}” must be {expected}.",
                                     "“{field}”必须是{expected}。"};
inline constexpr Message csrf_missing{
    "csrf-missing", RefusalKind::forbidden,
    "The request lacks the session's token (X-CSRF). Load the page again and repeat it.",
    "请求缺少会话令牌（X-CSRF），请刷新页面后重试。"};
inline constexpr Message challenge_needed{"challenge-needed", RefusalKind::too_many,
                                          "Very many forms come in just now. Your device has to compute for a moment, "
                                          "or wait for its turn; the counter and the "
                                          "telephone take what you have to say as ever.",
                                          "当前提交量很大，您的设备需要先运算片刻，或排队等候；窗口和电话照常受理。"};
inline constexpr Message connection_failed{"connection-failed", RefusalKind::conflict, "Nothing was connected: {why}",
                                           "未建立关联：{why.zh}"};
inline constexpr Message store_in_doubt{
    "store-in-doubt", RefusalKind::unavailable,
    "The store went away while this was being kept, and nobody knows yet whether it was. Look whether it is there "
    "before you send it "
    "again; a form that is sent again as it stands is kept once.",
    "保存过程中存储中断，暂时无法确定是否已保存。请先查看是否已有该内容再重新提交；原样重新提交的表单只会保存一次。"};
inline constexpr Message session_too_fast{"session-too-fast", RefusalKind::too_many,
                                          "This session asks too often. Wait {retry_after} seconds, then try again.",
                                          "操作过于频繁，请在 {retry_after} 秒后再试。"};
inline constexpr Message key_not_valid{"idempotency-key-not-valid", RefusalKind::invalid,
                                       "The header Idempotency-Key must have 8 to 200 printable characters.",
                                       "Idempotency-Key 头须为 8 至 200 个可见字符。"};
inline constexpr Message receipt_missing{"receipt-missing", RefusalKind::unauthorised,
                                         "Give the 16 digits of the receipt in the header X-Receipt.",
                                         "请在 X-Receipt 头中提供 16 位查询码。"};
inline constexpr Message trial_gone{
    "trial-gone", RefusalKind::not_found,
    "This trial is no longer kept: one that nobody looked at for half an hour is let go. Begin it again.",
    "该试算已不再保留：半小时无人查看即清除。请重新开始试算。"};
inline constexpr Message streams_of_session{"streams-of-session", RefusalKind::too_many,
                                            "Too many pages of this sign-in listen already. Close one of them.",
                                            "本次登录打开的实时页面过多，请关闭其中一个。"};
inline constexpr Message streams_busy{
    "streams-busy", RefusalKind::unavailable,
    "Too many pages listen at once. This one asks by itself instead; try again later.",
    "当前实时连接过多，页面将自行定时查询，请稍后再试。"};

inline constexpr Message beyond_checkpoint{
    "beyond-checkpoint", RefusalKind::invalid,
    "“{field}” must be between 1 and {max}, the size of the newest checkpoint. A newer entry has its proof within the "
    "hour.",
    "“{field}”须在 1 与最新检查点的条目数 {max} 之间。更新的条目一小时内即有证明。"};

}  // namespace massline::http::refusals
