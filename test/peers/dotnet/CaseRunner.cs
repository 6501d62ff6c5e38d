using System.Diagnostics;

namespace VoiceSandbox.Peer;

public static class CaseRunner
{
    private const int MaxErrorLines = 16;

    /// <summary>Runs the cases one after the other, so that one may move the sandbox's clock or set faults, and prints a line for each.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(IReadOnlyList<PeerCase> cases, Settings settings)
    {
        var results = new List<CaseResult>();
        foreach (var peerCase in cases)
        {
            var result = await RunAsync(peerCase, settings);
            results.Add(result);
            var label = result.Status.ToString().ToLowerInvariant();
            Console.WriteLine($"{label,-7} {result.Name} ({result.DurationMs} ms)");
            if (result.Message is not null) Console.WriteLine($"        {result.Message.ReplaceLineEndings("\n        ")}");
        }

        int Count(CaseStatus status) => results.Count(result => result.Status == status);
        Console.WriteLine(
            $"{Count(CaseStatus.Passed)} passed, {Count(CaseStatus.Failed)} failed, {Count(CaseStatus.Skipped)} skipped");
        return results;
    }

    private static async Task<CaseResult> RunAsync(PeerCase peerCase, Settings settings)
    {
        var watch = Stopwatch.StartNew();
        CaseResult Ended(CaseStatus status, string? message = null) =>
            new(peerCase.FullName, status, watch.ElapsedMilliseconds, message);

        using var timeout = new CancellationTokenSource(peerCase.Timeout);
        try
        {
            // A client that ignores the token must not hold up the cases after it.
            await peerCase.Body(settings, timeout.Token).WaitAsync(peerCase.Timeout + TimeSpan.FromSeconds(2));
            return Ended(CaseStatus.Passed);
        }
        catch (SkippedException skipped)
        {
            return Ended(CaseStatus.Skipped, skipped.Message);
        }
        catch (Exception error) when (timeout.IsCancellationRequested)
        {
            return Ended(CaseStatus.Failed, $"not done after {peerCase.Timeout.TotalSeconds} s: {Start(error)}");
        }
        catch (Exception error)
        {
            return Ended(CaseStatus.Failed, Start(error));
        }
    }

    /// <summary>What went wrong and where it began, without the last of the many frames of an SDK.</summary>
    private static string Start(Exception error) =>
        string.Join('\n', error.ToString().ReplaceLineEndings("\n").Split('\n').Take(MaxErrorLines));
}
