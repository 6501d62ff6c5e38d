# Everything but the apps: preflight, what the template would change, the deployment stack.

$Stack = 'voice'
# What Azure says while a right that was just assigned is not known everywhere: Event Grid and Key Vault ask for theirs at once.
$NotYetKnown = 'PrincipalNotFound|Forbidden|Unauthorized|does not have (access|permission|authorization)'

function Test-Preflight {
    Write-Stage 'Preflight'
    Invoke-Questions 1
    $null = Invoke-CommandTs predict
    Invoke-Questions 2
    Invoke-Questions 3
    Read-Plan judge
    foreach ($name in 'AZURE_TENANT_ID', 'VOICE_BUDGET_START', 'VOICE_RESTORE_SPEECH') { Set-Variables @{ $name = $Plan[$name] } }
}

function Compare-Review {
    Write-Stage 'Difference from what was reviewed'
    $null = Invoke-CommandTs reviewed
}

# Information: what-if shows no change of an image, and some that are none.
function Show-WhatIf {
    Write-Stage 'What-if'
    $exists = $Plan['GROUP_EXISTS'] -eq 'true'
    if (-not $exists -and $WhatIf) {
        Write-Said "the resource group $ResourceGroupName is not there: all resources would be made"
        return
    }
    if (-not $exists) { Invoke-AzOrStop group create --name $ResourceGroupName --location $Location --output none }
    Invoke-AzOrStop deployment group what-if --resource-group $ResourceGroupName --name $Stack --parameters $ParameterFile `
        --result-format ResourceIdOnly | ForEach-Object { Write-Line $_ }
}

function Publish-Platform {
    Write-Stage 'Platform'
    foreach ($attempt in 1..3) {
        # Data is protected from being deleted; what a template no longer names stays where it is.
        Invoke-Az stack group create --name $Stack --resource-group $ResourceGroupName --parameters $ParameterFile `
            --deny-settings-mode denyDelete --action-on-unmanage detachAll --yes --output none 2>(Join-Path $Work 'stack.error')
        if ($LASTEXITCODE -eq 0) { break }
        $errors = Get-Content -Raw (Join-Path $Work 'stack.error')
        Write-Line $errors
        if ($attempt -eq 3 -or $errors -cnotmatch $NotYetKnown) {
            Stop-Deployment 'the platform could not be deployed' 'a deployment that succeeds' `
                'read the error above; running this again goes on where it ended'
        }
        Write-Said "a right is not known everywhere yet: again in $RetrySeconds s"
        Start-Sleep -Seconds $RetrySeconds
    }
    Invoke-AzOrStop stack group show --name $Stack --resource-group $ResourceGroupName --output json >(Join-Path $Work 'stack.json')
    Read-Plan outputs
    $env:APP_PLATFORM = $Plan['APP_PLATFORM']
}
