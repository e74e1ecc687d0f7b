// Refusals of the registry. Each says what is wrong and what to do.
#pragma once

#include "base/result.h"

namespace massline::registry::refusals {

inline constexpr Message root_exists{"root-exists", RefusalKind::conflict,
                                     "The tree already has a root, “{unit}”. Name a unit under which this one hangs.",
                                     "组织树已有根节点“{unit}”，请指定上级单位。"};
inline constexpr Message kind_unknown{"kind-unknown", RefusalKind::invalid, "The rulebook has no “{kind}”.",
                                      "规则手册中没有“{kind}”。"};
inline constexpr Message kind_not_under{"kind-not-under", RefusalKind::invalid,
                                        "A “{kind}” can't hang under a “{parent}”. It may hang under: {under}.",
                                        "“{kind.zh}”不能设在“{parent.zh}”之下，只能设在：{under.zh}。"};
inline constexpr Message code_taken{"code-taken", RefusalKind::conflict,
                                    "The code {code} belongs to “{unit}”. Use another code, or close that unit first.",
                                    "代码 {code} 已属于“{unit}”，请使用其他代码，或先撤销该单位。"};
inline constexpr Message unit_not_in_force{"unit-not-in-force", RefusalKind::conflict,
                                           "“{unit}” is not in force on {date}. Choose another unit or date.",
                                           "“{unit}”在 {date} 不在有效期内，请另选单位或日期。"};
inline constexpr Message unit_full{"unit-full", RefusalKind::conflict,
                                   "“{unit}” can't take more units. Use another parent.",
                                   "“{unit}”的下级单位已满，请另选上级单位。"};
inline constexpr Message root_stays{"root-stays", RefusalKind::conflict,
                                    "The root of the tree can't be moved, merged or closed.",
                                    "根单位不能移动、合并或撤销。"};
inline constexpr Message move_into_itself{
    "move-into-itself", RefusalKind::conflict,
    "A unit can't hang under itself or under a unit below it. Choose another parent.",
    "单位不能移到自身或其下级之下，请另选上级单位。"};
inline constexpr Message move_across_regions{
    "move-across-regions", RefusalKind::conflict,
    "“{unit}” and “{parent}” lie in different branches under the root. Create the unit anew under “{parent}”, and then "
    "merge “{unit}” into it.",
    "“{unit}”与“{parent}”不属于根单位下的同一分支。请在“{parent}”下新建该单位，再将“{unit}”并入。"};
inline constexpr Message merge_other_kind{"merge-other-kind", RefusalKind::conflict,
                                          "Only units of one kind can be merged.", "只有同类单位才能合并。"};
inline constexpr Message merge_into_itself{"merge-into-itself", RefusalKind::conflict,
                                           "A unit can't be merged into itself or into a unit below it.",
                                           "单位不能并入自身或其下级单位。"};
inline constexpr Message merge_children_first{
    "merge-children-first", RefusalKind::conflict,
    "“{unit}” lies in another branch under the root and has units below it. Merge those first.",
    "“{unit}”属于另一分支且有下级单位，请先合并其下级单位。"};
inline constexpr Message close_with_children{
    "close-with-children", RefusalKind::conflict,
    "“{unit}” still has {count} units below it. Move, merge or close them first.",
    "“{unit}”仍有 {count} 个下级单位，请先移动、合并或撤销。"};
inline constexpr Message close_with_posts{
    "close-with-posts", RefusalKind::conflict,
    "“{unit}” still has {count} posts or memberships. End them first, or merge the unit into another.",
    "“{unit}”仍有 {count} 个任职或成员关系，请先结束，或将该单位并入其他单位。"};
inline constexpr Message close_with_matters{
    "close-with-matters", RefusalKind::conflict,
    "“{unit}” still has open matters. See them through or hand them on first, or merge the unit into another.",
    "“{unit}”仍有未办结事项，请先办结或转交，或将该单位并入其他单位。"};

inline constexpr Message post_not_here{"post-not-here", RefusalKind::invalid,
                                       "The post “{post}” does not stand in a “{kind}”.",
                                       "“{kind.zh}”不设“{post.zh}”这一职务。"};
inline constexpr Message post_overlaps{"post-overlaps", RefusalKind::conflict,
                                       "“{person}” already holds this post here from {from}. End that first.",
                                       "“{person}”自 {from} 起已任此职，请先结束原任职。"};
inline constexpr Message period_backwards{"period-backwards", RefusalKind::invalid,
                                          "The end, {to}, lies before the beginning, {from}.",
                                          "结束日期 {to} 早于开始日期 {from}。"};
inline constexpr Message already_ended{"already-ended", RefusalKind::conflict, "It already ended on {to}.",
                                       "已于 {to} 结束。"};

inline constexpr Message login_not_valid{"login-not-valid", RefusalKind::invalid,
                                         "A sign-in name has 3 to 64 characters: small letters, digits, and . _ - @.",
                                         "登录名须为 3 至 64 个字符：小写字母、数字及 . _ - @。"};
inline constexpr Message login_taken{"login-taken", RefusalKind::conflict,
                                     "This sign-in name is taken. Choose another.", "该登录名已被使用，请另选。"};
inline constexpr Message has_account{"has-account", RefusalKind::conflict, "“{person}” already has an account.",
                                     "“{person}”已有账号。"};
inline constexpr Message password_short{"password-short", RefusalKind::invalid,
                                        "A password has at least {min} characters. A few words in a row do well.",
                                        "密码至少 {min} 个字符，可用几个词连写。"};
inline constexpr Message password_long{"password-long", RefusalKind::invalid,
                                       "A password has at most {max} characters.", "密码最多 {max} 个字符。"};
inline constexpr Message password_is_login{"password-is-login", RefusalKind::invalid,
                                           "The password must not be the sign-in name. Choose another.",
                                           "密码不能与登录名相同，请另设。"};
inline constexpr Message sign_in_wrong{"sign-in-wrong", RefusalKind::unauthorised,
                                       "The name or the password is not right.", "用户名或密码不正确。"};
inline constexpr Message too_many_attempts{"too-many-attempts", RefusalKind::too_many,
                                           "There were too many wrong attempts from here. Try again in {minutes} "
                                           "minutes, or on a device that you use already.",
                                           "从此处尝试的次数过多，请在 {minutes} 分钟后再试，或使用曾登录过的设备。"};
inline constexpr Message code_needed{"code-needed", RefusalKind::unauthorised,
                                     "Type the code that your authenticator app shows, or a recovery code.",
                                     "请输入身份验证器显示的验证码，或恢复码。"};
inline constexpr Message code_wrong{
    "code-wrong", RefusalKind::unauthorised,
    "The code is not right. A code is good for half a minute and once: wait for the next one.",
    "验证码不正确。验证码每半分钟更换一次，且只能使用一次，请等待下一个。"};
inline constexpr Message code_not_right{
    "code-not-right", RefusalKind::invalid,
    "The code is not right. A code is good for half a minute and once: wait for the next one.",
    "验证码不正确。验证码每半分钟更换一次，且只能使用一次，请等待下一个。"};
inline constexpr Message password_not_right{"password-not-right", RefusalKind::invalid, "The password is not right.",
                                            "密码不正确。"};
inline constexpr Message link_wrong{
    "link-wrong", RefusalKind::unauthorised,
    "This link signs nobody in, or no longer. It is good once, for 15 minutes: ask for a new one.",
    "该链接无效或已失效。链接仅可使用一次，15分钟内有效，请重新申请。"};
inline constexpr Message account_unknown{"account-unknown", RefusalKind::unauthorised,
                                         "Your organisation's sign-in vouches for you, but no account here is "
                                         "connected with it. If you have one, sign in with it once and "
                                         "connect it under “My account”; if not, ask whoever keeps the accounts.",
                                         "本单位统一登录已确认您的身份，但此处没有与之关联的账号。如您已有账号，请先用"
                                         "该账号登录，在“我的账号”中关联；如没有，请向账号管理员申请。"};
inline constexpr Message subject_taken{
    "subject-taken", RefusalKind::conflict,
    "This sign-in of your organisation is connected to another account. Sign in there and end that connection first.",
    "该统一登录身份已关联其他账号，请先登录该账号解除关联。"};
inline constexpr Message connections_full{"connections-full", RefusalKind::conflict,
                                          "An account has at most {max} connections. End one of them first.",
                                          "每个账号最多 {max} 个关联，请先解除其中一个。"};
inline constexpr Message login_unknown{"login-unknown", RefusalKind::not_found, "There is no open account “{name}”.",
                                       "没有名为“{name}”的有效账号。"};
inline constexpr Message second_factor_of_post{
    "second-factor-due", RefusalKind::forbidden,
    "Your post, {post}, needs a second factor before it opens anything else. Set it up under “My account”.",
    "您的职务（{post.zh}）须先设置双重验证才能使用其他功能，请在“我的账号”中设置。"};
inline constexpr Message second_factor_due{
    "second-factor-due", RefusalKind::forbidden,
    "Your account needs a second factor before it opens anything else. Set it up under “My account”.",
    "您的账号须先设置双重验证才能使用其他功能，请在“我的账号”中设置。"};
inline constexpr Message sign_in_busy{"sign-in-busy", RefusalKind::too_many,
                                      "Many people are signing in just now. Try again in {retry_after} seconds.",
                                      "当前登录人数较多，请在 {retry_after} 秒后再试。"};

inline constexpr Message import_unreadable{"import-unreadable", RefusalKind::invalid, "“{path}” can't be read.",
                                           "无法读取“{path}”。"};

}  // namespace massline::registry::refusals
