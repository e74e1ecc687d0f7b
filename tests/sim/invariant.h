// A promise of the program that does not hold: what ends a simulation.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace massline::sim {

class Broken : public std::runtime_error {
 public:
  Broken(std::string_view invariant, const std::string& what)
      : std::runtime_error(std::string(invariant) + ": " + what), invariant_(invariant) {}
  const std::string& invariant() const { return invariant_; }

 private:
  std::string invariant_;
};

/// Throws Broken unless `holds`. The names of the promises are those of docs/simulation.md.
inline void expect(bool holds, std::string_view invariant, const std::string& what) {
  if (!holds) throw Broken(invariant, what);
}

}  // namespace massline::sim
