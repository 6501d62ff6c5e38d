using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoiceSandbox.Peer;

/// <summary>The results as JSON: <c>[{"name", "status": "passed" | "failed" | "skipped", "durationMs", "message"}]</c>.</summary>
public static class Report
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static Task WriteAsync(string file, IReadOnlyList<CaseResult> results) =>
        File.WriteAllTextAsync(file, ToJson(results));
}
