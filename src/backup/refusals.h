// Why a backup can't be used; for whoever runs the program.
#pragma once

#include "base/result.h"

namespace massline::backup::refusals {

inline constexpr Message no_backup{
    "no-backup", RefusalKind::not_found,
    "{path}: there is no finished backup here. Name the folder that massline backup wrote to.",
    "{path}：此处没有完成的备份。请指定 massline backup 写入的文件夹。"};
inline constexpr Message backup_unknown{"backup-unknown", RefusalKind::not_found,
                                        "{path}: there is no backup “{name}” here. There are: {known}.",
                                        "{path}：此处没有备份“{name}”。现有：{known}。"};
inline constexpr Message backup_altered{
    "backup-altered", RefusalKind::invalid,
    "{path}: this list of a backup is not as it was written. Use another backup of the folder, or another copy of it.",
    "{path}：备份清单与写入时不一致。请使用该文件夹中的其他备份或另一份副本。"};
inline constexpr Message chunk_missing{"chunk-missing", RefusalKind::not_found,
                                       "{path}: this part of the backup is missing. Use another copy of the folder.",
                                       "{path}：备份缺少这一部分。请使用该文件夹的另一份副本。"};
inline constexpr Message chunk_altered{
    "chunk-altered", RefusalKind::invalid,
    "{path}: this part of the backup is not as it was written. Use another copy of the folder.",
    "{path}：备份的这一部分与写入时不一致。请使用该文件夹的另一份副本。"};
inline constexpr Message backup_newer{
    "backup-newer", RefusalKind::conflict,
    "The backup was made by a newer program: its schema is at step {found}, and this program knows {known}. Restore it "
    "with the newer one.",
    "备份由较新的程序创建：其结构为第 {found} 步，而本程序只认识到第 {known} 步。请用较新的程序恢复。"};
inline constexpr Message database_not_empty{"database-not-empty", RefusalKind::conflict,
                                            "The database already holds rows. Restore into an empty one.",
                                            "数据库中已有数据。请恢复到空的数据库中。"};

}  // namespace massline::backup::refusals
