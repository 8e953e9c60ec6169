# shellcheck shell=bash disable=SC2154,SC2016

# url_gives URL OWNER_CONNECTION
url_gives() {
  library 'parse_database_url "$1"; echo "$OWNER_CONNECTION"' "$1"
  expect_status 0
  expect_equal "$OUT" "$2"
}

test_databaseUrl_WhenWhole_BecomesAConnectionString() {
  url_gives postgres://owner:pw@db.example.com:6543/calls 'Host=db.example.com;Port=6543;Database=calls;Username=owner;Password=pw'
  url_gives postgresql://owner@localhost/calls 'Host=localhost;Port=5432;Database=calls;Username=owner'
  url_gives 'postgres://owner:pw@[::1]:5433/calls?sslmode=require' 'Host=::1;Port=5433;Database=calls;SSL Mode=Require;Username=owner;Password=pw'
  url_gives 'postgres://o:p@h/d?sslmode=verify-full&sslrootcert=/etc/ca.pem' \
    'Host=h;Port=5432;Database=d;SSL Mode=VerifyFull;Root Certificate=/etc/ca.pem;Username=o;Password=p'
}

test_databaseUrl_WhenPasswordHoldsSeparators_QuotesIt() {
  url_gives 'postgres://owner:a%40b%2Fc%3Bd%22e@h/d' 'Host=h;Port=5432;Database=d;Username=owner;Password="a@b/c;d""e"'
  url_gives 'postgres://owner:a@b:c@h/d' 'Host=h;Port=5432;Database=d;Username=owner;Password=a@b:c'
}

test_databaseUrl_WhenWrong_SaysWhatIsWrong() {
  local url
  for url in mysql://a@b/c postgres:// postgres://host/db postgres://user@/db postgres://user@host postgres://user@host/ \
    postgres://user@host:99999/db 'postgres://user@host/db?sslmode=maybe' 'postgres://user@host/db?target=x'; do
    library 'parse_database_url "$1"' "$url"
    expect_status 2
    expect_err 'database URL'
  done
}

test_environment_IsPrivateAndComesBackWhole() {
  library 'ensure_state; SERVER_CONNECTION="Host=h"; OWNER_CONNECTION="Host=h;Password=\"a b\$c\""; SERVER_APP="/a dir/app"
    write_environment 0.0.0.0 8080 9090; stat -c %a "$RUN/environment" "$KEYS/master.key"; load_environment
    echo "$CALLSCRIPT_URL|$ASPNETCORE_URLS|$ConnectionStrings__Owner|$CALLSCRIPT_SERVER_APP"; base64 -d "$KEYS/master.key" | wc -c'
  expect_status 0
  expect_equal "$OUT" $'600\n600\nhttp://127.0.0.1:8080|http://0.0.0.0:8080|Host=h;Password="a b$c"|/a dir/app\n32'
}

test_secrets_AreMadeOnceAndDiffer() {
  library 'ensure_state; one=$(password one); [[ $one =~ ^[A-Za-z0-9]{32}$ && $one == "$(password one)" && $one != "$(password two)" ]]'
  expect_status 0
}

test_hashOf_WhenAFileChangesMovesOrComes_Changes() {
  mkdir -p "$DIRECTORY/repo/src/bin"
  echo a >"$DIRECTORY/repo/src/A.cs"
  export TEST_REPO=$DIRECTORY/repo
  local before
  library 'hash_of src'
  before=$OUT
  echo x >"$DIRECTORY/repo/src/bin/built"
  library 'hash_of src'
  expect_equal "$OUT" "$before"
  mv "$DIRECTORY/repo/src/A.cs" "$DIRECTORY/repo/src/B.cs"
  library 'hash_of src'
  [[ $OUT != "$before" ]] || broken 'a renamed file did not change the hash'
  before=$OUT
  echo b >"$DIRECTORY/repo/src/B.cs"
  library 'hash_of src'
  [[ $OUT != "$before" ]] || broken 'a changed file did not change the hash'
}
