# shellcheck shell=bash
# The parts that ops/test runs, and what each needs of the machine.
# Read by ops/test and ops/setup, which stand in the checkout's root.

say() { printf '\n== %s\n' "$*"; }

# Quick rooms first, then what stands on them; a room that is not named here comes among the quick ones.
rank() {
  case $1 in
    House) echo 1 ;;
    Cli) echo 3 ;;
    ConsoleUnits) echo 4 ;;
    Hub) echo 5 ;;
    Console) echo 6 ;;
    EndToEnd) echo 7 ;;
    *) echo 2 ;;
  esac
}

# What lies in tests/ as an xunit project (tests/Directory.Build.targets says which do), and the console's own units.
all_parts() {
  local project name
  for project in tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    case $name in *.Tests | Hotline.EndToEnd) ;; *) continue ;; esac
    name=${name#Hotline.} name=${name%.Tests}
    printf '%s %s\n' "$(rank "$name")" "$name"
  done | { cat; printf '%s ConsoleUnits\n' "$(rank ConsoleUnits)"; } | sort | cut -d ' ' -f 2
}

# The project of a part; nothing for a part that has none.
project_of() {
  local name=Hotline.$1.Tests
  [ "$1" = EndToEnd ] && name=Hotline.EndToEnd
  [ -e "tests/$name/$name.csproj" ] && printf 'tests/%s/%s.csproj\n' "$name" "$name"
}

# What the tests of a part talk to, from Debian: daemons, clients, a browser and glyphs for the console's languages.
packages_of() {
  case $1 in
    Mqtt) echo mosquitto-clients python3-paho-mqtt ;;
    Hub) echo postfix sasl2-bin libsasl2-modules dovecot-imapd ;;
    Console) echo chromium-headless-shell fonts-wqy-microhei mosquitto-clients nginx-light ;;
    EndToEnd) echo curl jose mosquitto mosquitto-clients nginx-light openssl python3-paho-mqtt postfix ;;
  esac
}

# Protocol and EndToEnd compare us with programs for Node.js; the browser tests need the console, which Node.js builds.
needs_node() { case $1 in Protocol | Console | EndToEnd | ConsoleUnits) ;; *) return 1 ;; esac }

needs_console() { [ "$1" = Console ]; }

# Says what is wrong with the .NET SDK; nothing when it will do.
dotnet_fault() {
  if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK 10 is missing: install it first (https://dotnet.microsoft.com/download)."
  elif ! dotnet --version >/dev/null 2>&1; then
    echo "No .NET SDK here will do for global.json ($(tr -d '\n' <global.json)): install that one or a later 10.0."
  fi
}

# The same for Node.js.
node_fault() {
  local asked='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "Node.js 20.19 or later with npm is missing: install it first (https://nodejs.org)."
  elif ! node -e "$asked"; then
    echo "Node.js $(node --version) is too old: install 20.19 or later."
  fi
}

# Those of the packages that are not installed, each once.
missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
  done | sort -u
}

# Installs what is missing of these Debian packages.
install_packages() {
  local missing as_root=()
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  say "Installing ${missing[*]}"
  # sudo hands no environment on, and Postfix would ask what it is for.
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  if "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
    leave_mqtt_port "${missing[@]}"
    return
  fi
  echo "Could not install ${missing[*]}. Install them by hand (apt-get install ${missing[*]}) and try again." >&2
  return 1
}

# Debian starts a broker with its package, on the port that the hub listens on by default; tests start their own.
leave_mqtt_port() {
  case " $* " in *" mosquitto "*) ;; *) return 0 ;; esac
  command -v systemctl >/dev/null && [ -d /run/systemd/system ] || return 0
  say "Stopping Debian's mosquitto.service, which has the hub's port 1883"
  "${as_root[@]}" systemctl disable --now mosquitto.service
}

# What the console is built and tested with, by the same rule as the hub's build: anew when the lock file is newer.
install_console() (
  cd src/Hotline.Console || exit 1
  [ package-lock.json -nt node_modules/.package-lock.json ] || exit 0
  npm ci --no-fund --no-audit --loglevel=error && touch node_modules/.package-lock.json
)

# A compiler of our own stays warm for the run and goes with it: build servers that were here before are left alone.
own_compiler() {
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
  export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 SharedCompilationId=hotline-$$
  trap end_compiler EXIT
}

end_compiler() {
  local version sdks
  version=$(dotnet --version) && sdks=$(dotnet --list-sdks | sed -n "s/^$version \[\(.*\)\]\$/\1/p")
  dotnet exec "$sdks/$version/Roslyn/bincore/VBCSCompiler.dll" -shutdown "-pipename:$SharedCompilationId" &>/dev/null
}
