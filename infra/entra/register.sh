#!/usr/bin/env bash
# Registers the API in Entra ID: application with the app roles, scope, Swagger UI's client, further public clients. Run again, it adds what is
# missing and changes nothing else. It makes no secret. infra/entra/register.ps1 is the same for PowerShell.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly home
PATH="$home/node_modules/.bin:$PATH"
# Applications, what they refer to, what refers to them, principals; one more that finds nothing to do.
readonly MAX_ROUNDS=6
POLL_SECONDS=${DEPLOY_POLL_SECONDS:-5}

usage() {
  cat <<'END'
infra/entra/register.sh [options]

  --name NAME               display name of the API's application (default: Voice cloning API)
  --api-url URL             where the API is reached: Swagger UI gets its redirect address there
  --public-client CLIENT    a client id that may call the API, as that of the Azure CLI
                            (04b07795-8ddb-461a-bbee-02f9e1bf7b46), or the name of a public client to be made;
                            may be given several times
  --smoke-identity OBJECT   object id of the identity that the smoke test runs as in the private profile;
                            it gets the roles that the test needs
  --what-if                 says what would be done, and does nothing
  --help                    this

Prints ENTRA_CLIENT_ID and SWAGGER_CLIENT_ID for infra/deploy.sh.
END
}

wrong_usage() {
  printf '%s\n\n' "$1" >&2
  usage >&2
  exit 2
}

# run_line NAME ARGUMENT…: a call of the Azure CLI; its answer is kept under the name.
run_line() {
  local file=$work/answers/$1
  shift
  printf '  > az %s\n' "$*" >&3
  if az "$@" --output json </dev/null >"$file.json.part" 2>"$file.error"; then
    mv "$file.json.part" "$file.json"
  else
    rm -f "$file.json" "$file.json.part"
    return 1
  fi
}

# run_lines FILE: all of them. Returns 1 when one fails.
run_lines() {
  local line words failed=0
  while IFS= read -r line; do
    IFS=$'\t' read -r -a words <<<"$line"
    if ! run_line "${words[@]}"; then
      failed=1
      cat "$work/answers/${words[0]}.error" >&3
    fi
  done <"$1"
  return "$failed"
}

ENTRA_NAME='Voice cloning API' ENTRA_API_URL='' ENTRA_PUBLIC_CLIENTS='' ENTRA_SMOKE_IDENTITY='' what_if=''
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      usage
      exit 0
      ;;
    --what-if)
      what_if=true
      shift
      ;;
    --name | --api-url | --public-client | --smoke-identity)
      [ $# -gt 1 ] || wrong_usage "$1 lacks its value."
      case $1 in
        --name) ENTRA_NAME=$2 ;;
        --api-url) ENTRA_API_URL=$2 ;;
        --smoke-identity) ENTRA_SMOKE_IDENTITY=$2 ;;
        --public-client) ENTRA_PUBLIC_CLIENTS="$ENTRA_PUBLIC_CLIENTS,$2" ;;
      esac
      shift 2
      ;;
    *) wrong_usage "There is no option $1." ;;
  esac
done
export ENTRA_NAME ENTRA_API_URL ENTRA_PUBLIC_CLIENTS ENTRA_SMOKE_IDENTITY DEPLOY_OPTION_STYLE=kebab
exec 3>&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/answers"
export DEPLOY_WORK=$work
cd "$home"

for ((round = 1; round <= MAX_ROUNDS; round++)); do
  # Twice: a principal is asked for by the id that the first answer has.
  for _ in 1 2; do
    node scripts/deploy/entra.ts ask >"$work/lines"
    run_lines "$work/lines" || true
  done
  node scripts/deploy/entra.ts changes >"$work/lines"
  [ -s "$work/lines" ] || break
  if [ -n "$what_if" ]; then
    printf '  nothing was changed (--what-if); more follows from what is made\n' >&2
    exit 0
  fi
  run_lines "$work/lines" || exit 1
  sleep "$POLL_SECONDS"
done
if [ "$round" -gt "$MAX_ROUNDS" ]; then
  printf 'found: the directory still answers what was before\n  right: what was written\n  do:    run this again in a minute\n' >&2
  exit 1
fi
node scripts/deploy/entra.ts ids
