// A new revision of the API, and nothing else: what azd deploys for the service, and a pipeline may. See ADR 130.

import { AppPlatform } from 'types.bicep'

@description('The output appPlatform of main.bicep.')
param platform AppPlatform

@description('Image of the API, by digest.')
@minLength(1)
param image string

module app 'modules/api-app.bicep' = {
  params: {
    platform: platform
    image: image
  }
}

@description('URL under which clients reach the API.')
output apiUrl string = app.outputs.url
