<#
.SYNOPSIS
Deploys into one resource group: preflight, platform, images, migration, worker, API.

.DESCRIPTION
docs/deploy.md says what each step does. infra/deploy.sh is the same for bash: what both do is tested to be the same calls of the Azure CLI.
Read from the environment: ENTRA_CLIENT_ID, RECEIPT_SIGNING_KEYS, PROVENANCE_SIGNING_KEYS, WEBHOOK_SECRET_KEYS, SMOKE_TOKEN and what the parameter file reads.
Values of secrets are never part of a command line.

.EXAMPLE
infra/deploy.ps1 -ResourceGroupName rg-voice -Environment dev -PersonalVoiceApproved
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    # The resource group; it is made where there is none.
    [Parameter(Mandatory)] [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
    # dev, test or prod.
    [Parameter(Mandatory)] [ValidateSet('dev', 'test', 'prod')] [string] $Environment,
    # Region (default: AZURE_LOCATION, or westeurope).
    [string] $Location = ($env:AZURE_LOCATION ? $env:AZURE_LOCATION : 'westeurope'),
    # Parameters.
    [string] $ParameterFile = 'infra/main.bicepparam',
    # Microsoft approved personal voice for the subscription.
    [switch] $PersonalVoiceApproved,
    # Somebody looked: the region offers personal voice.
    [switch] $RegionConfirmed,
    # Restores the deleted Speech account of the same name.
    [switch] $RestoreSpeech,
    # How images come into the registry (default: local, or none with -ApiImage).
    [ValidateSet('local', 'acr-task', 'agent-pool', 'import', 'runner', 'none')] [string] $ImagePush,
    # Agent pool of the registry, for agent-pool.
    [string] $AgentPool = '',
    # Image of the API by digest, for import and none.
    [string] $ApiImage = '',
    # Image of the worker by digest, for import and none.
    [string] $WorkerImage = '',
    # Resource id of the registry to import from, in another subscription (default: SOURCE_REGISTRY).
    [ValidatePattern('^$|^/subscriptions/[^/]+/.+/registries/[^/]+$')] [string] $SourceRegistry = "$env:SOURCE_REGISTRY",
    # Most answers with 5xx while traffic shifts.
    [ValidateRange(0, 99.99)] [double] $MaxErrorPercent = 1,
    # How long each share of the traffic is watched.
    [ValidateRange(0, 99999)] [int] $WatchSeconds = 300,
    # How long requests may take to appear in Azure Monitor.
    [ValidateRange(0, 99999)] [int] $MetricsSeconds = 300,
    # A new revision although nothing changed, as after a rotation of secrets.
    [switch] $NewRevision,
    # Ends after the preflight, which changes nothing.
    [switch] $PreflightOnly,
    # Ends after the what-if, which changes nothing.
    [switch] $WhatIf,
    # Ends after the platform, before images and apps.
    [switch] $ProvisionOnly,
    # Activates the revision of the API that served before, and nothing else.
    [switch] $RollBack
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)

$Root = Split-Path -Parent $PSScriptRoot
# npm ci brings the Node of the repository where there is one for the machine.
$env:PATH = (Join-Path $Root 'node_modules/.bin') + [System.IO.Path]::PathSeparator + $env:PATH
if (-not $ImagePush) { $ImagePush = $ApiImage ? 'none' : 'local' }

. (Join-Path $PSScriptRoot 'deploy/Azure.ps1')
. (Join-Path $PSScriptRoot 'deploy/Platform.ps1')
. (Join-Path $PSScriptRoot 'deploy/Images.ps1')
. (Join-Path $PSScriptRoot 'deploy/Release.ps1')

$Work = Join-Path ([System.IO.Path]::GetTempPath()) "deploy-$([guid]::NewGuid())"
$null = New-Item -ItemType Directory -Path (Join-Path $Work 'answers')
$Plan = @{}
$Trying = $false
$exitCode = 1
Push-Location $Root
try {
    Export-Settings
    Assert-Tools
    if ($RollBack) {
        Restore-Previous
    }
    else {
        Invoke-Steps
    }
    $exitCode = 0
}
catch {
    if ($_.Exception -isnot [DeployStop]) { Write-Line "found: $($_.Exception.Message) ($($_.InvocationInfo.PositionMessage))" }
}
finally {
    # A release that ends before it is through is taken back, whatever ended it.
    if ($Trying) { Undo-Release }
    Pop-Location
    Remove-Item -Recurse -Force $Work
}
exit $exitCode
