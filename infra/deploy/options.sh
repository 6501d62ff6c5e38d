# Options of infra/deploy.sh. Those of infra/deploy.ps1 have the same names in its spelling (--watch-seconds is -WatchSeconds).
# shellcheck shell=bash

usage() {
  cat <<'END'
infra/deploy.sh --resource-group-name NAME --environment dev|test|prod [options]

  --resource-group-name NAME     the resource group; it is made where there is none
  --environment NAME             dev, test or prod
  --location REGION              region (default: AZURE_LOCATION, or westeurope)
  --parameter-file FILE          parameters (default: infra/main.bicepparam)
  --personal-voice-approved      Microsoft approved personal voice for the subscription
  --region-confirmed             somebody looked: the region offers personal voice
  --restore-speech               restores the deleted Speech account of the same name
  --image-push WAY               local, acr-task, agent-pool, import, runner or none
                                 (default: local, or none with --api-image)
  --agent-pool NAME              agent pool of the registry, for agent-pool
  --api-image IMAGE              image of the API by digest, for import and none
  --worker-image IMAGE           image of the worker by digest, for import and none
  --source-registry ID           resource id of the registry to import from, in another subscription
                                 (default: SOURCE_REGISTRY)
  --max-error-percent NUMBER     most answers with 5xx while traffic shifts (default: 1)
  --watch-seconds SECONDS        how long each share of the traffic is watched (default: 300)
  --metrics-seconds SECONDS      how long requests may take to appear in Azure Monitor (default: 300)
  --new-revision                 a new revision although nothing changed, as after a rotation of secrets
  --preflight-only               ends after the preflight, which changes nothing
  --what-if                      ends after the what-if, which changes nothing
  --provision-only               ends after the platform, before images and apps
  --roll-back                    activates the revision of the API that served before, and nothing else
  --help                         this

Read from the environment: ENTRA_CLIENT_ID, RECEIPT_SIGNING_KEYS, PROVENANCE_SIGNING_KEYS, WEBHOOK_SECRET_KEYS, SMOKE_TOKEN and what
the parameter file reads. Values of secrets are never part of a command line.
END
}

wrong_usage() {
  printf '%s\n\n' "$1" >&2
  usage >&2
  exit 2
}

parse_options() {
  local name value
  RESOURCE_GROUP='' ENVIRONMENT='' LOCATION=${AZURE_LOCATION:-westeurope} PARAMETER_FILE=infra/main.bicepparam
  IMAGE_PUSH='' AGENT_POOL='' API_IMAGE='' WORKER_IMAGE='' MAX_ERROR_PERCENT=1 WATCH_SECONDS=300
  SOURCE_REGISTRY=${SOURCE_REGISTRY:-} METRICS_SECONDS=300
  PERSONAL_VOICE_APPROVED='' REGION_CONFIRMED='' RESTORE_SPEECH='' NEW_REVISION=''
  PREFLIGHT_ONLY='' WHAT_IF='' PROVISION_ONLY='' ROLL_BACK=''
  while [ $# -gt 0 ]; do
    name=$1
    shift
    case $name in
      --help)
        usage
        exit 0
        ;;
      --personal-voice-approved) PERSONAL_VOICE_APPROVED=true ;;
      --region-confirmed) REGION_CONFIRMED=true ;;
      --restore-speech) RESTORE_SPEECH=true ;;
      --new-revision) NEW_REVISION=true ;;
      --preflight-only) PREFLIGHT_ONLY=true ;;
      --what-if) WHAT_IF=true ;;
      --provision-only) PROVISION_ONLY=true ;;
      --roll-back) ROLL_BACK=true ;;
      --resource-group-name | --environment | --location | --parameter-file | --image-push | --agent-pool | --api-image | \
        --worker-image | --source-registry | --max-error-percent | --watch-seconds | --metrics-seconds)
        [ $# -gt 0 ] || wrong_usage "$name lacks its value."
        value=$1
        shift
        case $name in
          --resource-group-name) RESOURCE_GROUP=$value ;;
          --environment) ENVIRONMENT=$value ;;
          --location) LOCATION=$value ;;
          --parameter-file) PARAMETER_FILE=$value ;;
          --image-push) IMAGE_PUSH=$value ;;
          --agent-pool) AGENT_POOL=$value ;;
          --api-image) API_IMAGE=$value ;;
          --worker-image) WORKER_IMAGE=$value ;;
          --source-registry) SOURCE_REGISTRY=$value ;;
          --metrics-seconds) METRICS_SECONDS=$value ;;
          --max-error-percent) MAX_ERROR_PERCENT=$value ;;
          --watch-seconds) WATCH_SECONDS=$value ;;
        esac
        ;;
      *) wrong_usage "There is no option $name." ;;
    esac
  done
  [ -n "$RESOURCE_GROUP" ] || wrong_usage '--resource-group-name is missing.'
  case $ENVIRONMENT in
    dev | test | prod) ;;
    *) wrong_usage '--environment is dev, test or prod.' ;;
  esac
  if [ -z "$IMAGE_PUSH" ]; then
    if [ -n "$API_IMAGE" ]; then IMAGE_PUSH=none; else IMAGE_PUSH=local; fi
  fi
  case $IMAGE_PUSH in
    local | acr-task | agent-pool | import | runner | none) ;;
    *) wrong_usage '--image-push is local, acr-task, agent-pool, import, runner or none.' ;;
  esac
  [[ $WATCH_SECONDS =~ ^[0-9]{1,5}$ ]] || wrong_usage '--watch-seconds is a number of seconds.'
  [[ $METRICS_SECONDS =~ ^[0-9]{1,5}$ ]] || wrong_usage '--metrics-seconds is a number of seconds.'
  [[ $SOURCE_REGISTRY =~ ^(/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.ContainerRegistry/registries/[^/]+)?$ ]] ||
    wrong_usage '--source-registry is the resource id of a registry.'
  [[ $MAX_ERROR_PERCENT =~ ^[0-9]{1,2}(\.[0-9]{1,2})?$ ]] || wrong_usage '--max-error-percent is a number below 100.'
  hand_over
}

# To scripts/deploy/command.ts and to the parameter files.
hand_over() {
  export DEPLOY_RESOURCE_GROUP=$RESOURCE_GROUP DEPLOY_ENVIRONMENT=$ENVIRONMENT DEPLOY_LOCATION=$LOCATION
  export DEPLOY_PARAMETER_FILE=$PARAMETER_FILE DEPLOY_IMAGE_PUSH=$IMAGE_PUSH DEPLOY_AGENT_POOL=$AGENT_POOL
  export DEPLOY_API_IMAGE=$API_IMAGE DEPLOY_WORKER_IMAGE=$WORKER_IMAGE DEPLOY_PROVISION_ONLY=$PROVISION_ONLY
  export DEPLOY_PERSONAL_VOICE_APPROVED=$PERSONAL_VOICE_APPROVED DEPLOY_REGION_CONFIRMED=$REGION_CONFIRMED
  export DEPLOY_RESTORE_SPEECH=$RESTORE_SPEECH DEPLOY_NEW_REVISION=''
  [ -z "$NEW_REVISION" ] || DEPLOY_NEW_REVISION=$(date -u +%Y%m%d%H%M%S)
  export DEPLOY_OPTION_STYLE=kebab
  export VOICE_ENVIRONMENT=$ENVIRONMENT AZURE_LOCATION=$LOCATION
  # The platform is deployed without images, so that the apps stay as they are.
  export VOICE_API_IMAGE='' VOICE_WORKER_IMAGE=''
}
