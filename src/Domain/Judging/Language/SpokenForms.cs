using System.Collections.Frozen;

namespace CallScript.Domain.Judging.Language;

/// <summary>
/// Brings the many spellings of one spoken form together, so that phrases need to be written once: contractions
/// with or without apostrophe, colloquial forms, words that speech engines split, and fillers.
/// </summary>
internal static class SpokenForms
{
    /// <summary>Sounds that carry no meaning and would only break phrases apart.</summary>
    public static readonly FrozenSet<string> Fillers = FrozenSet.Create("uh", "um", "er", "erm", "hmm", "mm", "uhm", "ah", "eh");

    private static readonly FrozenDictionary<string, string[]> Expansions = new Dictionary<string, string>
    {
        ["cant"] = "can not", ["cannot"] = "can not", ["dont"] = "do not", ["wont"] = "will not", ["doesnt"] = "does not",
        ["didnt"] = "did not", ["isnt"] = "is not", ["arent"] = "are not", ["wasnt"] = "was not", ["werent"] = "were not",
        ["havent"] = "have not", ["hasnt"] = "has not", ["hadnt"] = "had not", ["wouldnt"] = "would not", ["couldnt"] = "could not",
        ["shouldnt"] = "should not", ["mustnt"] = "must not", ["neednt"] = "need not", ["aint"] = "is not", ["im"] = "i am",
        ["ive"] = "i have", ["ill"] = "i will", ["id"] = "i would", ["youre"] = "you are", ["youve"] = "you have", ["youll"] = "you will",
        ["youd"] = "you would", ["weve"] = "we have", ["theyre"] = "they are", ["theyve"] = "they have", ["theyll"] = "they will",
        ["theyd"] = "they would", ["hes"] = "he is", ["shes"] = "she is", ["its"] = "it is", ["itll"] = "it will", ["thats"] = "that is",
        ["thatll"] = "that will", ["theres"] = "there is", ["heres"] = "here is", ["whats"] = "what is", ["whos"] = "who is",
        ["wheres"] = "where is", ["hows"] = "how is", ["whens"] = "when is", ["lets"] = "let us", ["gonna"] = "going to",
        ["wanna"] = "want to", ["gotta"] = "got to", ["gimme"] = "give me", ["lemme"] = "let me", ["kinda"] = "kind of",
        ["outta"] = "out of", ["yall"] = "you all", ["cause"] = "because", ["cuz"] = "because", ["coz"] = "because", ["til"] = "until",
        ["till"] = "until", ["em"] = "them", ["ok"] = "okay", ["mam"] = "maam", ["madam"] = "maam", ["dr"] = "doctor", ["mr"] = "mister",
        ["everyones"] = "everyone is", ["everybodys"] = "everybody is", ["nobodys"] = "nobody is", ["nothings"] = "nothing is",
        ["wouldve"] = "would have", ["couldve"] = "could have", ["shouldve"] = "should have", ["yknow"] = "you know", ["ya"] = "you",
        ["nope"] = "no", ["nah"] = "no", ["yep"] = "yes", ["yup"] = "yes", ["yeah"] = "yes", ["ssn"] = "social security number",
        ["dunno"] = "do not know", ["bucks"] = "dollars", ["buck"] = "dollar", ["grand"] = "thousand", ["percents"] = "percent",
        ["prolly"] = "probably", ["tho"] = "though", ["thru"] = "through", ["alot"] = "a lot", ["nothin"] = "nothing",
        ["anythin"] = "anything", ["licence"] = "license", ["licenced"] = "licensed", ["programme"] = "program", ["cheque"] = "check",
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Split(' '));

    // With the apostrophe these are certain; without it they are words of their own ("were", "well", "shell").
    private static readonly FrozenDictionary<string, string[]> ApostropheExpansions = new Dictionary<string, string>
    {
        ["we're"] = "we are", ["we'll"] = "we will", ["we'd"] = "we would", ["he'll"] = "he will", ["she'll"] = "she will",
        ["he'd"] = "he would", ["she'd"] = "she would", ["who'll"] = "who will", ["what'll"] = "what will", ["there'll"] = "there will",
        ["who're"] = "who are", ["what're"] = "what are", ["y'all"] = "you all", ["ma'am"] = "maam", ["ain't"] = "is not",
        ["company's"] = "company is", ["line's"] = "line is", ["call's"] = "call is", ["bill's"] = "bill is", ["plan's"] = "plan is",
        ["it's"] = "it is", ["let's"] = "let us",
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Split(' '));

    /// <summary>Words that speech engines like to write apart.</summary>
    private static readonly FrozenDictionary<(string, string), string> Joined = new Dictionary<(string, string), string>
    {
        [("some", "body")] = "somebody", [("some", "one")] = "someone", [("some", "thing")] = "something", [("any", "body")] = "anybody",
        [("any", "thing")] = "anything", [("any", "more")] = "anymore", [("any", "one")] = "anyone", [("every", "body")] = "everybody",
        [("every", "one")] = "everyone", [("every", "thing")] = "everything", [("no", "body")] = "nobody", [("no", "one")] = "nobody",
        [("up", "front")] = "upfront", [("house", "hold")] = "household", [("market", "place")] = "marketplace",
        [("my", "self")] = "myself", [("your", "self")] = "yourself", [("with", "out")] = "without", [("all", "ready")] = "already",
        [("voice", "mail")] = "voicemail", [("sub", "city")] = "subsidy", [("sub", "sidy")] = "subsidy",
        [("dumb", "ass")] = "dumbass", [("bull", "shit")] = "bullshit", [("user", "name")] = "username", [("pass", "word")] = "password",
        [("good", "bye")] = "goodbye", [("re", "corded")] = "recorded",
        [("e", "mail")] = "email", [("pay", "check")] = "paycheck", [("back", "ground")] = "background",
        [("pro", "gram")] = "program", [("dead", "beat")] = "deadbeat", [("set", "up")] = "setup", [("pre", "paid")] = "prepaid",
        [("grand", "ma")] = "grandma",
    }.ToFrozenDictionary();

    /// <summary>The words that a written word stands for; null when it stands for itself.</summary>
    /// <param name="withApostrophe">Lower case, apostrophe straight.</param>
    /// <param name="plain">Lower case, apostrophes removed.</param>
    public static string[]? Expand(string withApostrophe, string plain) =>
        ApostropheExpansions.TryGetValue(withApostrophe, out var certain) ? certain : Expansions.GetValueOrDefault(plain);

    /// <summary>The one word that two neighbours make; null when they are two words.</summary>
    public static string? Join(string first, string second) => Joined.GetValueOrDefault((first, second));
}
