namespace OrderByMessage;

/// <summary>
/// The body of a reply. <c>request.accepted</c> has a subject, and an operation where one begins; <c>request.rejected</c> has a problem; <c>request.finished</c> has a status,
/// an operation and a subject, and a result or an error. Members that a later release adds are ignored.
/// </summary>
public sealed record Reply
{
    /// <summary>The message id of the request.</summary>
    public required string RequestId { get; init; }

    /// <summary><c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</summary>
    public string? Status { get; init; }

    public Resource? Operation { get; init; }
    public Resource? Subject { get; init; }
    public Failure? Error { get; init; }
    public Rejection? Problem { get; init; }
}

/// <param name="Href">Path of it in the API.</param>
public sealed record Resource(string Id, string Href);

/// <param name="Code">Stable; branch on it.</param>
public sealed record Failure(string Code, string Detail);

/// <summary>The document that the API answers a wrong request with (RFC 9457).</summary>
public sealed record Rejection(string Code, string Detail, IReadOnlyList<Mistake>? Errors);

/// <param name="Pointer">JSON pointer into the body of the request.</param>
public sealed record Mistake(string Pointer, string Detail);

/// <summary>The system has not accepted a request.</summary>
public sealed class RequestRejectedException(Rejection problem) : Exception($"{problem.Code}: {problem.Detail}")
{
    public string Code => problem.Code;
    public IReadOnlyList<Mistake> Errors => problem.Errors ?? [];
}
