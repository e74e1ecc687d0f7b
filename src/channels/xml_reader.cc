#include "channels/xml_reader.h"

#include <expat.h>

#include "base/result.h"

namespace massline::channels {
namespace {

constexpr int depth_max = 64;

std::string_view local_part(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

const char* XmlAttributes::get(std::string_view local_name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (local_part(pair[0]) == local_name) return pair[1];
  }
  return nullptr;
}

std::string XmlAttributes::get_or(std::string_view local_name, const char* otherwise) const {
  const char* value = get(local_name);
  return value == nullptr ? otherwise : value;
}

struct XmlReader::State {
  XmlHandler& handler;
  XML_Parser parser;
  int depth = 0;
  std::string problem;

  void stop(const char* why) {
    if (problem.empty()) problem = why;
    XML_StopParser(parser, XML_FALSE);
  }

  static State& of(void* data) { return *static_cast<State*>(data); }

  static void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    State& state = of(data);
    if (++state.depth > depth_max) return state.stop("its elements are nested too deep");
    state.handler.start(local_part(name), XmlAttributes(attributes));
  }
  static void XMLCALL on_end(void* data, const XML_Char* name) {
    State& state = of(data);
    --state.depth;
    state.handler.end(local_part(name));
  }
  static void XMLCALL on_text(void* data, const XML_Char* text, int size) {
    of(data).handler.text(std::string_view(text, static_cast<std::size_t>(size)));
  }
  static void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    of(data).stop("it declares a document type, which no workbook needs");
  }
};

XmlReader::XmlReader(XmlHandler& handler) : state_(new State{handler, XML_ParserCreate(nullptr), 0, {}}) {
  if (state_->parser == nullptr) throw Fault("no memory for an XML parser");
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(state_->parser, State::on_start, State::on_end);
  XML_SetCharacterDataHandler(state_->parser, State::on_text);
  XML_SetStartDoctypeDeclHandler(state_->parser, State::on_doctype);
}

XmlReader::~XmlReader() { XML_ParserFree(state_->parser); }

bool XmlReader::feed(std::span<const char> piece, bool last) {
  if (!state_->problem.empty()) return false;
  if (XML_Parse(state_->parser, piece.data(), static_cast<int>(piece.size()), last ? 1 : 0) == XML_STATUS_OK)
    return true;
  if (state_->problem.empty()) {
    state_->problem = std::string(XML_ErrorString(XML_GetErrorCode(state_->parser))) + " in line " +
                      std::to_string(XML_GetCurrentLineNumber(state_->parser));
  }
  return false;
}

const std::string& XmlReader::problem() const { return state_->problem; }

}  // namespace massline::channels
