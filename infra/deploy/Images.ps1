# Brings the images of the API and the worker into the registry. Apps get them by digest: a tag may change.

$Repository = 'voice-cloning-backend'

function Publish-Images {
    Write-Stage "Images ($ImagePush)"
    $registry = $Plan['REGISTRY']
    $name = $registry.Split('.')[0]
    $tag = & git -C $Root rev-parse --short=12 HEAD 2>$null
    if (-not $tag) { $tag = [DateTime]::UtcNow.ToString('yyyyMMddHHmmss') }
    $images = @{}
    switch ($ImagePush) {
        'none' { $images = @{ api = $ApiImage; worker = $WorkerImage } }
        'import' {
            # Azure fetches it: this works where the registry is closed to this machine.
            Import-Image $name $ApiImage "api:$tag"
            Import-Image $name $WorkerImage "worker:$tag"
            $images['api'] = "$registry/$Repository/api@$($ApiImage.Split('@')[-1])"
            $images['worker'] = "$registry/$Repository/worker@$($WorkerImage.Split('@')[-1])"
        }
        { $_ -in 'acr-task', 'agent-pool' } {
            $pool = $ImagePush -eq 'agent-pool' ? @('--agent-pool', $AgentPool) : @()
            foreach ($target in 'api', 'worker') {
                $digest = Invoke-AzOrStop acr run --registry $name --file scripts/image/acr-task.yaml --set "target=$target" `
                    --set "revision=$tag" @pool --no-logs --query 'outputImages[0].digest' --output tsv .
                if ($digest -notmatch '^sha256:[0-9a-f]{64}$') {
                    Stop-Deployment "the task of $target answered no digest ($digest)" 'the digest of what it pushed' `
                        "az acr task list-runs --registry $name"
                }
                $images[$target] = "$registry/$Repository/$target@$digest"
            }
        }
        { $_ -in 'local', 'runner' } {
            $env:REGISTRY_TOKEN = Invoke-AzOrStop acr login --name $name --expose-token --query accessToken --output tsv
            $lines = & node scripts/image/push.ts --registry $registry --tag $tag
            if ($LASTEXITCODE -ne 0) {
                Stop-Deployment 'the images could not be built and pushed' 'a build that succeeds' `
                    'read the error above; npm run image builds them alone'
            }
            Remove-Item env:REGISTRY_TOKEN
            foreach ($line in $lines) {
                $target, $image = $line.Split("`t")
                $images[$target] = $image
            }
        }
    }
    $env:SERVICE_API_IMAGE_NAME = $images['api']
    $env:SERVICE_WORKER_IMAGE_NAME = $images['worker']
    Write-Said $images['api']
    Write-Said $images['worker']
}

function Import-Image([string] $Name, [string] $Image, [string] $Target) {
    $source = @('--source', $Image)
    # Azure finds a registry of another subscription by its resource id alone; the image is named without its host then.
    if ($SourceRegistry) { $source = @('--source', $Image.Substring($Image.IndexOf('/') + 1), '--registry', $SourceRegistry) }
    Invoke-AzOrStop acr import --name $Name @source --image "$Repository/$Target" --force --output none
}
