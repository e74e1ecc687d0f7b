// What the standing refuses.
#pragma once

#include "base/result.h"

namespace massline::standing::refusals {

inline constexpr Message amount_not_usable{
    "standing-amount-not-usable", RefusalKind::invalid,
    "The amount of the duty “{duty}” is not between 1 and 65534 {measure}. Split the duty, or measure it in days.",
    "职责“{duty}”的数量不在 1 至 65534（{measure}）之间。请拆分该职责，或改以天计。"};
inline constexpr Message length_not_usable{
    "standing-length-not-usable", RefusalKind::invalid,
    "The duty “{duty}” is owed within a length that is not in days or months. Write days or months.",
    "职责“{duty}”的期限既非以日计也非以月计。请改用日或月。"};
inline constexpr Message too_many_classes{
    "standing-too-many-classes", RefusalKind::too_large,
    "There are more than 65535 different kinds of owers. Let the duties' conditions tell fewer apart.",
    "职责条件区分出的对象类别超过 65535 种。请减少条件所区分的类别。"};
inline constexpr Message too_many_duties{
    "standing-too-many-duties", RefusalKind::too_large,
    "More than 4000 duties, or more than 64 that are owed once. Take those out of force that nobody owes.",
    "职责超过 4000 项，或一次性职责超过 64 项。请停用无人承担的职责。"};
inline constexpr Message class_needs_rebuild{
    "standing-class-needs-rebuild", RefusalKind::conflict,
    "Owers of this new kind owe more than their record holds. The standing must be built anew.",
    "该新类别承担的职责超出其记录容量，须重新构建履责情况。"};
inline constexpr Message rules_have_changed{
    "standing-rules-have-changed", RefusalKind::conflict,
    "Other duties are in force from {date} on. Build the standing anew with them.",
    "自 {date} 起施行的职责有变，请据此重新构建履责情况。"};
inline constexpr Message snapshot_unreadable{
    "standing-snapshot-unreadable", RefusalKind::conflict,
    "The snapshot {file} can't be used: {problem}. The standing is built anew from the database.",
    "快照 {file} 无法使用：{problem}。将由数据库重新构建履责情况。"};
inline constexpr Message past_unreadable{
    "standing-past-unreadable", RefusalKind::conflict,
    "What is kept of a past period, {file}, can't be used: {problem}. Put the file back from a backup; until then the "
    "figures of that period are not known.",
    "过往周期的存档 {file} 无法使用：{problem}。请从备份中恢复该文件，此前该周期的数据无从得知。"};

}  // namespace massline::standing::refusals
