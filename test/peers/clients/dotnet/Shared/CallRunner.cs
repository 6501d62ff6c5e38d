using System.Text.Encodings.Web;
using System.Text.Json;

namespace GeneratedClients;

/// <summary>Makes the calls that are named as arguments, and prints for each a line of JSON: {call, answer} or {call, error}.</summary>
public static class CallRunner
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<int> RunAsync(string[] names, IReadOnlyDictionary<string, Func<Task<object>>> calls)
    {
        foreach (var name in names)
        {
            if (!calls.TryGetValue(name, out var call))
            {
                Console.Error.WriteLine($"There is no call {name}. There are: {string.Join(", ", calls.Keys)}");
                return 2;
            }

            object line;
            try
            {
                line = new { call = name, answer = await call() };
            }
            catch (Exception error)
            {
                line = new { call = name, error = error.ToString() };
            }

            Console.WriteLine(JsonSerializer.Serialize(line, Json));
        }

        return 0;
    }

    /// <summary>Reads a stream as far as it goes.</summary>
    public static async Task<(byte[] Bytes, bool Noticed)> ReadAllAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        var noticed = false;
        try
        {
            await stream.CopyToAsync(bytes);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            noticed = true;
        }

        return (bytes.ToArray(), noticed);
    }

    public static async Task<string> ReadTextAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
