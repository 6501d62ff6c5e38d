using System.Runtime.CompilerServices;

namespace VoiceSandbox.Peer;

/// <summary>Thrown when something is not as Azure does it.</summary>
public sealed class ExpectationException(string message) : Exception(message);

public static class Expect
{
    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new ExpectationException($"{what} is '{actual}', not '{expected}'");
    }

    public static void True(bool holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        if (!holds) throw new ExpectationException($"it does not hold that {what}");
    }

    public static void Contains(string part, string? text, [CallerArgumentExpression(nameof(text))] string what = "")
    {
        if (text is null || !text.Contains(part, StringComparison.Ordinal))
            throw new ExpectationException($"{what} is '{text}', without '{part}'");
    }

    /// <summary>The error that the call ends with, which must be a <typeparamref name="TError"/>.</summary>
    public static async Task<TError> FailsAsync<TError>(Func<Task> call)
        where TError : Exception
    {
        try
        {
            await call();
        }
        catch (TError error)
        {
            return error;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ExpectationException($"it failed with {error.GetType().Name}, not {typeof(TError).Name}: {error.Message}");
        }

        throw new ExpectationException($"it succeeded, and should have failed with {typeof(TError).Name}");
    }
}
