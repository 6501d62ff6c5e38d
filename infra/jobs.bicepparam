// The jobs of a release, from the environment of azd.
using 'jobs.bicep'

param platform = json(readEnvironmentVariable('APP_PLATFORM'))
param apiImage = readEnvironmentVariable('SERVICE_API_IMAGE_NAME', '')
param workerImage = readEnvironmentVariable('SERVICE_WORKER_IMAGE_NAME', '')
