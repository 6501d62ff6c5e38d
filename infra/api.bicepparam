// What azd deploys for the service api.
using 'api.bicep'

param platform = json(readEnvironmentVariable('APP_PLATFORM'))
param image = readEnvironmentVariable('SERVICE_API_IMAGE_NAME')
