// A new revision of the API, and nothing else: what azd deploys for the service, and a pipeline may. See ADR 130.

import { AppPlatform, TrafficWeight } from 'types.bicep'

@description('The output APP_PLATFORM of main.bicep.')
param platform AppPlatform

@description('Image of the API, by digest.')
@minLength(1)
param image string

@description('Suffix of the new revision’s name; empty: Azure chooses.')
@maxLength(20)
param revisionSuffix string = ''

@description('Which revisions get requests. infra/deploy.sh first gives the new one no requests and a label for the test.')
@minLength(1)
param traffic TrafficWeight[] = [{ latestRevision: true, weight: 100 }]

@description('The revision that a roll-back activates; empty: unknown.')
param previousRevision string = ''

module app 'modules/api-app.bicep' = {
  params: {
    platform: platform
    image: image
    revisionSuffix: revisionSuffix
    traffic: traffic
    previousRevision: previousRevision
  }
}

@description('Public URL of the API.')
output apiUrl string = app.outputs.url
