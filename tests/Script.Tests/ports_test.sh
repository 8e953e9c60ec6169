# shellcheck shell=bash disable=SC2154,SC2016

test_freePort_IsNotListenedOn() {
  library 'port=$(free_port); (( port >= 20000 && port < 30000 )); ! port_busy "$port"'
  expect_status 0
}

test_rememberedPort_StaysUntilItIsTaken() {
  start_server
  library 'ensure_state; one=$(remembered_port db); [[ $(remembered_port db) == "$one" ]]
    echo "$1" >"$RUN/db.port"; two=$(remembered_port db); [[ $two != "$1" && $(<"$RUN/db.port") == "$two" ]]' "$SERVER_PORT"
  expect_status 0
}

test_answers200_TellsReadyFromNotReadyAndFromNothing() {
  start_server
  library 'answers_200 127.0.0.1 "$1" /health/ready; ! answers_200 127.0.0.1 "$1" /other; ! answers_200 127.0.0.1 "$(free_port)" /health/ready
    accepts_connections 127.0.0.1 "$1"; ! accepts_connections 127.0.0.1 "$(free_port)"' "$SERVER_PORT"
  expect_status 0
}
