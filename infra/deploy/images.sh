# Brings the images of the API and the worker into the registry. Apps get them by digest: a tag may change.
# shellcheck shell=bash

readonly REPOSITORY=voice-cloning-backend

bring_images() {
  local tag name target digest image pool=()
  stage "Images ($IMAGE_PUSH)"
  name=${REGISTRY%%.*}
  tag=$(git -C "$home" rev-parse --short=12 HEAD 2>/dev/null || date -u +%Y%m%d%H%M%S)
  case $IMAGE_PUSH in
    none)
      SERVICE_API_IMAGE_NAME=$API_IMAGE
      SERVICE_WORKER_IMAGE_NAME=$WORKER_IMAGE
      ;;
    import)
      # Azure fetches it: this works where the registry is closed to this machine.
      import_image "$name" "$API_IMAGE" "api:$tag"
      import_image "$name" "$WORKER_IMAGE" "worker:$tag"
      SERVICE_API_IMAGE_NAME="$REGISTRY/$REPOSITORY/api@${API_IMAGE##*@}"
      SERVICE_WORKER_IMAGE_NAME="$REGISTRY/$REPOSITORY/worker@${WORKER_IMAGE##*@}"
      ;;
    acr-task | agent-pool)
      [ "$IMAGE_PUSH" = acr-task ] || pool=(--agent-pool "$AGENT_POOL")
      for target in api worker; do
        digest=$(azure acr run --registry "$name" --file scripts/image/acr-task.yaml --set "target=$target" --set "revision=$tag" \
          ${pool[@]+"${pool[@]}"} --no-logs --query 'outputImages[0].digest' --output tsv .)
        [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] ||
          fail "the task of $target answered no digest ($digest)" 'the digest of what it pushed' "az acr task list-runs --registry $name"
        take_image "$target" "$REGISTRY/$REPOSITORY/$target@$digest"
      done
      ;;
    local | runner)
      REGISTRY_TOKEN=$(azure acr login --name "$name" --expose-token --query accessToken --output tsv)
      export REGISTRY_TOKEN
      node scripts/image/push.ts --registry "$REGISTRY" --tag "$tag" >"$work/images" ||
        fail 'the images could not be built and pushed' 'a build that succeeds' 'read the error above; npm run image builds them alone'
      unset REGISTRY_TOKEN
      while IFS=$'\t' read -r target image; do take_image "$target" "$image"; done <"$work/images"
      ;;
  esac
  export SERVICE_API_IMAGE_NAME SERVICE_WORKER_IMAGE_NAME
  say "$SERVICE_API_IMAGE_NAME"
  say "$SERVICE_WORKER_IMAGE_NAME"
}

# import_image REGISTRY IMAGE TARGET:TAG
import_image() {
  local source=(--source "$2")
  # Azure finds a registry of another subscription by its resource id alone; the image is named without its host then.
  [ -z "$SOURCE_REGISTRY" ] || source=(--source "${2#*/}" --registry "$SOURCE_REGISTRY")
  azure acr import --name "$1" "${source[@]}" --image "$REPOSITORY/$3" --force --output none
}

take_image() {
  case $1 in
    api) SERVICE_API_IMAGE_NAME=$2 ;;
    worker) SERVICE_WORKER_IMAGE_NAME=$2 ;;
  esac
}
