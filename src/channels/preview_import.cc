#include "base/refusals.h"
#include "channels/import_file.h"
#include "channels/import_matters.h"
#include "channels/places.h"
#include "channels/words.h"

namespace massline::channels {

const std::vector<ImportField>& import_fields() {
  static const std::vector<ImportField> fields{
      {"key", {"Number at the source", "来源编号"}, false},
      {"raised", {"When it was raised", "反映时间"}, false},
      {"text", {"What was raised", "反映内容"}, true},
      {"topic", {"Topic", "事项类别"}, false},
      {"place", {"Place", "地点"}, false},
      {"address", {"Address", "地址"}, false},
      {"latitude", {"Latitude", "纬度"}, false},
      {"longitude", {"Longitude", "经度"}, false},
      {"name", {"Name", "姓名"}, false},
      {"phone", {"Phone", "电话"}, false},
      {"email", {"E-mail", "电子邮件"}, false},
      {"channel", {"Channel", "渠道"}, false},
      {"groupSize", {"Number of people", "人数"}, false},
  };
  return fields;
}

ImportPreview preview_of(ImportFile& file) {
  constexpr std::size_t rows_shown = 10;
  ImportPreview preview;
  preview.columns = file.columns();
  preview.sheets = file.sheets();
  TableRow row;
  while (true) {
    const auto more = file.next(row);
    if (more && !*more) break;
    ++preview.total_rows;
    if (more && preview.rows.size() < rows_shown) {
      row.fields.resize(preview.columns.size());
      preview.rows.push_back(row.fields);
    }
    if (file.finished()) break;
  }
  return preview;
}

Result<ImportPreview> preview_import(Context& ctx, const access::Viewer& viewer, std::string_view bytes,
                                     std::string_view sheet) {
  if (access::post_that_can(ctx.rulebook, viewer, rulebook::Capability::import_matters) == nullptr)
    return refuse(massline::refusals::not_allowed);
  auto file = ImportFile::open(bytes, sheet);
  if (!file) return tl::unexpected(file.error());
  ImportPreview preview = preview_of(*file);
  preview.mapping.sheet = std::string(sheet);
  preview.mapping.columns = suggest_columns(preview.columns);
  // Where they answer for one place only, that is where rows without a place are.
  ctx.store.read([&](db::Reader& in) {
    const std::vector<std::string> ground = import_ground(in, ctx.rulebook, viewer);
    if (ground.size() != 1) return;
    if (const auto unit = registry::find_unit_at(in, ground.front())) preview.mapping.place = unit->id;
  });
  return preview;
}

}  // namespace massline::channels
