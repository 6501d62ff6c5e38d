# Migration, worker, API. The worker goes first: a release sends only what the one before understands, in both directions.
# shellcheck shell=bash

readonly SHARES=(10 50 100)

# deploy_app NAME: a deployment of infra/NAME.bicepparam, which reads the environment.
deploy_app() {
  azure deployment group create --resource-group "$RESOURCE_GROUP" --name "$STACK-$1" --parameters "infra/$1.bicepparam" --output none ||
    fail "$1 could not be deployed" 'a deployment that succeeds' 'read the error above'
}

# run_job NAME WHAT
run_job() {
  local execution
  execution=$(azure containerapp job start --name "$1" --resource-group "$RESOURCE_GROUP" --query name --output tsv) ||
    fail "the job $1 could not be started" 'a job of the platform' 'read the error above'
  wait_for_job "$1" "$execution" "$2"
}

migrate() {
  stage 'Migration'
  deploy_app jobs
  run_job "$MIGRATION_JOB_NAME" 'migration'
}

release_worker() {
  stage 'Worker'
  deploy_app worker
}

api_id() {
  printf '/subscriptions/%s/resourceGroups/%s/providers/Microsoft.App/containerApps/api' "$SUBSCRIPTION" "$RESOURCE_GROUP"
}

ask_for_revisions() {
  answer app containerapp show --name api --resource-group "$RESOURCE_GROUP"
  answer revisions containerapp revision list --name api --resource-group "$RESOURCE_GROUP" --all
}

# deactivate REVISION…: an active revision is billed and ticks.
deactivate() {
  local each
  for each in "$@"; do
    azure containerapp revision deactivate --name api --resource-group "$RESOURCE_GROUP" --revision "$each" --output none
  done
}

# set_traffic LABEL WEIGHT OTHER-LABEL WEIGHT
set_traffic() {
  azure containerapp ingress traffic set --name api --resource-group "$RESOURCE_GROUP" --label-weight "$1=$2" "$3=$4" --output none
}

# label REVISION LABEL
label() {
  azure containerapp revision label add --name api --resource-group "$RESOURCE_GROUP" --revision "$1" --label "$2" --yes --output none
}

remove_label() {
  azure containerapp revision label remove --name api --resource-group "$RESOURCE_GROUP" --label "$1" --output none
}

remember_previous() {
  azure tag update --resource-id "$(api_id)" --operation Merge --tags "previous-revision=$1" --output none
}

# An interrupted release left requests on a revision that is not released: they go back before it is deactivated, or they would fail.
restore_traffic() {
  local weights
  [ -n "$WEIGHTS" ] || return 0
  read -r -a weights <<<"$WEIGHTS"
  azure containerapp ingress traffic set --name api --resource-group "$RESOURCE_GROUP" --revision-weight "${weights[@]}" --output none
}

deactivate_leftovers() {
  local others
  read -r -a others <<<"$LEFTOVERS"
  deactivate ${others[@]+"${others[@]}"}
}

release_api() {
  local share
  stage 'API'
  ask_for_revisions
  take release
  restore_traffic
  if [ "$SITUATION" = same ]; then
    # The run that made it may have ended before it was tested.
    wait_for_revision "$REVISION"
    smoke "https://api.$APP_DOMAIN"
    deactivate_leftovers
    say "$REVISION serves this release already"
    return 0
  fi
  deactivate_leftovers
  [ "$SITUATION" = first ] || TRYING=true
  if [ "$SITUATION" = again ]; then
    azure containerapp revision activate --name api --resource-group "$RESOURCE_GROUP" --revision "$REVISION" --output none
    label "$OLD" "$OLD_LABEL"
    label "$REVISION" "$LABEL"
  else
    export API_REVISION_SUFFIX=$SUFFIX API_TRAFFIC=$TRAFFIC API_PREVIOUS_REVISION=$PREVIOUS
    deploy_app api
  fi
  wait_for_revision "$REVISION"
  smoke "https://api---$LABEL.$APP_DOMAIN"
  if [ "$SITUATION" != first ]; then
    # Before requests move: where a run ends half-way, the next one has to know which revision was released.
    remember_previous "$OLD"
    for share in "${SHARES[@]}"; do
      stage "Traffic: $share %"
      set_traffic "$LABEL" "$share" "$OLD_LABEL" "$((100 - share))"
      watch "$REVISION"
    done
    TRYING=''
    remove_label "$OLD_LABEL"
    deactivate "$OLD"
  fi
  stage "$REVISION serves"
}

# smoke URL
smoke() {
  stage "Smoke test of $1"
  if [ "$INTERNAL" = true ]; then
    # Nobody outside of the virtual network reaches it: the test runs inside.
    azure containerapp job update --name "$SMOKE_JOB_NAME" --resource-group "$RESOURCE_GROUP" --set-env-vars "SMOKE_URL=$1" --output none
    run_job "$SMOKE_JOB_NAME" 'smoke test'
    return 0
  fi
  if [ -z "${SMOKE_TOKEN:-}" ]; then
    SMOKE_TOKEN=$(azure account get-access-token --scope "api://$ENTRA_CLIENT_ID/.default" --query accessToken --output tsv) ||
      fail 'no token for the smoke test' 'a token for the API' 'read the error above, or set SMOKE_TOKEN'
  fi
  # No options for npm: its script for PowerShell drops the -- before them (npm/cli#4903), and both shells make the same calls.
  npm run --silent build:run >&3 || fail 'the smoke test could not be built' 'npm run build:run succeeds' 'npm ci, then read the error above'
  SMOKE_TOKEN=$SMOKE_TOKEN node dist/apps/api/src/smoke.main.js --url "$1" >&3 ||
    fail "the smoke test of $1 failed" 'every check passes' 'read the lines above; a release that was to replace another is taken back'
}

# watch REVISION: has the new revision answered too many requests with 5xx? Metrics come minutes late; the requests of the smoke test at least must appear.
watch() {
  local waited code
  pause "$WATCH_SECONDS"
  for ((waited = 0; ; waited += METRICS_POLL_SECONDS)); do
    answer requests monitor metrics list --resource "$(api_id)" --metrics Requests --interval PT1M \
      --offset "$(((WATCH_SECONDS + waited) / 60 + 2))m" --aggregation Total --filter "revisionName eq '$1' and statusCodeCategory eq '*'"
    code=0
    command_ts errors "$MAX_ERROR_PERCENT" || code=$?
    case $code in
      0) return 0 ;;
      "$NO_REQUESTS") ;;
      *) fail "$1 answers with errors" "at most $MAX_ERROR_PERCENT % of 5xx" 'the release is taken back' ;;
    esac
    [ "$waited" -lt "$METRICS_SECONDS" ] || break
    pause "$POLL_SECONDS"
  done
  if [ "$ENVIRONMENT" = prod ]; then
    fail "not judged: Azure Monitor has no requests of $1" 'requests to judge by' 'the release is taken back; wait longer with --metrics-seconds'
  fi
  say "not judged: Azure Monitor has no requests of $1"
}

# Traffic back to the label that served. Goes on when a call fails: the next one may matter more.
take_back() {
  TRYING=''
  stage "Back to $OLD"
  if set_traffic "$OLD_LABEL" 100 "$LABEL" 0 && remove_label "$LABEL" && deactivate "$REVISION"; then
    say "$OLD serves all requests again, $REVISION is inactive"
    [ -z "$PREVIOUS" ] || remember_previous "$PREVIOUS" || say "the tag previous-revision should be $PREVIOUS"
  else
    say "look at once: az containerapp ingress traffic show --name api --resource-group $RESOURCE_GROUP"
  fi
}

# To the revision that served before the last release. The worker stays: it understands what that release sends.
roll_back() {
  stage 'Roll back'
  SUBSCRIPTION=$(azure account show --query id --output tsv) || fail 'no sign-in' 'a signed-in Azure CLI' 'az login'
  ask_for_revisions
  take roll-back
  if [ "$SITUATION" = interrupted ]; then
    restore_traffic
    deactivate_leftovers
    stage "$REVISION serves"
    return 0
  fi
  azure containerapp revision activate --name api --resource-group "$RESOURCE_GROUP" --revision "$REVISION" --output none
  label "$OLD" "$OLD_LABEL"
  label "$REVISION" "$LABEL"
  TRYING=true
  wait_for_revision "$REVISION"
  set_traffic "$LABEL" 100 "$OLD_LABEL" 0
  TRYING=''
  remember_previous "$OLD"
  remove_label "$OLD_LABEL"
  deactivate "$OLD"
  deactivate_leftovers
  stage "$REVISION serves"
}
