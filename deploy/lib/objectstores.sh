# shellcheck shell=bash
# Servers that speak S3, for tests and benches: moto, which every test run has, and Ceph's gateway, which is strict and heavy.

readonly MOTO_VERSION=5.2.1
readonly MOTO=$RUNTIME/moto-$MOTO_VERSION
readonly CEPH_PACKAGES='radosgw radosgw
ceph-mon ceph-mon
ceph-osd ceph-osd
ceph-common ceph
curl curl'
readonly CEPH_ACCESS_KEY=callscript CEPH_SECRET_KEY=callscript-test CEPH_KMS_KEY=callscript-test-key

CEPH=''  # directory of the cluster
CEPH_ADDRESS=''

# --- moto ----------------------------------------------------------------------------------------------------------------

moto_ready() { command -v moto_server >/dev/null || [[ -x $MOTO/bin/moto_server ]]; }

# ensure_python: moto needs Python with the module that makes environments, which Debian has in a package of its own.
ensure_python() {
  moto_ready || python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
}

# install_moto: into an environment of its own, so that nothing of the system's changes.
install_moto() {
  if moto_ready; then
    note 'up to date'
    return
  fi
  rm -rf "$MOTO" "$MOTO.new"
  python3 -m venv "$MOTO.new"
  "$MOTO.new/bin/pip" install --quiet --disable-pip-version-check --retries 3 "moto[server]==$MOTO_VERSION"
  # An environment cannot be renamed with its scripts; this one starts from wherever it lies.
  printf '#!/bin/sh\nexec "%s/bin/python3" -c "from moto.server import main; main()" "$@"\n' "$MOTO" >"$MOTO.new/bin/moto_server"
  chmod +x "$MOTO.new/bin/moto_server"
  mv "$MOTO.new" "$MOTO"
  "$MOTO/bin/moto_server" --help >/dev/null
}

# export_moto: tests look for moto_server on the PATH, and skip without it; here it is a failure.
export_moto() {
  command -v moto_server >/dev/null || export PATH=$MOTO/bin:$PATH
  command -v moto_server >/dev/null || fail "moto_server is missing, and the tests of S3 need it" "delete $MOTO and run this again"
}

# --- Ceph's gateway --------------------------------------------------------------------------------------------------------

# start_ceph: one monitor, one store in memory and one gateway on the loopback, beside the run's PostgreSQL; sets CEPH_ADDRESS.
start_ceph() {
  local port monitor
  CEPH=$PRIVATE/ceph
  mkdir "$CEPH"
  prepend_exit remove_ceph
  monitor=$(free_port)
  port=$(free_port)
  write_ceph_settings "$monitor" "$port" >"$CEPH/ceph.conf"
  step ceph "Ceph's gateway" 'look at the first error above' 120 make_ceph "$monitor" "$port"
  CEPH_ADDRESS=http://127.0.0.1:$port
}

# write_ceph_settings MONITOR_PORT GATEWAY_PORT
write_ceph_settings() {
  cat <<SETTINGS
[global]
fsid = $(</proc/sys/kernel/random/uuid)
mon host = 127.0.0.1:$1
public addr = 127.0.0.1
keyring = $CEPH/keyring
auth allow insecure global id reclaim = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data = $CEPH/mon
mon data avail crit = 1
mon data avail warn = 1
osd data = $CEPH/osd
osd objectstore = memstore
memstore device bytes = 8G
run dir = $CEPH/run
log file = $CEPH/\$name.log
admin socket = $CEPH/run/\$name.\$pid.asok
pid file = $CEPH/run/\$name.pid
rgw frontends = beast endpoint=127.0.0.1:$2
rgw data = $CEPH/rgw
rgw gc obj min wait = 1
rgw gc processor period = 5
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = $CEPH_KMS_KEY=$(head -c 32 /dev/urandom | base64 -w 0)
SETTINGS
}

# make_ceph MONITOR_PORT GATEWAY_PORT
make_ceph() {
  export CEPH_CONF=$CEPH/ceph.conf
  local owner=(--setuser "$(id -un)" --setgroup "$(id -gn)") identity
  mkdir -p "$CEPH"/{mon,osd,rgw,run}
  ceph-authtool --create-keyring "$CEPH/keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$CEPH/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
  ceph-authtool "$CEPH/keyring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
  ceph-authtool "$CEPH/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
  monmaptool --create --add a "127.0.0.1:$1" --fsid "$(sed -n 's/^fsid = //p' "$CEPH_CONF")" "$CEPH/monmap"
  ceph-mon --mkfs -i a --monmap "$CEPH/monmap" --keyring "$CEPH/keyring" "${owner[@]}"
  setsid ceph-mon -f -i a "${owner[@]}" >"$CEPH/mon.out" 2>&1 &
  echo $! >"$CEPH/mon.process"
  identity=$(</proc/sys/kernel/random/uuid)
  timeout 30 ceph osd new "$identity"
  ceph-osd --mkfs -i 0 --osd-uuid "$identity" "${owner[@]}"
  setsid ceph-osd -f -i 0 "${owner[@]}" >"$CEPH/osd.out" 2>&1 &
  echo $! >"$CEPH/osd.process"
  setsid radosgw -f -n client.rgw "--keyring=$CEPH/keyring" "${owner[@]}" >"$CEPH/rgw.out" 2>&1 &
  echo $! >"$CEPH/rgw.process"
  until curl -sf -m 2 "http://127.0.0.1:$2/" >/dev/null; do
    kill -0 "$(<"$CEPH/rgw.process")"
    sleep 0.2
  done
  timeout 60 radosgw-admin -n client.rgw "--keyring=$CEPH/keyring" user create --uid=callscript --display-name=callscript \
    "--access-key=$CEPH_ACCESS_KEY" "--secret-key=$CEPH_SECRET_KEY" >/dev/null
}

remove_ceph() {
  [[ -n $CEPH ]] || return 0
  local process
  for process in "$CEPH"/*.process; do
    [[ ! -e $process ]] || kill -KILL "$(<"$process")" 2>/dev/null || true
  done
  rm -rf "$CEPH"
  CEPH=''
}
