// What azd and infra/deploy.sh deploy for the service api.
using 'api.bicep'

param platform = json(readEnvironmentVariable('APP_PLATFORM'))
param image = readEnvironmentVariable('SERVICE_API_IMAGE_NAME')
param revisionSuffix = readEnvironmentVariable('API_REVISION_SUFFIX', '')
param traffic = json(readEnvironmentVariable('API_TRAFFIC', '[{"latestRevision":true,"weight":100}]'))
param previousRevision = readEnvironmentVariable('API_PREVIOUS_REVISION', '')
