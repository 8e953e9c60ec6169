# shellcheck shell=bash
# TCP ports, read from /proc so that no further tool is needed.

# socket_on PORT: prints the inode of a socket that listens on the port; fails if none does.
socket_on() {
  local hex tables=()
  printf -v hex '%04X' "$1"
  [[ ! -r /proc/net/tcp ]] || tables+=(/proc/net/tcp)
  [[ ! -r /proc/net/tcp6 ]] || tables+=(/proc/net/tcp6)
  # Column 2 is the local address and port, 4 the state (0A: listening), 10 the inode.
  awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; found = 1; exit } END { exit !found }' "${tables[@]}"
}

port_busy() { socket_on "$1" >/dev/null; }

# port_holder PORT: prints who listens, such as "dotnet (pid 123)"; nothing if it belongs to another user.
port_holder() {
  local inode link pid
  inode=$(socket_on "$1") || return 0
  link=$(find /proc/[0-9]*/fd -maxdepth 1 -lname "socket:\[$inode\]" -print -quit 2>/dev/null) || true
  [[ -n $link ]] || return 0
  pid=${link#/proc/}
  pid=${pid%%/*}
  printf '%s (pid %s)' "$(<"/proc/$pid/comm")" "$pid"
}

# free_port: prints one that nothing listens on, from below the range that the kernel hands to outgoing connections.
free_port() {
  local port
  for _ in {1..200}; do
    port=$(( 20000 + RANDOM % 10000 ))
    if ! port_busy "$port"; then
      echo "$port"
      return 0
    fi
  done
  echo "no free port between 20000 and 29999" >&2
  return 1
}

# remembered_port NAME: the same port as the last time while it is free, else a new one; written to the state directory.
remembered_port() {
  local file=$RUN/$1.port port=''
  [[ ! -s $file ]] || port=$(<"$file")
  if [[ ! $port =~ ^[0-9]+$ ]] || port_busy "$port"; then
    port=$(free_port)
    echo "$port" >"$file"
  fi
  echo "$port"
}

require_free_port() {
  local port=$1 lowest holder
  lowest=$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null || echo 1024)
  if (( port < lowest && EUID != 0 )); then
    fail "port $port is reserved for root here" "choose one from $lowest on: callscript up --port 8080"
  fi
  if port_busy "$port"; then
    holder=$(port_holder "$port")
    fail "port $port is taken by ${holder:-a process of another user}" "stop it, or choose another port: callscript up --port $(free_port)"
  fi
}

# http_status HOST PORT PATH: prints the status code; fails if nothing answers within two seconds.
# shellcheck disable=SC2016 # the inner shell expands its own arguments
http_status() {
  timeout 2 bash -c '
    exec 4<>"/dev/tcp/$1/$2"
    printf "GET %s HTTP/1.0\r\nHost: %s:%s\r\n\r\n" "$3" "$1" "$2" >&4
    read -r _ code _ <&4 && echo "$code"' _ "$1" "$2" "$3" 2>/dev/null
}

answers_200() { [[ $(http_status "$1" "$2" "$3") == 200 ]]; }

# shellcheck disable=SC2016
accepts_connections() { timeout 2 bash -c 'exec 4<>"/dev/tcp/$1/$2"' _ "$1" "$2" 2>/dev/null; }
