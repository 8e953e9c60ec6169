# shellcheck shell=bash
# The environment that the .NET processes of an installation are started with.

# parse_database_url URL: turns postgres://user:password@host:port/name?sslmode=mode into Npgsql's key=value form, and sets
# OWNER_CONNECTION, and SERVER_CONNECTION without the user.
parse_database_url() {
  local url=$1 rest user password host port name query pair
  [[ $url =~ ^postgres(ql)?:// ]] || usage_error up "the database URL must start with postgres://"
  rest=${url#*://}
  query=''
  if [[ $rest == *'?'* ]]; then
    query=${rest#*\?}
    rest=${rest%%\?*}
  fi
  [[ $rest == *@* && $rest == */* ]] || usage_error up "the database URL needs a user, a host and a name: postgres://owner:password@host:5432/callscript"
  name=${rest##*/}
  rest=${rest%/*}
  host=${rest##*@}
  rest=${rest%@*}
  user=${rest%%:*}
  password=''
  [[ $rest != *:* ]] || password=${rest#*:}
  if [[ $host =~ ^(\[[0-9A-Fa-f:.]+\]|[^:]+)(:([0-9]+))?$ ]]; then
    port=${BASH_REMATCH[3]:-5432}
    host=${BASH_REMATCH[1]}
    host=${host#\[}
    host=${host%\]}
  else
    usage_error up "the database URL has no valid host and port in '$host'"
  fi
  [[ -n $user && -n $name ]] || usage_error up "the database URL needs a user and a database name"
  (( port >= 1 && port <= 65535 )) || usage_error up "the database URL's port $port is not between 1 and 65535"
  SERVER_CONNECTION="Host=$(quoted "$(percent_decoded "$host")");Port=$port;Database=$(quoted "$(percent_decoded "$name")")"
  local pairs=()
  [[ -z $query ]] || IFS='&' read -ra pairs <<<"$query"
  for pair in "${pairs[@]}"; do
    case $pair in
      sslmode=disable | sslmode=allow | sslmode=prefer | sslmode=require) SERVER_CONNECTION+=";SSL Mode=$(capitalized "${pair#*=}")" ;;
      sslmode=verify-ca) SERVER_CONNECTION+=';SSL Mode=VerifyCA' ;;
      sslmode=verify-full) SERVER_CONNECTION+=';SSL Mode=VerifyFull' ;;
      sslrootcert=*) SERVER_CONNECTION+=";Root Certificate=$(quoted "$(percent_decoded "${pair#*=}")")" ;;
      sslmode=*) usage_error up "the database URL's sslmode '${pair#*=}' is none of disable, allow, prefer, require, verify-ca, verify-full" ;;
      *) usage_error up "the database URL's parameter '${pair%%=*}' is not known here (sslmode and sslrootcert are)" ;;
    esac
  done
  OWNER_CONNECTION="$SERVER_CONNECTION;Username=$(quoted "$(percent_decoded "$user")")"
  [[ -z $password ]] || OWNER_CONNECTION+=";Password=$(quoted "$(percent_decoded "$password")")"
}

capitalized() { printf '%s' "${1^}"; }

percent_decoded() {
  local text=$1 decoded=''
  while [[ $text =~ ^([^%]*)%([0-9A-Fa-f]{2})(.*)$ ]]; do
    decoded+=${BASH_REMATCH[1]}
    printf -v decoded '%s%b' "$decoded" "\\x${BASH_REMATCH[2]}"
    text=${BASH_REMATCH[3]}
  done
  printf '%s' "$decoded$text"
}

# quoted VALUE: as a connection string wants it when it holds a separator, a quote or a blank.
quoted() {
  if [[ $1 == *[\;\'\"=\ ]* ]]; then
    printf '"%s"' "${1//\"/\"\"}"
  else
    printf '%s' "$1"
  fi
}

# write_environment HOST PORT SIMULATOR_PORT: everything the services read, also for the later verbs; holds secrets.
write_environment() {
  local host=$1 port=$2 simulator_port=$3 shown=$1
  case $host in
    0.0.0.0 | '[::]' | '*') shown=127.0.0.1 ;;
  esac
  secret master.key >/dev/null
  secret signing.key >/dev/null
  {
    setting CALLSCRIPT_URL "http://$shown:$port"
    setting CALLSCRIPT_HEALTH_HOST "${shown//[\[\]]/}"
    setting CALLSCRIPT_PORT "$port"
    setting CALLSCRIPT_SIMULATOR_PORT "$simulator_port"
    setting CALLSCRIPT_SERVER_APP "$SERVER_APP"
    setting ConnectionStrings__Owner "$OWNER_CONNECTION"
    setting ConnectionStrings__App "$SERVER_CONNECTION;Username=callscript_app;Password=$(password app.password)"
    setting ConnectionStrings__Worker "$SERVER_CONNECTION;Username=callscript_worker;Password=$(password worker.password)"
    setting Speech__Directory "$SPEECH"
    setting Vault__Directory "$VAULT"
    setting Security__MasterKeyFile "$KEYS/master.key"
    setting Security__SigningKeyFile "$KEYS/signing.key"
    # The simulator answers on plain http and on this host, where recordings are otherwise never fetched from.
    setting Outbound__TrustedOrigins__0 "http://127.0.0.1:$simulator_port"
    setting Ringba__Addresses__0 https://api.ringba.com/v2/
    setting Ringba__Addresses__1 "http://127.0.0.1:$simulator_port/v2/"
    # Whoever tries CallScript out may set up organizations of their own.
    setting Organizations__PeopleMayCreate true
    setting Site__Url "http://$shown:$port"
    setting Mail__PickupDirectory "$MAIL"
    setting Api__ClientDirectory "$CLIENT_APP"
    setting ASPNETCORE_URLS "http://$host:$port"
  } | write_private "$RUN/environment"
}

setting() { printf 'export %s=%q\n' "$1" "$2"; }

# load_environment: exports what the running (or just starting) installation uses.
load_environment() {
  # shellcheck source=/dev/null
  source "$RUN/environment"
}
