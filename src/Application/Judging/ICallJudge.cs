using CallScript.Domain.Common;
using CallScript.Domain.Judging;

namespace CallScript.Application.Judging;

/// <summary>Holds a conversation against the rules.</summary>
public interface ICallJudge
{
    /// <returns>The judgement, or an error of kind <see cref="ErrorKind.Unavailable"/> when a judge cannot be reached.</returns>
    Task<Result<Judgement>> JudgeAsync(JudgedConversation conversation, CancellationToken cancellationToken);
}
