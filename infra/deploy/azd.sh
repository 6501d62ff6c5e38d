#!/usr/bin/env bash
# What azd runs around its own steps (azure.yaml): preflight before it provisions, migration and clean-up after it has released the API. Settings come
# from the azd environment: VOICE_ENVIRONMENT, VOICE_PERSONAL_VOICE_APPROVED, VOICE_REGION_CONFIRMED, VOICE_RESTORE=true.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly home
PATH="$home/node_modules/.bin:$PATH"
# shellcheck source=infra/deploy/options.sh
source "$home/infra/deploy/options.sh"
# shellcheck source=infra/deploy/azure.sh
source "$home/infra/deploy/azure.sh"
# shellcheck source=infra/deploy/platform.sh
source "$home/infra/deploy/platform.sh"
# shellcheck source=infra/deploy/release.sh
source "$home/infra/deploy/release.sh"

options=(--resource-group-name "${AZURE_RESOURCE_GROUP:-}" --environment "${VOICE_ENVIRONMENT:-dev}" --location "${AZURE_LOCATION:-westeurope}")
[ "${VOICE_PERSONAL_VOICE_APPROVED:-}" != true ] || options+=(--personal-voice-approved)
[ "${VOICE_REGION_CONFIRMED:-}" != true ] || options+=(--region-confirmed)
[ "${VOICE_RESTORE:-}" != true ] || options+=(--restore-speech)
[ -n "${AZURE_RESOURCE_GROUP:-}" ] || fail 'AZURE_RESOURCE_GROUP is not set' 'the group that azd deploys into' 'azd env set AZURE_RESOURCE_GROUP rg-voice'
# How images get in is azd's business; it builds here and pushes.
parse_options "${options[@]}" --image-push local
work=$(mktemp -d)
mkdir "$work/answers"
export DEPLOY_WORK=$work
trap 'rm -rf "$work"' EXIT
cd "$home"
need_tools

case ${1:-} in
  preflight)
    preflight
    # azd sets the subscription and the region alone; the parameter file reads these too.
    for name in AZURE_TENANT_ID VOICE_BUDGET_START VOICE_RESTORE_SPEECH; do azd env set "$name" "${!name}"; done
    ;;
  after-release)
    # azd gave the newest revision all requests; the others would be billed, and tick.
    deploy_app jobs
    run_job "$MIGRATION_JOB_NAME" 'migration'
    ask_for_revisions
    take others
    # Until the newest is ready Azure sends the requests to the one before.
    wait_for_revision "$REVISION"
    ask_for_revisions
    take others
    deactivate_leftovers
    ;;
  *) fail "azd.sh ${1:-}" 'azd.sh preflight or azd.sh after-release' 'azd runs it: see azure.yaml' ;;
esac
