// sign-in.yaml in a data folder: the providers through which an organisation's own people may sign in.
//
//   address: https://work.example.org        # of this server, as browsers reach it
//   providers:
//     - id: county
//       title: {en: County sign-in, zh: 县统一登录}
//       issuer: https://id.example.org       # as the provider writes it
//       client: massline                     # the name under which this server is known there
//       secret-file: county.key              # in the data folder, open to its owner alone; left out: a client without
//       one accounts: connected                  # or {claim: preferred_username} second-factor: here # or provider, if
//       it asks for one itself ca-file: county-ca.pem               # left out: what the system trusts
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "oidc/providers.h"

namespace massline::cli {

inline constexpr const char* sign_in_file = "sign-in.yaml";

struct SignInFile {
  std::string address;  // empty: not given
  std::vector<oidc::ProviderSettings> providers;
};

/// Empty where the folder has no such file. Throws UserError with file, line and what to write instead.
SignInFile read_sign_in_file(const std::filesystem::path& data);

}  // namespace massline::cli
