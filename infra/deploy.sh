#!/usr/bin/env bash
# Deploys into one resource group: preflight, platform, images, migration, worker, API. `infra/deploy.sh --help` has the options; docs/deploy.md
# says what each step does. infra/deploy.ps1 is the same for PowerShell: what both do is tested to be the same calls of the Azure CLI.
# See ADR 136 and ADR 137.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
readonly home
# npm ci brings the Node of the repository where there is one for the machine.
PATH="$home/node_modules/.bin:$PATH"
# shellcheck source=infra/deploy/options.sh
source "$home/infra/deploy/options.sh"
# shellcheck source=infra/deploy/azure.sh
source "$home/infra/deploy/azure.sh"
# shellcheck source=infra/deploy/platform.sh
source "$home/infra/deploy/platform.sh"
# shellcheck source=infra/deploy/images.sh
source "$home/infra/deploy/images.sh"
# shellcheck source=infra/deploy/release.sh
source "$home/infra/deploy/release.sh"

parse_options "$@"
work=$(mktemp -d)
mkdir "$work/answers"
export DEPLOY_WORK=$work
trap on_exit EXIT
trap 'exit 130' INT TERM

cd "$home"
need_tools
if [ -n "$ROLL_BACK" ]; then
  roll_back
  exit 0
fi
preflight
[ -z "$PREFLIGHT_ONLY" ] || exit 0
compare_with_review
what_if
[ -z "$WHAT_IF" ] || exit 0
provision
[ -z "$PROVISION_ONLY" ] || exit 0
bring_images
migrate
release_worker
release_api
