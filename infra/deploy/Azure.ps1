# Calls of the Azure CLI and of scripts/deploy/command.ts, and how a run ends.

# Thrown when the reason has been shown.
class DeployStop : System.Exception {}

# Seconds between two looks at something that takes a while, and before a deployment is tried again.
$PollSeconds = [int] ($env:DEPLOY_POLL_SECONDS ? $env:DEPLOY_POLL_SECONDS : 10)
$RetrySeconds = [int] ($env:DEPLOY_RETRY_SECONDS ? $env:DEPLOY_RETRY_SECONDS : 60)
# A revision has ten minutes, a job its own time-out and is looked at for seven hours.
$MaxRevisionPolls = 60
$MaxJobPolls = 2520
# How often in a row a look may fail, as when the network is away for a moment.
$MaxFailedPolls = 5
# Metrics appear a minute or more late: the time between two looks at them, also where tests do not wait.
$MetricsPollSeconds = $PollSeconds -gt 0 ? $PollSeconds : 10
# How command.ts ends when there are no requests to judge by.
$NoRequests = 3

function Write-Line([string] $Text) { [Console]::Error.WriteLine($Text) }
function Write-Stage([string] $Text) { Write-Line "`n== $Text" }
function Write-Said([string] $Text) { Write-Line "  $Text" }

function Stop-Deployment([string] $Found, [string] $Right, [string] $Fix) {
    Write-Line "found: $Found`n  right: $Right`n  do:    $Fix"
    throw [DeployStop]::new()
}

# No argument may hold a secret: it is shown, and other processes of the machine see it. $LASTEXITCODE says how it ended.
function Invoke-Az {
    Write-Line "  > az $args"
    & az @args
}

# As Invoke-Az, for calls that must succeed.
function Invoke-AzOrStop {
    Invoke-Az @args
    if ($LASTEXITCODE -ne 0) { throw [DeployStop]::new() }
}

function Invoke-CommandTs {
    & node (Join-Path $Root 'scripts/deploy/command.ts') @args
    if ($LASTEXITCODE -ne 0) { throw [DeployStop]::new() }
}

# Runs a command of command.ts and takes its lines into $Plan: name, tab, value.
function Read-Plan {
    foreach ($line in @(Invoke-CommandTs @args)) {
        $name, $value = $line.Split("`t", 2)
        $Plan[$name] = $value
    }
}

function Assert-Tools {
    if (-not (Get-Command az -ErrorAction Ignore)) { Stop-Deployment 'no Azure CLI' 'az on the PATH' 'https://aka.ms/azure-cli' }
    if (-not (Get-Command npm -ErrorAction Ignore)) { Stop-Deployment 'no npm' 'Node.js 24 with npm on the PATH' 'https://nodejs.org' }
    $version = (Get-Command node -ErrorAction Ignore) ? (& node --version) : 'none'
    if ($version -notmatch '^v(2[4-9]|[3-9][0-9])\.') { Stop-Deployment "Node.js $version" 'Node.js 24 or newer' 'npm ci, or https://nodejs.org' }
}

# To scripts/deploy/command.ts and to the parameter files.
function Export-Settings {
    $text = { param($Switch) $Switch ? 'true' : '' }
    $settings = @{
        DEPLOY_RESOURCE_GROUP          = $ResourceGroupName
        DEPLOY_ENVIRONMENT             = $Environment
        DEPLOY_LOCATION                = $Location
        DEPLOY_PARAMETER_FILE          = $ParameterFile
        DEPLOY_IMAGE_PUSH              = $ImagePush
        DEPLOY_AGENT_POOL              = $AgentPool
        DEPLOY_API_IMAGE               = $ApiImage
        DEPLOY_WORKER_IMAGE            = $WorkerImage
        DEPLOY_PROVISION_ONLY          = & $text $ProvisionOnly
        DEPLOY_PERSONAL_VOICE_APPROVED = & $text $PersonalVoiceApproved
        DEPLOY_REGION_CONFIRMED        = & $text $RegionConfirmed
        DEPLOY_RESTORE_SPEECH          = & $text $RestoreSpeech
        DEPLOY_NEW_REVISION            = $NewRevision ? [DateTime]::UtcNow.ToString('yyyyMMddHHmmss') : ''
        DEPLOY_OPTION_STYLE            = 'pascal'
        DEPLOY_WORK                    = $Work
        VOICE_ENVIRONMENT              = $Environment
        AZURE_LOCATION                 = $Location
        # The platform is deployed without images, so that the apps stay as they are.
        VOICE_API_IMAGE                = ''
        VOICE_WORKER_IMAGE             = ''
    }
    Set-Variables $settings
}

function Set-Variables([hashtable] $Variables) {
    foreach ($name in $Variables.Keys) { Set-Item -Path "env:$name" -Value $Variables[$name] }
}

# Asks a round of questions: each answer becomes a file, and each refusal.
function Invoke-Questions([string] $Round) {
    foreach ($line in @(Invoke-CommandTs ask $Round)) {
        [string[]] $words = $line.Split("`t")
        Save-Answer @words
    }
}

# Save-Answer NAME ARGUMENT…: keeps what az answers under a name.
function Save-Answer {
    $file = Join-Path $Work "answers/$($args[0])"
    # As an array also when it is one: a single text would be taken apart.
    [string[]] $arguments = $args[1..($args.Count - 1)]
    Invoke-Az @arguments --output json 2>"$file.error" >"$file.json"
    if ($LASTEXITCODE -ne 0) { Remove-Item -Force "$file.json" }
}

# What az answers; a look that fails is repeated with the next one, but not for ever. $Failed has how many failed in a row.
function Read-Look([ref] $Failed, [string[]] $Arguments) {
    $answer = Invoke-Az @Arguments
    if ($LASTEXITCODE -eq 0) {
        $Failed.Value = 0
        return $answer
    }
    $Failed.Value++
    if ($Failed.Value -ge $MaxFailedPolls) {
        Stop-Deployment "Azure did not answer $($Failed.Value) times" 'an answer' 'read the errors above'
    }
    ''
}

function Wait-Job([string] $Name, [string] $Execution, [string] $What) {
    $status = ''
    $failed = 0
    for ($polls = 0; $polls -lt $MaxJobPolls; $polls++) {
        $status = Read-Look ([ref] $failed) @('containerapp', 'job', 'execution', 'show', '--name', $Name, '--resource-group',
            $ResourceGroupName, '--job-execution-name', $Execution, '--query', 'properties.status', '--output', 'tsv')
        if ($status -eq 'Succeeded') { return }
        if ($status -in 'Failed', 'Degraded', 'Stopped') { break }
        Start-Sleep -Seconds $PollSeconds
    }
    Stop-Deployment "${What}: the job $Execution ended as $status" 'Succeeded' `
        "read its log: az containerapp job logs show --name $Name --resource-group $ResourceGroupName --execution $Execution --container $Name"
}

function Wait-Revision([string] $Revision) {
    $state = ''
    $failed = 0
    for ($polls = 0; $polls -lt $MaxRevisionPolls; $polls++) {
        $state = Read-Look ([ref] $failed) @('containerapp', 'revision', 'show', '--name', 'api', '--resource-group',
            $ResourceGroupName, '--revision', $Revision, '--query', 'properties.runningState', '--output', 'tsv')
        if ($state -in 'Running', 'RunningAtMaxScale', 'ScaledToZero') { return }
        if ($state -in 'Failed', 'Degraded') { break }
        Start-Sleep -Seconds $PollSeconds
    }
    Stop-Deployment "$Revision is $state" 'Running' `
        "read its log: az containerapp logs show --name api --resource-group $ResourceGroupName --revision $Revision --type system"
}

# The steps of a deployment, in their order.
function Invoke-Steps {
    Test-Preflight
    if ($PreflightOnly) { return }
    Compare-Review
    Show-WhatIf
    if ($WhatIf) { return }
    Publish-Platform
    if ($ProvisionOnly) { return }
    Publish-Images
    Invoke-Migration
    Publish-Worker
    Publish-Api
}
