// The jobs, with the images of a release, before its apps are made: the migration runs first. Nothing runs until a job is started.

import { AppPlatform } from 'types.bicep'
import { jobNames } from 'modules/jobs.bicep'

@description('The output appPlatform of main.bicep.')
param platform AppPlatform

@description('Image of the API, by digest; empty: its jobs do not change.')
param apiImage string = ''

@description('Image of the worker, by digest; empty: its job does not change.')
param workerImage string = ''

module jobs 'modules/jobs.bicep' = {
  params: {
    platform: platform
    apiImage: apiImage
    workerImage: workerImage
  }
}

@description('Job that migrates documents.')
output migrationJob string = jobNames.migration

@description('Job that runs the smoke test inside the environment.')
output smokeJob string = jobNames.smoke

@description('Job that repeats erasures after a backup was restored.')
output erasuresReplayJob string = jobNames.erasuresReplay
