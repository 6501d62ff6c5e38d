<#
.SYNOPSIS
Registers the API in Entra ID: application with the app roles, scope, Swagger UI's client, further public clients.

.DESCRIPTION
Run again, it adds what is missing and changes nothing else. It makes no secret. infra/entra/register.sh is the same for bash.
Prints ENTRA_CLIENT_ID and SWAGGER_CLIENT_ID for infra/deploy.ps1.

.EXAMPLE
infra/entra/register.ps1 -ApiUrl https://voice.example.com -PublicClient 04b07795-8ddb-461a-bbee-02f9e1bf7b46
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    # Display name of the API's application.
    [ValidateNotNullOrEmpty()] [string] $Name = 'Voice cloning API',
    # Where the API is reached: Swagger UI gets its redirect address there.
    [string] $ApiUrl = '',
    # Client ids that may call the API, as that of the Azure CLI (04b07795-8ddb-461a-bbee-02f9e1bf7b46), or names of public clients to be made.
    [string[]] $PublicClient = @(),
    # Object id of the identity that the smoke test runs as in the private profile; it gets the roles that the test needs.
    [string] $SmokeIdentity = '',
    # Says what would be done, and does nothing.
    [switch] $WhatIf
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$Root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$env:PATH = (Join-Path $Root 'node_modules/.bin') + [System.IO.Path]::PathSeparator + $env:PATH
# Applications, what they refer to, what refers to them, principals; one more that finds nothing to do.
$MaxRounds = 6
$PollSeconds = [int] ($env:DEPLOY_POLL_SECONDS ? $env:DEPLOY_POLL_SECONDS : 5)

function Write-Line([string] $Text) { [Console]::Error.WriteLine($Text) }

# A call of the Azure CLI; its answer is kept under the name. Returns whether it succeeded.
function Invoke-Line([string] $Line) {
    [string[]] $words = $Line.Split("`t")
    [string[]] $arguments = $words[1..($words.Length - 1)]
    $file = Join-Path $Work "answers/$($words[0])"
    Write-Line "  > az $arguments"
    & az @arguments --output json 2>"$file.error" >"$file.json"
    if ($LASTEXITCODE -eq 0) { return $true }
    Remove-Item -Force "$file.json"
    Write-Line (Get-Content -Raw "$file.error")
    $false
}

function Invoke-EntraTs([string] $Command) {
    & node scripts/deploy/entra.ts $Command
    if ($LASTEXITCODE -ne 0) { throw 'stopped' }
}

function Register-Api {
    foreach ($round in 1..$MaxRounds) {
        # Twice: a principal is asked for by the id that the first answer has.
        foreach ($time in 1, 2) {
            foreach ($line in @(Invoke-EntraTs ask)) { $null = Invoke-Line $line }
        }
        $changes = @(Invoke-EntraTs changes)
        if ($changes.Count -eq 0) {
            Invoke-EntraTs ids
            return
        }
        if ($WhatIf) {
            Write-Line '  nothing was changed (-WhatIf); more follows from what is made'
            return
        }
        foreach ($line in $changes) { if (-not (Invoke-Line $line)) { throw 'stopped' } }
        Start-Sleep -Seconds $PollSeconds
    }
    Write-Line "found: the directory still answers what was before`n  right: what was written`n  do:    run this again in a minute"
    throw 'stopped'
}

$env:ENTRA_NAME = $Name
$env:ENTRA_API_URL = $ApiUrl
$env:ENTRA_PUBLIC_CLIENTS = $PublicClient -join ','
$env:ENTRA_SMOKE_IDENTITY = $SmokeIdentity
$env:DEPLOY_OPTION_STYLE = 'pascal'
$Work = Join-Path ([System.IO.Path]::GetTempPath()) "register-$([guid]::NewGuid())"
$null = New-Item -ItemType Directory -Path (Join-Path $Work 'answers')
$env:DEPLOY_WORK = $Work
$exitCode = 1
Push-Location $Root
try {
    Register-Api
    $exitCode = 0
}
catch {
    if ($_.Exception.Message -ne 'stopped') { Write-Line "found: $($_.Exception.Message)" }
}
finally {
    Pop-Location
    Remove-Item -Recurse -Force $Work
}
exit $exitCode
