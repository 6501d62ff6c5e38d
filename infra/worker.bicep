// A new revision of the worker’s apps, and nothing else: what azd deploys for the service, and a pipeline may.

import { AppPlatform } from 'types.bicep'

@description('The output APP_PLATFORM of main.bicep.')
param platform AppPlatform

@description('Image of the worker, by digest.')
@minLength(1)
param image string

module apps 'modules/worker-apps.bicep' = {
  params: {
    platform: platform
    image: image
  }
}

@description('Resource ids of the worker’s container apps.')
output workerIds string[] = apps.outputs.ids
