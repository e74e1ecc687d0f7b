// Refusals of signing in through a provider: what is wrong with its answer, and what to do. {provider} is its title.
#pragma once

#include "base/result.h"

namespace massline::oidc::refusals {

inline constexpr Message provider_unavailable{
    "provider-unavailable", RefusalKind::unavailable,
    "“{provider}” does not answer just now. Try again in a minute, or sign in with name and password.",
    "“{provider}”暂时没有响应，请一分钟后重试，或使用用户名和密码登录。"};
inline constexpr Message provider_busy{
    "provider-busy", RefusalKind::unavailable,
    "Many people sign in through “{provider}” just now. Try again in {retry_after} seconds.",
    "当前通过“{provider}”登录的人数较多，请在 {retry_after} 秒后再试。"};
inline constexpr Message flow_gone{
    "sign-in-flow-gone", RefusalKind::unauthorised,
    "This sign-in was not begun in this browser, or more than ten minutes ago, or it is done. Begin it again.",
    "该登录并非在此浏览器中发起，或已超过十分钟，或已完成，请重新开始。"};
inline constexpr Message provider_refused{
    "provider-refused", RefusalKind::unauthorised,
    "“{provider}” ended the sign-in without saying who you are. Begin it again, or ask whoever keeps the accounts.",
    "“{provider}”中止了登录，未确认您的身份。请重新开始，或咨询账号管理员。"};
inline constexpr Message code_used{"provider-code-used", RefusalKind::unauthorised,
                                   "“{provider}” takes this sign-in for used or too old. Begin it again.",
                                   "“{provider}”认为该登录已使用或已过期，请重新开始。"};
inline constexpr Message token_unreadable{
    "token-unreadable", RefusalKind::unauthorised,
    "What “{provider}” sent can't be read. Begin again; if it stays so, tell whoever runs this server.",
    "无法读取“{provider}”返回的内容，请重新开始；如仍有问题，请告知系统管理员。"};
inline constexpr Message token_not_signed{
    "token-not-signed", RefusalKind::unauthorised,
    "What “{provider}” sent does not bear its signature. Begin again; if it stays so, tell whoever runs this server.",
    "“{provider}”返回的内容签名不符，请重新开始；如仍有问题，请告知系统管理员。"};
inline constexpr Message token_of_another{
    "token-of-another", RefusalKind::unauthorised,
    "What came back was not made by “{provider}”, or not for this server or this sign-in. Begin it again.",
    "返回的内容不是由“{provider}”签发，或并非为本系统、本次登录签发，请重新开始。"};
inline constexpr Message token_out_of_time{
    "token-out-of-time", RefusalKind::unauthorised,
    "What “{provider}” sent is not good at this time. Begin again; if it stays so, the clocks of the two servers "
    "differ.",
    "“{provider}”返回的内容不在有效时间内，请重新开始；如仍有问题，说明两台服务器的时钟不一致。"};
inline constexpr Message name_not_verified{
    "name-not-verified", RefusalKind::unauthorised,
    "“{provider}” does not vouch for your name or address, so no account can be found by it. Ask whoever keeps the "
    "accounts.",
    "“{provider}”未对您的用户名或邮箱作出确认，无法据此找到账号，请咨询账号管理员。"};

}  // namespace massline::oidc::refusals
