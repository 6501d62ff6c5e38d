# Migration, worker, API. The worker goes first: a release sends only what the one before understands, in both directions.

# Publish-App NAME: a deployment of infra/NAME.bicepparam, which reads the environment.
function Publish-App([string] $Name) {
    Invoke-Az deployment group create --resource-group $ResourceGroupName --name "$Stack-$Name" `
        --parameters "infra/$Name.bicepparam" --output none
    if ($LASTEXITCODE -ne 0) { Stop-Deployment "$Name could not be deployed" 'a deployment that succeeds' 'read the error above' }
}

function Invoke-Job([string] $Name, [string] $What) {
    $execution = Invoke-Az containerapp job start --name $Name --resource-group $ResourceGroupName --query name --output tsv
    if ($LASTEXITCODE -ne 0) { Stop-Deployment "the job $Name could not be started" 'a job of the platform' 'read the error above' }
    Wait-Job $Name $execution $What
}

function Invoke-Migration {
    Write-Stage 'Migration'
    Publish-App jobs
    Invoke-Job $Plan['MIGRATION_JOB_NAME'] 'migration'
}

function Publish-Worker {
    Write-Stage 'Worker'
    Publish-App worker
}

function Get-ApiId {
    "/subscriptions/$($Plan['SUBSCRIPTION'])/resourceGroups/$ResourceGroupName/providers/Microsoft.App/containerApps/api"
}

function Save-Revisions {
    Save-Answer app containerapp show --name api --resource-group $ResourceGroupName
    Save-Answer revisions containerapp revision list --name api --resource-group $ResourceGroupName --all
}

# An active revision is billed and ticks.
function Disable-Revisions([string[]] $Revisions) {
    foreach ($each in $Revisions) {
        Invoke-AzOrStop containerapp revision deactivate --name api --resource-group $ResourceGroupName --revision $each --output none
    }
}

function Get-Leftovers { @($Plan['LEFTOVERS'].Split(' ', [System.StringSplitOptions]::RemoveEmptyEntries)) }

# An interrupted release left requests on a revision that is not released: they go back before it is deactivated, or they would fail.
function Restore-Traffic {
    if (-not $Plan['WEIGHTS']) { return }
    [string[]] $weights = $Plan['WEIGHTS'].Split(' ')
    Invoke-AzOrStop containerapp ingress traffic set --name api --resource-group $ResourceGroupName --revision-weight @weights --output none
}

function Set-Traffic([string] $Label, [int] $Weight, [string] $OtherLabel, [int] $OtherWeight) {
    Invoke-AzOrStop containerapp ingress traffic set --name api --resource-group $ResourceGroupName `
        --label-weight "$Label=$Weight" "$OtherLabel=$OtherWeight" --output none
}

function Enable-Revision([string] $Revision) {
    Invoke-AzOrStop containerapp revision activate --name api --resource-group $ResourceGroupName --revision $Revision --output none
}

function Add-Label([string] $Revision, [string] $Label) {
    Invoke-AzOrStop containerapp revision label add --name api --resource-group $ResourceGroupName --revision $Revision `
        --label $Label --yes --output none
}

function Remove-Label([string] $Label) {
    Invoke-AzOrStop containerapp revision label remove --name api --resource-group $ResourceGroupName --label $Label --output none
}

function Save-Previous([string] $Revision) {
    Invoke-AzOrStop tag update --resource-id (Get-ApiId) --operation Merge --tags "previous-revision=$Revision" --output none
}

function Publish-Api {
    Write-Stage 'API'
    Save-Revisions
    Read-Plan release
    $revision, $label, $old, $oldLabel = $Plan['REVISION'], $Plan['LABEL'], $Plan['OLD'], $Plan['OLD_LABEL']
    Restore-Traffic
    if ($Plan['SITUATION'] -eq 'same') {
        # The run that made it may have ended before it was tested.
        Wait-Revision $revision
        Test-Smoke "https://api.$($Plan['APP_DOMAIN'])"
        Disable-Revisions (Get-Leftovers)
        Write-Said "$revision serves this release already"
        return
    }
    Disable-Revisions (Get-Leftovers)
    $isFirst = $Plan['SITUATION'] -eq 'first'
    if (-not $isFirst) { $script:Trying = $true }
    if ($Plan['SITUATION'] -eq 'again') {
        Enable-Revision $revision
        Add-Label $old $oldLabel
        Add-Label $revision $label
    }
    else {
        Set-Variables @{
            API_REVISION_SUFFIX   = $Plan['SUFFIX']
            API_TRAFFIC           = $Plan['TRAFFIC']
            API_PREVIOUS_REVISION = $Plan['PREVIOUS']
        }
        Publish-App api
    }
    Wait-Revision $revision
    Test-Smoke "https://api---$label.$($Plan['APP_DOMAIN'])"
    if (-not $isFirst) {
        # Before requests move: where a run ends half-way, the next one has to know which revision was released.
        Save-Previous $old
        foreach ($share in 10, 50, 100) {
            Write-Stage "Traffic: $share %"
            Set-Traffic $label $share $oldLabel (100 - $share)
            Watch-Errors $revision
        }
        $script:Trying = $false
        Remove-Label $oldLabel
        Disable-Revisions $old
    }
    Write-Stage "$revision serves"
}

function Test-Smoke([string] $Url) {
    Write-Stage "Smoke test of $Url"
    if ($Plan['INTERNAL'] -eq 'true') {
        # Nobody outside of the virtual network reaches it: the test runs inside.
        Invoke-AzOrStop containerapp job update --name $Plan['SMOKE_JOB_NAME'] --resource-group $ResourceGroupName `
            --set-env-vars "SMOKE_URL=$Url" --output none
        Invoke-Job $Plan['SMOKE_JOB_NAME'] 'smoke test'
        return
    }
    $own = [bool] $env:SMOKE_TOKEN
    if (-not $own) {
        $env:SMOKE_TOKEN = Invoke-Az account get-access-token --scope "api://$env:ENTRA_CLIENT_ID/.default" --query accessToken --output tsv
        if ($LASTEXITCODE -ne 0) {
            Stop-Deployment 'no token for the smoke test' 'a token for the API' 'read the error above, or set SMOKE_TOKEN'
        }
    }
    try {
        # No options for npm: its script for PowerShell drops the -- before them (npm/cli#4903).
        & npm run --silent build:run | ForEach-Object { Write-Line $_ }
        if ($LASTEXITCODE -ne 0) {
            Stop-Deployment 'the smoke test could not be built' 'npm run build:run succeeds' 'npm ci, then read the error above'
        }
        & node dist/apps/api/src/smoke.main.js --url $Url | ForEach-Object { Write-Line $_ }
        if ($LASTEXITCODE -ne 0) {
            Stop-Deployment "the smoke test of $Url failed" 'every check passes' `
                'read the lines above; a release that was to replace another is taken back'
        }
    }
    finally {
        if (-not $own) { Remove-Item env:SMOKE_TOKEN -ErrorAction Ignore }
    }
}

# Has the new revision answered too many requests with 5xx? Metrics come minutes late; the requests of the smoke test at least must appear.
function Watch-Errors([string] $Revision) {
    Start-Sleep -Seconds $WatchSeconds
    for ($waited = 0; ; $waited += $MetricsPollSeconds) {
        $minutes = [math]::Floor(($WatchSeconds + $waited) / 60) + 2
        Save-Answer requests monitor metrics list --resource (Get-ApiId) --metrics Requests --interval PT1M --offset "${minutes}m" `
            --aggregation Total --filter "revisionName eq '$Revision' and statusCodeCategory eq '*'"
        & node (Join-Path $Root 'scripts/deploy/command.ts') errors $MaxErrorPercent.ToString([cultureinfo]::InvariantCulture)
        if ($LASTEXITCODE -eq 0) { return }
        if ($LASTEXITCODE -ne $NoRequests) {
            Stop-Deployment "$Revision answers with errors" "at most $MaxErrorPercent % of 5xx" 'the release is taken back'
        }
        if ($waited -ge $MetricsSeconds) { break }
        Start-Sleep -Seconds $PollSeconds
    }
    if ($Environment -eq 'prod') {
        Stop-Deployment "not judged: Azure Monitor has no requests of $Revision" 'requests to judge by' `
            'the release is taken back; wait longer with -MetricsSeconds'
    }
    Write-Said "not judged: Azure Monitor has no requests of $Revision"
}

# Traffic back to the label that served.
function Undo-Release {
    $script:Trying = $false
    Write-Stage "Back to $($Plan['OLD'])"
    try {
        Set-Traffic $Plan['OLD_LABEL'] 100 $Plan['LABEL'] 0
        Remove-Label $Plan['LABEL']
        Disable-Revisions $Plan['REVISION']
        Write-Said "$($Plan['OLD']) serves all requests again, $($Plan['REVISION']) is inactive"
        if ($Plan['PREVIOUS']) { Save-Previous $Plan['PREVIOUS'] }
    }
    catch [DeployStop] {
        Write-Said "look at once: az containerapp ingress traffic show --name api --resource-group $ResourceGroupName"
    }
}

# To the revision that served before the last release. The worker stays: it understands what that release sends.
function Restore-Previous {
    Write-Stage 'Roll back'
    $Plan['SUBSCRIPTION'] = Invoke-Az account show --query id --output tsv
    if ($LASTEXITCODE -ne 0) { Stop-Deployment 'no sign-in' 'a signed-in Azure CLI' 'az login' }
    Save-Revisions
    Read-Plan roll-back
    if ($Plan['SITUATION'] -eq 'interrupted') {
        Restore-Traffic
        Disable-Revisions (Get-Leftovers)
        Write-Stage "$($Plan['REVISION']) serves"
        return
    }
    $revision, $label, $old, $oldLabel = $Plan['REVISION'], $Plan['LABEL'], $Plan['OLD'], $Plan['OLD_LABEL']
    Enable-Revision $revision
    Add-Label $old $oldLabel
    Add-Label $revision $label
    $script:Trying = $true
    Wait-Revision $revision
    Set-Traffic $label 100 $oldLabel 0
    $script:Trying = $false
    Save-Previous $old
    Remove-Label $oldLabel
    Disable-Revisions (@($old) + (Get-Leftovers))
    Write-Stage "$revision serves"
}
