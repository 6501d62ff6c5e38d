namespace OrderByMessage;

/// <summary>A request that was sent, and its replies, which may arrive in another order than they were sent in.</summary>
public sealed class Order
{
    private readonly TaskCompletionSource<Reply> accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Reply> finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The work is stored, and will be done.</summary>
    /// <exception cref="RequestRejectedException">It will not be done.</exception>
    public Task<Reply> AcceptedAsync(CancellationToken cancel) => accepted.Task.WaitAsync(cancel);

    /// <summary>The work has ended: see the status. A <c>speech.cancel</c> is never finished, the work that it cancels is.</summary>
    /// <exception cref="RequestRejectedException">It will not be done.</exception>
    public Task<Reply> FinishedAsync(CancellationToken cancel) => finished.Task.WaitAsync(cancel);

    /// <exception cref="RequestRejectedException">The work will not be done.</exception>
    /// <exception cref="InvalidOperationException">It has failed, or was canceled; the message says why.</exception>
    public async Task<Reply> SucceededAsync(CancellationToken cancel)
    {
        var reply = await FinishedAsync(cancel);
        if (reply.Status == "succeeded") return reply;
        throw new InvalidOperationException(reply.Error is { } error ? $"{error.Code}: {error.Detail}" : $"The work was {reply.Status}.");
    }

    /// <summary>Takes a reply in. A second one of the same kind changes nothing: Service Bus may deliver a message twice.</summary>
    internal void Take(string type, Reply reply)
    {
        switch (type)
        {
            case "request.accepted":
                accepted.TrySetResult(reply);
                break;
            case "request.finished":
                finished.TrySetResult(reply);
                break;
            case "request.rejected":
                Fail(new RequestRejectedException(reply.Problem!));
                break;
        }
    }

    internal void Fail(Exception error)
    {
        accepted.TrySetException(error);
        finished.TrySetException(error);
    }
}
