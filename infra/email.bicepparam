// E-mail for notifications, from the environment of azd.
using 'email.bicep'

param platform = json(readEnvironmentVariable('APP_PLATFORM'))
