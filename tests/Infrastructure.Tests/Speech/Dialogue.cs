namespace CallScript.Infrastructure.Tests.Speech;

/// <summary>A line of an invented call.</summary>
internal sealed record Line(bool ByAgent, string Voice, string Text);

/// <summary>An invented call as sound, with the truth about it.</summary>
internal sealed class Dialogue
{
    public const string AgentVoice = "slt";
    public const string CallerVoice = "rms";

    public static IReadOnlyList<Line> Billing { get; } =
    [
        new(true, AgentVoice, "Thank you for calling Northwind Energy. My name is Susan. How can I help you today?"),
        new(false, CallerVoice, "Hi Susan. I am calling about my last bill. It looks far too high and I do not understand why."),
        new(true, AgentVoice, "I am sorry to hear that. May I have your account number and your full name please?"),
        new(false, CallerVoice, "Yes, the account number is four seven one nine two two six, and my name is Robert Miller."),
        new(true, AgentVoice, "I understand your frustration. Could you please hold for a moment?"),
        new(false, CallerVoice, "Sure, but I already waited twenty minutes in the queue, so please be quick."),
    ];

    public Dialogue(IReadOnlyList<Line> lines, double pause = 0.9)
    {
        List<(Line Line, double Start, double End)> truth = [];
        List<(bool ByAgent, double At, float[] Sound)> sounds = [];
        var at = 0.7;
        foreach (var line in lines)
        {
            var sound = TestAudio.Speak(line.Voice, line.Text);
            sounds.Add((line.ByAgent, at, sound));
            truth.Add((line, at, at + ((double)sound.Length / TestAudio.SampleRate)));
            at = truth[^1].End + pause;
        }

        Truth = truth;
        Seconds = at + 0.5;
        Agent = TestAudio.Channel(Seconds, sounds.Where(sound => sound.ByAgent).Select(sound => (sound.At, sound.Sound)));
        Caller = TestAudio.Channel(Seconds, sounds.Where(sound => !sound.ByAgent).Select(sound => (sound.At, sound.Sound)), noiseSeed: 2);
    }

    public IReadOnlyList<(Line Line, double Start, double End)> Truth { get; }

    public double Seconds { get; }

    public float[] Agent { get; }

    public float[] Caller { get; }

    public float[] Mono => [.. Agent.Zip(Caller, (a, b) => a + b)];

    public string Text => string.Join(' ', Truth.Select(turn => turn.Line.Text));

    public string TextOf(bool byAgent) =>
        string.Join(' ', Truth.Where(turn => turn.Line.ByAgent == byAgent).Select(turn => turn.Line.Text));
}
