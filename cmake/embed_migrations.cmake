# cmake -DOUTPUT=migrations.cc -DFILES=0001_a.sql;0002_b.sql -P embed_migrations.cmake
#
# Writes db::migrations() with the text of each file, which is named NNNN_name.sql.
set(rows "")
set(expected 1)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WE)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${file}: a migration is named NNNN_name.sql, with lower-case letters, digits and _")
  endif()
  set(name ${CMAKE_MATCH_2})
  string(REGEX REPLACE "^0+" "" number ${CMAKE_MATCH_1})
  if(NOT number EQUAL expected)
    message(FATAL_ERROR "${file}: expected migration ${expected} here; migrations are numbered without a gap")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ ${file} sql)
  string(APPEND rows "      {.number = ${number}, .name = \"${name}\", .sql = R\"massline(${sql})massline\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"db/migrations.h\"

namespace massline::db {

std::span<const Migration> migrations() {
  static const std::vector<Migration> all = {
${rows}  };
  return all;
}

}  // namespace massline::db
")
