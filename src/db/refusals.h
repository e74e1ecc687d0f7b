// Refusals about the database as a whole; for whoever runs the program.
#pragma once

#include "base/result.h"

namespace massline::db::refusals {

inline constexpr Message database_newer{
    "database-newer", RefusalKind::conflict,
    "The database is at step {found} of its schema, and this program knows {known}. Use the newer program, or restore "
    "a "
    "backup from before it.",
    "数据库结构已到第 {found} 步，而本程序只认识到第 {known} 步。请使用较新的程序，或恢复更早的备份。"};
inline constexpr Message migration_altered{
    "migration-altered", RefusalKind::conflict,
    "Step {number} ({name}) of the database's schema is not the one this program has. Use the program that made this "
    "database, or start from an export.",
    "数据库结构第 {number} 步（{name}）与本程序不一致。请使用创建该数据库的程序，或从导出文件重新开始。"};

}  // namespace massline::db::refusals
