# shellcheck shell=bash
# What has to be on the machine before anything is built: the .NET SDK, Node, and a few Debian packages.

readonly MIN_NODE=20 MIN_NODE_MINOR=19 MIN_NPM=9

# One a line: Debian package, then a command or a file that shows it is there, however it was installed.
readonly UP_PACKAGES='ffmpeg ffmpeg'
readonly TEST_PACKAGES='chromium /usr/bin/chromium
flite flite
sox sox
shellcheck shellcheck
fonts-dejavu-core /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
asterisk-core-sounds-en-wav /usr/share/asterisk/sounds/en_US_f_Allison/activated.wav
asterisk-core-sounds-en /usr/share/doc/asterisk-core-sounds-en
pocketsphinx-testdata /usr/share/pocketsphinx/test/data/cards/001.wav'

# ensure_prerequisites PACKAGES: PACKAGES is one of the lists above, or several joined by a newline.
ensure_prerequisites() {
  require_dotnet
  local missing
  missing=$(missing_packages "$1")
  if [[ -n $missing ]]; then
    install_packages "$missing"
  fi
  require_node
}

require_dotnet() {
  if ! command -v dotnet >/dev/null; then
    fail "the .NET 10 SDK is missing" \
      "install it from https://dotnet.microsoft.com/download/dotnet/10.0 (or your distribution's dotnet-sdk-10.0) and put dotnet on the PATH"
  fi
  local sdks
  sdks=$(dotnet --list-sdks) || fail "dotnet is on the PATH, but '$(command -v dotnet) --list-sdks' fails" "reinstall the .NET 10 SDK"
  if ! grep -q '^10\.' <<<"$sdks"; then
    fail "dotnet is here without a version 10 SDK (found: $(cut -d' ' -f1 <<<"$sdks" | paste -sd ' '))" \
      "install the .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0"
  fi
}

require_node() {
  local node npm
  node=$(node --version) || fail "node is on the PATH but does not run" "reinstall Node $MIN_NODE or newer"
  node=${node#v}
  local major minor
  IFS=. read -r major minor _ <<<"$node"
  if (( major < MIN_NODE || (major == MIN_NODE && minor < MIN_NODE_MINOR) )); then
    fail "Node $MIN_NODE.$MIN_NODE_MINOR or newer is needed; $(command -v node) is $node" "install a newer one from https://nodejs.org/en/download"
  fi
  npm=$(npm --version 2>/dev/null) || fail "npm is on the PATH but does not run" "reinstall npm $MIN_NPM or newer"
  if (( ${npm%%.*} < MIN_NPM )); then
    fail "npm $MIN_NPM or newer is needed; $(command -v npm) is $npm" "install a newer one: npm install -g npm@11"
  fi
}

# missing_packages LIST: prints the Debian packages of the list that are not there, and Node's where it is not.
missing_packages() {
  local package evidence
  command -v node >/dev/null || echo nodejs
  # NodeSource's nodejs brings npm along and conflicts with Debian's package of that name.
  if ! command -v npm >/dev/null && ! node_from_nodesource; then
    echo npm
  fi
  while read -r package evidence; do
    if [[ $evidence == /* ]]; then
      [[ -e $evidence ]] || echo "$package"
    else
      command -v "$evidence" >/dev/null || echo "$package"
    fi
  done <<<"$1"
}

node_from_nodesource() {
  ! command -v node >/dev/null && command -v apt-cache >/dev/null && apt-cache policy nodejs 2>/dev/null | grep -q 'Candidate:.*nodesource'
}

install_packages() {
  local packages=() as_root=()
  mapfile -t packages <<<"$1"
  local line="apt-get install -y --no-install-recommends ${packages[*]}"
  command -v apt-get >/dev/null || fail "missing here: ${packages[*]} (Debian's names), and there is no apt-get to install them" \
    "install them with this system's package manager, then run this again"
  if (( EUID != 0 )); then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo -n)
    else
      fail "missing here: ${packages[*]}" "have them installed, then run this again:  sudo $line"
    fi
  fi
  if [[ " ${packages[*]} " == *' nodejs '* ]]; then
    refuse_old_node "${as_root[@]}"
  fi
  step packages "Debian packages ${packages[*]}" "run '$line' as root and read what it says" 900 apt_install "${as_root[@]}" -- "${packages[@]}"
}

# apt_install [sudo -n] -- PACKAGE...
apt_install() {
  local as_root=()
  while [[ $1 != -- ]]; do
    as_root+=("$1")
    shift
  done
  shift
  local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3
    install -y --no-install-recommends "$@")
  # The package lists may be missing (a fresh image) or so old that the mirror has moved on; both are cured by an update.
  if ! "${install[@]}"; then
    "${as_root[@]}" apt-get -o Acquire::Retries=3 update
    "${install[@]}"
  fi
}

# Debian 12's own Node is 18: say so before installing a Node that is refused afterwards.
refuse_old_node() {
  local candidate
  candidate=$(apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9:]*\).*/\1/p')
  if [[ -z $candidate ]]; then
    "$@" apt-get -o Acquire::Retries=3 update >/dev/null
    candidate=$(apt-cache policy nodejs | sed -n 's/^ *Candidate: *\([0-9:]*\).*/\1/p')
  fi
  candidate=${candidate#*:}
  if [[ -z $candidate ]] || (( candidate < MIN_NODE )); then
    fail "Node $MIN_NODE or newer is missing, and this system's packages offer ${candidate:-none}" \
      "install it from https://nodejs.org/en/download (or NodeSource), then run this again"
  fi
}
