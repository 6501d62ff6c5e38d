# The functions of infra/deploy/*.ps1, with a function in the place of az: what they ask, and what they do when it fails.

BeforeAll {
    $Root = (Resolve-Path (Join-Path $PSScriptRoot '../../../..')).Path
    foreach ($file in 'Azure', 'Platform', 'Images', 'Release') { . (Join-Path $Root "infra/deploy/$file.ps1") }
    # What is shown to people is not looked at here.
    function Write-Line([string] $Text) { $script:Shown += "$Text`n" }
    function az {
        $script:Calls.Add($args -join ' ')
        $global:LASTEXITCODE = 0
        foreach ($pattern in $script:Fails) { if (($args -join ' ') -match $pattern) { $global:LASTEXITCODE = 1; return } }
        foreach ($pattern in $script:Answers.Keys) { if (($args -join ' ') -match $pattern) { return $script:Answers[$pattern] } }
    }
}

Describe 'infra/deploy' {
    BeforeEach {
        $ResourceGroupName = 'rg-test'
        $PollSeconds = 0
        $Work = Join-Path $TestDrive 'work'
        $null = New-Item -ItemType Directory -Force -Path (Join-Path $Work 'answers')
        $script:Calls = [System.Collections.Generic.List[string]]::new()
        $script:Fails = @()
        $script:Answers = @{}
        $script:Shown = ''
        $Plan = @{ REVISION = 'api--new'; LABEL = 'green'; OLD = 'api--old'; OLD_LABEL = 'blue'; SUBSCRIPTION = 'sub'; LEFTOVERS = ''; WEIGHTS = ''; PREVIOUS = '' }
        $Trying = $true
    }

    Describe 'Set-Traffic' {
        It 'gives both labels their share in one call' {
            Set-Traffic green 10 blue 90
            $Calls | Should -Be @('containerapp ingress traffic set --name api --resource-group rg-test --label-weight green=10 blue=90 --output none')
        }

        It 'stops when Azure refuses' {
            $script:Fails = @('traffic set')
            { Set-Traffic green 10 blue 90 } | Should -Throw -ExceptionType ([DeployStop])
        }
    }

    Describe 'Undo-Release' {
        It 'gives the requests back before it takes the new revision away' {
            Undo-Release
            $Calls[0] | Should -Match 'traffic set .* --label-weight blue=100 green=0'
            $Calls[1] | Should -Match 'label remove .* --label green'
            $Calls[2] | Should -Match 'revision deactivate .* --revision api--new'
            $Calls.Count | Should -Be 3
            $Shown | Should -Match 'api--old serves all requests again'
        }

        It 'says where to look when that fails' {
            $script:Fails = @('traffic set')
            Undo-Release
            $Shown | Should -Match 'look at once: az containerapp ingress traffic show'
        }
    }

    Describe 'Wait-Job' {
        It 'goes on when the execution succeeded' {
            $script:Answers = @{ 'execution show' = 'Succeeded' }
            Wait-Job migrate migrate-1 migration
            $Calls.Count | Should -Be 1
        }

        It 'stops at <_>' -ForEach 'Failed', 'Degraded', 'Stopped' {
            $script:Answers = @{ 'execution show' = $_ }
            { Wait-Job migrate migrate-1 migration } | Should -Throw -ExceptionType ([DeployStop])
            $Shown | Should -Match "migration: the job migrate-1 ended as $_"
        }
    }

    Describe 'Wait-Revision' {
        It 'takes <_> for one that serves' -ForEach 'Running', 'RunningAtMaxScale', 'ScaledToZero' {
            $script:Answers = @{ 'revision show' = $_ }
            Wait-Revision api--new
            $Calls.Count | Should -Be 1
        }

        It 'looks again while it is starting, and not for ever' {
            $MaxRevisionPolls = 3
            $script:Answers = @{ 'revision show' = 'Processing' }
            { Wait-Revision api--new } | Should -Throw -ExceptionType ([DeployStop])
            $Calls.Count | Should -Be 3
        }
    }

    Describe 'Save-Answer' {
        It 'keeps an answer, and what was said instead of one' {
            $script:Answers = @{ 'account show' = '{"id":"sub"}' }
            Save-Answer account account show
            Get-Content (Join-Path $Work 'answers/account.json') | Should -Be '{"id":"sub"}'
            $script:Fails = @('account show')
            Save-Answer account account show
            Join-Path $Work 'answers/account.json' | Should -Not -Exist
            Join-Path $Work 'answers/account.error' | Should -Exist
        }

        It 'hands over one word as one word' {
            Save-Answer version version
            $Calls | Should -Be @('version --output json')
        }
    }

    Describe 'Disable-Revisions' {
        It 'does nothing when there are none' {
            Disable-Revisions (Get-Leftovers)
            $Calls.Count | Should -Be 0
        }

        It 'deactivates each' {
            $Plan['LEFTOVERS'] = 'api--a api--b'
            Disable-Revisions (Get-Leftovers)
            $Calls.Count | Should -Be 2
        }
    }
}
