// What azd deploys for the service worker.
using 'worker.bicep'

param platform = json(readEnvironmentVariable('APP_PLATFORM'))
param image = readEnvironmentVariable('SERVICE_WORKER_IMAGE_NAME')
