# Everything but the apps: preflight, what the template would change, the deployment stack.
# shellcheck shell=bash

readonly STACK=voice
# What Azure says while a right that was just assigned is not known everywhere: Event Grid and Key Vault ask for theirs at once.
readonly NOT_YET_KNOWN='PrincipalNotFound|Forbidden|Unauthorized|does not have (access|permission|authorization)'

preflight() {
  stage 'Preflight'
  ask 1
  command_ts predict || exit 1
  ask 2
  ask 3
  take judge
  export AZURE_TENANT_ID VOICE_BUDGET_START VOICE_RESTORE_SPEECH
}

compare_with_review() {
  stage 'Difference from what was reviewed'
  command_ts reviewed || exit 1
}

# Information: what-if shows no change of an image, and some that are none.
what_if() {
  stage 'What-if'
  if [ "$GROUP_EXISTS" != true ] && [ -n "$WHAT_IF" ]; then
    say "the resource group $RESOURCE_GROUP is not there: all resources would be made"
    return 0
  fi
  [ "$GROUP_EXISTS" = true ] || azure group create --name "$RESOURCE_GROUP" --location "$LOCATION" --output none
  azure deployment group what-if --resource-group "$RESOURCE_GROUP" --name "$STACK" --parameters "$PARAMETER_FILE" \
    --result-format ResourceIdOnly >&3
}

provision() {
  local attempt
  stage 'Platform'
  for attempt in 1 2 3; do
    # Data is protected from being deleted; what a template no longer names stays where it is.
    if azure stack group create --name "$STACK" --resource-group "$RESOURCE_GROUP" --parameters "$PARAMETER_FILE" \
      --deny-settings-mode denyDelete --action-on-unmanage detachAll --yes --output none 2>"$work/stack.error"; then
      break
    fi
    cat "$work/stack.error" >&3
    if [ "$attempt" -eq 3 ] || ! grep -qE "$NOT_YET_KNOWN" "$work/stack.error"; then
      fail 'the platform could not be deployed' 'a deployment that succeeds' 'read the error above; running this again goes on where it ended'
    fi
    say "a right is not known everywhere yet: again in $RETRY_SECONDS s"
    pause "$RETRY_SECONDS"
  done
  azure stack group show --name "$STACK" --resource-group "$RESOURCE_GROUP" --output json >"$work/stack.json"
  take outputs
  export APP_PLATFORM
}
