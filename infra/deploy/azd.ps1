# What azd runs around its own steps (azure.yaml): preflight before it provisions, migration and clean-up after it has released the API. Settings come
# from the azd environment: VOICE_ENVIRONMENT, VOICE_PERSONAL_VOICE_APPROVED, VOICE_REGION_CONFIRMED, VOICE_RESTORE=true.
#Requires -Version 7.4
[CmdletBinding()]
param(
    # What azd is at.
    [Parameter(Mandatory)] [ValidateSet('preflight', 'after-release')] [string] $Step
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)

$Root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$env:PATH = (Join-Path $Root 'node_modules/.bin') + [System.IO.Path]::PathSeparator + $env:PATH
foreach ($file in 'Azure', 'Platform', 'Release') { . (Join-Path $PSScriptRoot "$file.ps1") }

$ResourceGroupName = $env:AZURE_RESOURCE_GROUP
$Environment = $env:VOICE_ENVIRONMENT ? $env:VOICE_ENVIRONMENT : 'dev'
$Location = $env:AZURE_LOCATION ? $env:AZURE_LOCATION : 'westeurope'
$ParameterFile = 'infra/main.bicepparam'
# How images get in is azd's business; it builds here and pushes.
$ImagePush = 'local'
$AgentPool = $ApiImage = $WorkerImage = ''
$PersonalVoiceApproved = $env:VOICE_PERSONAL_VOICE_APPROVED -eq 'true'
$RegionConfirmed = $env:VOICE_REGION_CONFIRMED -eq 'true'
$RestoreSpeech = $env:VOICE_RESTORE -eq 'true'
$NewRevision = $ProvisionOnly = $false

$Work = Join-Path ([System.IO.Path]::GetTempPath()) "deploy-$([guid]::NewGuid())"
$null = New-Item -ItemType Directory -Path (Join-Path $Work 'answers')
$Plan = @{}
$exitCode = 1
Push-Location $Root
try {
    if (-not $ResourceGroupName) {
        Stop-Deployment 'AZURE_RESOURCE_GROUP is not set' 'the group that azd deploys into' 'azd env set AZURE_RESOURCE_GROUP rg-voice'
    }
    Export-Settings
    Assert-Tools
    if ($Step -eq 'preflight') {
        Test-Preflight
        # azd sets the subscription and the region alone; the parameter file reads these too.
        foreach ($name in 'AZURE_TENANT_ID', 'VOICE_BUDGET_START', 'VOICE_RESTORE_SPEECH') {
            & azd env set $name $Plan[$name]
            if ($LASTEXITCODE -ne 0) { throw [DeployStop]::new() }
        }
    }
    else {
        # azd gave the newest revision all requests; the others would be billed, and tick.
        Publish-App jobs
        Invoke-Job $env:MIGRATION_JOB_NAME 'migration'
        Save-Revisions
        Read-Plan others
        # Until the newest is ready Azure sends the requests to the one before.
        Wait-Revision $Plan['REVISION']
        Save-Revisions
        Read-Plan others
        Disable-Revisions (Get-Leftovers)
    }
    $exitCode = 0
}
catch {
    if ($_.Exception -isnot [DeployStop]) { Write-Line "found: $($_.Exception.Message) ($($_.InvocationInfo.PositionMessage))" }
}
finally {
    Pop-Location
    Remove-Item -Recurse -Force $Work
}
exit $exitCode
