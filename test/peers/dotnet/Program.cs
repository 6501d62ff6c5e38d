using VoiceSandbox.Peer;

// Usage: VoiceSandboxPeer [--list] [--only TEXT] [--report FILE]
// --list prints the names of the cases as a JSON array; --only runs the cases whose name holds TEXT.
// Exit code: 0 when no case failed, 1 when one did, 2 when it was called wrongly.

PeerCase[] all =
[
    .. IdentityCases.All,
    .. ServiceBusCases.All,
    .. BlobCases.All,
    .. CosmosCases.All,
    .. CosmosQueryCases.All,
    .. SpeechCases.All,
];

string? only = null;
string? reportFile = null;
var list = false;
for (var index = 0; index < args.Length; index++)
{
    switch (args[index])
    {
        case "--list":
            list = true;
            break;
        case "--only" when index + 1 < args.Length:
            only = args[++index];
            break;
        case "--report" when index + 1 < args.Length:
            reportFile = args[++index];
            break;
        default:
            Console.Error.WriteLine($"Unknown argument: {args[index]}. Usage: [--list] [--only TEXT] [--report FILE]");
            return 2;
    }
}

var twice = all.GroupBy(peerCase => peerCase.FullName).FirstOrDefault(group => group.Count() > 1);
if (twice is not null)
{
    Console.Error.WriteLine($"Two cases have the name '{twice.Key}'.");
    return 2;
}

var chosen = all.Where(peerCase => only is null || peerCase.FullName.Contains(only, StringComparison.Ordinal)).ToArray();
if (list)
{
    Console.WriteLine(Report.ToJson(chosen.Select(peerCase => peerCase.FullName)));
    return 0;
}

if (chosen.Length == 0)
{
    Console.Error.WriteLine($"No case has '{only}' in its name.");
    return 2;
}

var results = await CaseRunner.RunAsync(chosen, Settings.FromEnvironment());
if (reportFile is not null) await Report.WriteAsync(reportFile, results);
return results.Any(result => result.Status == CaseStatus.Failed) ? 1 : 0;
