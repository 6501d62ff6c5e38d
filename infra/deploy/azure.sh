# Calls of the Azure CLI and of scripts/deploy/command.ts, and how a run ends.
# shellcheck shell=bash

# Seconds between two looks at something that takes a while, and before a deployment is tried again.
POLL_SECONDS=${DEPLOY_POLL_SECONDS:-10}
RETRY_SECONDS=${DEPLOY_RETRY_SECONDS:-60}
# A revision has ten minutes, a job its own time-out and is looked at for seven hours.
MAX_REVISION_POLLS=60
MAX_JOB_POLLS=2520
# How often in a row a look may fail, as when the network is away for a moment.
MAX_FAILED_POLLS=5
# Metrics appear a minute or more late: the time between two looks at them, also where tests do not wait.
METRICS_POLL_SECONDS=$((POLL_SECONDS > 0 ? POLL_SECONDS : 10))
# How command.ts ends when there are no requests to judge by.
NO_REQUESTS=3
TRYING=''
SLEEPING=''

# Standard error of the script itself: calls are shown there, also where the output of a call goes elsewhere.
exec 3>&2

stage() { printf '\n== %s\n' "$1" >&3; }
say() { printf '  %s\n' "$1" >&3; }

fail() {
  printf 'found: %s\n  right: %s\n  do:    %s\n' "$1" "$2" "$3" >&3
  exit 1
}

# As sleep, but a signal ends it at once: bash waits for a command that runs before it looks at signals.
pause() {
  sleep "$1" &
  SLEEPING=$!
  wait "$SLEEPING"
  SLEEPING=''
}

# No argument may hold a secret: it is shown, and other processes of the machine see it.
azure() {
  printf '  > az %s\n' "$*" >&3
  az "$@" </dev/null
}

command_ts() { node "$home/scripts/deploy/command.ts" "$@"; }

# Runs a command of command.ts and takes its lines as variables: name, tab, value.
take() {
  local name value
  command_ts "$@" >"$work/plan" || exit 1
  while IFS=$'\t' read -r name value; do printf -v "$name" '%s' "$value"; done <"$work/plan"
}

need_tools() {
  local version
  command -v az >/dev/null || fail 'no Azure CLI' 'az on the PATH' 'https://aka.ms/azure-cli'
  command -v npm >/dev/null || fail 'no npm' 'Node.js 24 with npm on the PATH' 'https://nodejs.org'
  version=$(node --version 2>/dev/null || echo none)
  [[ $version =~ ^v(2[4-9]|[3-9][0-9])\. ]] || fail "Node.js $version" 'Node.js 24 or newer' 'npm ci, or https://nodejs.org'
}

# Asks a round of questions: each answer becomes a file, and each refusal.
ask() {
  local line words name
  command_ts ask "$1" >"$work/questions" || exit 1
  while IFS= read -r line; do
    IFS=$'\t' read -r -a words <<<"$line"
    answer "${words[@]}"
  done <"$work/questions"
}

# answer NAME ARGUMENT…: keeps what az answers under a name.
answer() {
  local file=$work/answers/$1
  shift
  if azure "$@" --output json >"$file.json.part" 2>"$file.error"; then
    mv "$file.json.part" "$file.json"
  else
    rm -f "$file.json" "$file.json.part"
  fi
}

# look ARGUMENT…: sets LOOKED to what az answers; a look that fails is repeated with the next one, but not for ever.
look() {
  if LOOKED=$(azure "$@"); then
    FAILED_LOOKS=0
  else
    LOOKED=''
    FAILED_LOOKS=$((FAILED_LOOKS + 1))
    [ "$FAILED_LOOKS" -lt "$MAX_FAILED_POLLS" ] || fail "Azure did not answer $FAILED_LOOKS times" 'an answer' 'read the errors above'
  fi
}

# wait_for_job NAME EXECUTION WHAT
wait_for_job() {
  local status='' polls
  FAILED_LOOKS=0
  for ((polls = 0; polls < MAX_JOB_POLLS; polls++)); do
    look containerapp job execution show --name "$1" --resource-group "$RESOURCE_GROUP" --job-execution-name "$2" \
      --query properties.status --output tsv
    status=$LOOKED
    case $status in
      Succeeded) return 0 ;;
      Failed | Degraded | Stopped) break ;;
    esac
    pause "$POLL_SECONDS"
  done
  fail "$3: the job $2 ended as $status" 'Succeeded' "read its log: az containerapp job logs show --name $1 --resource-group $RESOURCE_GROUP --execution $2 --container $1"
}

# wait_for_revision REVISION
wait_for_revision() {
  local state='' polls
  FAILED_LOOKS=0
  for ((polls = 0; polls < MAX_REVISION_POLLS; polls++)); do
    look containerapp revision show --name api --resource-group "$RESOURCE_GROUP" --revision "$1" \
      --query properties.runningState --output tsv
    state=$LOOKED
    case $state in
      Running | RunningAtMaxScale | ScaledToZero) return 0 ;;
      Failed | Degraded) break ;;
    esac
    pause "$POLL_SECONDS"
  done
  fail "$1 is $state" 'Running' "read its log: az containerapp logs show --name api --resource-group $RESOURCE_GROUP --revision $1 --type system"
}

# A release that ends before it is through is taken back, whatever ended it.
on_exit() {
  local status=$?
  trap - EXIT INT TERM
  [ -z "$SLEEPING" ] || kill "$SLEEPING" 2>/dev/null || true
  if [ -n "$TRYING" ]; then take_back; fi
  rm -rf "$work"
  exit "$status"
}
