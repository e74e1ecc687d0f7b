// Files that hold secrets: readable by their owner alone, on disk when written, and overwritten when replaced.
#pragma once

#include <filesystem>
#include <string_view>

namespace massline::cli {

/// Makes the folder, also where it is there already, one that its owner alone enters.
void make_own_folder(const std::filesystem::path& folder);
/// Writes a new file. Throws Fault, also if it is there already.
void write_secret_file(const std::filesystem::path& path, std::string_view content);
/// Puts another file in its place, which is there whole or not at all; the bytes of the old one are overwritten, as far
/// as the disk lets a program do so. Throws Fault.
void replace_secret_file(const std::filesystem::path& path, std::string_view content);

/// All files and folders below it, and the folder itself, are on disk when this returns. Throws Fault.
void sync_tree(const std::filesystem::path& folder);

}  // namespace massline::cli
