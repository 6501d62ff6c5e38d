namespace VoiceSandbox.Peer;

/// <summary>One thing that Azure does, asked of the sandbox through a public .NET SDK or over plain HTTP.</summary>
/// <param name="Service">The Azure service, as in the headings of docs/sandbox.md.</param>
/// <param name="Name">What holds, as a sentence without a full stop.</param>
/// <param name="Finding">The row of the list of findings that the case is for; empty for a case beyond it.</param>
/// <param name="Body">Throws when it does not hold. Ends when the token is canceled.</param>
public sealed record PeerCase(string Service, string Name, string Finding, Func<Settings, CancellationToken, Task> Body)
{
    /// <summary>How long the case may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Unique among all cases; the name of the test in the report.</summary>
    public string FullName => Finding.Length == 0 ? $"{Service}: {Name}" : $"{Service}: {Name} ({Finding})";
}

public enum CaseStatus
{
    Passed,
    Failed,
    Skipped,
}

public sealed record CaseResult(string Name, CaseStatus Status, long DurationMs, string? Message);

/// <summary>Thrown by a case that cannot be run here, with the reason.</summary>
public sealed class SkippedException(string reason) : Exception(reason);
