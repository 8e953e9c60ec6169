namespace CallScript.Domain.Judging.Evaluation;

/// <summary>A call from a file of calls, with what a careful reviewer would raise where somebody has labelled it.</summary>
/// <param name="Id">Names the call in reports.</param>
/// <param name="Conversation">What is judged.</param>
/// <param name="Expected">The labels; null when the call is not labelled, empty when it is known to be clean.</param>
internal sealed record LabelledCall(string Id, JudgedConversation Conversation, IReadOnlyList<ExpectedFlag>? Expected);

/// <param name="Slug">The rule.</param>
/// <param name="Segment">The segment that shows it; null where the violation is an absence.</param>
internal sealed record ExpectedFlag(string Slug, int? Segment);
