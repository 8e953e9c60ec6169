using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Speech;

/// <summary>
/// The threads that run native code. Work of all recordings shares them in the order of arrival, so one long recording
/// does not keep a short one waiting; the thread pool, which serves everything else, is never held up by a model.
/// </summary>
internal sealed class SpeechWorkers : IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly List<Thread> _threads = [];
    private int _disposed;

    public SpeechWorkers(IOptions<SpeechOptions> options)
    {
        for (var i = 0; i < options.Value.WorkerCount; i++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"speech-{i}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    public int Count => _threads.Count;

    /// <summary>Runs a function on one of the threads; what it throws is thrown to whoever awaits.</summary>
    public Task<T> RunAsync<T>(Func<CancellationToken, T> function, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(
            () =>
            {
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    completion.SetResult(function(cancellationToken));
                }
                catch (OperationCanceledException canceled)
                {
                    completion.SetCanceled(canceled.CancellationToken);
                }
#pragma warning disable CA1031 // The exception is not lost: the awaiting caller gets it.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    completion.SetException(error);
                }
            },
            CancellationToken.None);
        return completion.Task;
    }

    public void Dispose()
    {
        // The engine's host ends the workers before it frees the models, and the container disposes both.
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _queue.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _queue.Dispose();
    }

    private void Work()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            work();
        }
    }
}
