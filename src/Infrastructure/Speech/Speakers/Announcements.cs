using System.Text.RegularExpressions;

namespace CallScript.Infrastructure.Speech.Speakers;

/// <summary>
/// Recognises recorded announcements by their wording: notices, menus, queues and voicemail greetings. A notice is
/// taken for a recording only where nothing in it is personal; an agent who says it in person stays an agent.
/// </summary>
internal static partial class Announcements
{
    /// <param name="text">A turn, up to the first pause.</param>
    /// <param name="opening">Whether nobody has answered on another channel yet.</param>
    public static bool IsAutomated(string text, bool opening)
    {
        if (IsVoicemail(text, opening))
        {
            return true;
        }

        if (Personal().IsMatch(text))
        {
            return false;
        }

        return Menu().IsMatch(text) || Queue().IsMatch(text) || (opening && Notice().IsMatch(text));
    }

    /// <summary>Whether a turn is a voicemail greeting; spoken by a person, but not in a conversation.</summary>
    public static bool IsVoicemail(string text, bool opening) =>
        VoicemailOnly().IsMatch(text) || (opening && Voicemail().Count(text) >= 2);

    // "This is" and a name: only there does the case of a letter matter. A recording asks nothing.
    [GeneratedRegex(
        @"\?|\bmy name('s| is)\b|\bthis is (?-i:[A-Z])\w+|\bthis is \w+( \w+)? (with|from|at|calling|speaking|on)\b|"
        + @"\bhow (can|may) i\b|\bspeaking with\b|\bwho am i\b|\bi('m| am|'ll| will|'d| need| have| see| can)\b|"
        + @"\bhow are you\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Personal();

    [GeneratedRegex(
        @"\b(call|calls|line|conversation|conversations)( \w+)? (may|might|will|could|can|is|are|"
        + @"being)( be)?( \w+)? (recorded|monitored|taped)\b|\brecorded (or|and) monitored\b|\b(monitored|"
        + @"recorded) for (quality|training|security)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Notice();

    [GeneratedRegex(
        @"\b(press|dial|say|para|oprima|marque) (\d|zero|one|two|three|four|five|six|seven|eight|nine|star|pound|espa\w+|"
        + @"el)\b|\bfollowed by the (pound|hash)\b|\bplease listen carefully\b|\bmenu options\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Menu();

    [GeneratedRegex(
        @"\byour call is (very )?important\b|\bnext available (agent|representative|operator|specialist)\b|\b(all|"
        + @"our) (of our )?(agents|representatives|operators|specialists) are (currently |all )*(busy|assisting|helping)\b|"
        + @"\bplease (stay|remain) on the line\b|\bcalls? will be answered in the order\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Queue();

    [GeneratedRegex(
        @"\b(leave|record) (me |us )?(a |an |your )(brief |short |detailed |voice )?(message|name)\b|\b(not|"
        + @"un)\s?(available|able) (right now|at the moment|to (take|answer|come))\b|\b(isn't|is not|can't|cannot|"
        + @"can not) (available|come to the phone|take your call|answer)\b|\byou('ve| have) reached\b|\b(get|"
        + @"call) (back to )?you back\b|\bget back to you\b|\b(beep|tone)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Voicemail();

    [GeneratedRegex(
        @"\b(after|at|hear) (the )?(beep|tone)\b|\bsound of the (beep|tone)\b|\bmailbox (is full|belonging)\b|"
        + @"\bvoice mailbox\b|\breached the voice ?mail\b|\bhas been forwarded to\b.*\bvoice\b|\brecord your message\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex VoicemailOnly();
}
