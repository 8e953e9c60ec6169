import type { CallDetail, CallSummary } from '@/api/types';
import { callDetail, flag, flagOn, type Line } from '@/testing/factories';

const medicare: readonly Line[] = [
  { speaker: 'greeting', text: 'Thank you for calling the benefits line. Please hold for the next available agent.' },
  { speaker: 'agent', text: 'Hi, this is Marcus with Harbor Health. Who do I have the pleasure of speaking with today?', pause: 1.2 },
  { speaker: 'caller', text: 'Hi Marcus, my name is Ellen. I saw something about a card for groceries?' },
  { speaker: 'agent', text: 'Yes ma’am. Do you currently have Medicare parts A and B, and is that the red, white and blue card?' },
  { speaker: 'caller', text: 'I do, both of them. It has been two years now, I turned sixty seven in June.' },
  {
    speaker: 'agent',
    text: 'Perfect. So what I am seeing here is that you are guaranteed approval for the new plan, no question about it.',
  },
  { speaker: 'caller', text: 'Oh, really? And what would that cost me every month?' },
  {
    speaker: 'agent',
    text: 'Nothing at all. Everybody gets the flex card completely free, and if you stay on the line we add a fifty dollar gift card.',
  },
  { speaker: 'caller', text: 'Well, that sounds too good to be true, if I am honest with you.' },
  {
    speaker: 'agent',
    text: 'I hear that a lot. To lock it in I just need your full Social Security number and the number on your bank account.',
  },
  { speaker: 'caller', text: 'I am not comfortable reading that over the phone.', pause: 2.4 },
  {
    speaker: 'agent',
    text: 'I understand, but this offer ends today, so if you hang up now I cannot promise it will still be there tomorrow.',
  },
  { speaker: 'caller', text: 'Then please take me off your list and do not call me again.' },
  { speaker: 'agent', text: 'All right, ma’am. Let me just ask you two more questions before you go. Which doctors do you see?' },
  { speaker: 'caller', text: 'No. Goodbye.' },
];

const solar: readonly Line[] = [
  { speaker: 'agent', text: 'Sunline Home on a recorded line, my name is Priya. How can I help you today?' },
  { speaker: 'caller', text: 'Hey. Somebody told me that I could get panels for nothing down?' },
  {
    speaker: 'agent',
    text: 'There are zero down programs, that is right, but they are financed, and whether you qualify depends on your credit and your roof.',
  },
  { speaker: 'caller', text: 'Okay, and would my electric bill go away?' },
  {
    speaker: 'agent',
    text: 'I cannot guarantee anything like that. Most homeowners still pay a small connection fee. Can I ask what your average bill is?',
  },
  { speaker: 'caller', text: 'About two hundred and forty dollars in the summer.' },
  { speaker: 'agent', text: 'Great, thank you. I am going to connect you with a licensed consultant who can look at your address.' },
];

const debt: readonly Line[] = [
  { speaker: 'agent', text: 'ClearLedger, this call may be monitored or recorded. You are speaking with Tom.' },
  { speaker: 'caller', text: 'Hi Tom. I have about thirty thousand on four cards and I am falling behind.' },
  { speaker: 'agent', text: 'We erase half of your debt for sure, and you will be finished in eighteen months.' },
  { speaker: 'caller', text: 'Half? What is the catch?' },
  { speaker: 'agent', text: 'No catch. Are you stupid, or do you want to keep paying those banks for ever?', pause: 1.4 },
  { speaker: 'caller', text: 'Excuse me? I will think about it.' },
];

const auto: readonly Line[] = [
  { speaker: 'agent', text: 'Keystone Mutual on a recorded line, this is Dee. Are you calling about your car insurance?' },
  { speaker: 'caller', text: 'Yes. Could you call me back later this afternoon? I am driving.' },
  { speaker: 'agent', text: 'Of course. Drive safely, and we will try you after three.' },
];

const voicemail: readonly Line[] = [
  { speaker: 'greeting', text: 'You have reached the voice mailbox of Anchor Relief. Please leave a message after the tone.' },
];

const aca: readonly Line[] = [
  { speaker: 'agent', text: 'Evergreen Benefits, recorded line, Nadia speaking. Are you looking for health coverage?' },
  { speaker: 'caller', text: 'Yes, for me and my two kids. My hours were cut, so it has to be cheap.' },
  { speaker: 'agent', text: 'With your income everybody gets the subsidy, so it is free health insurance for the whole family.' },
  { speaker: 'caller', text: 'Okay. And the doctor visits too?' },
  { speaker: 'agent', text: 'Let me look that up for you, one moment please.' },
  { speaker: 'agent', text: 'Sorry about that, still here. Yes, with a small copay.', pause: 26 },
];

interface Given {
  readonly call: Partial<CallSummary>;
}

type Scenario = (given: Given) => CallDetail;

/** Calls by what happens in them: every state that a call can show. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  medicare: (given) =>
    callDetail({
      ...given,
      lines: medicare,
      flags: (said) => [
        flag({
          slug: 'recording_disclosure',
          title: 'No recording disclosure',
          confidence: 0.97,
          explanation: 'Neither the greeting nor the agent says in the first 60 seconds that the call may be recorded.',
        }),
        flagOn(said, 'you are guaranteed approval for the new plan', {
          explanation: 'The agent promises approval as certain, before any eligibility was checked.',
        }),
        flagOn(said, 'Everybody gets the flex card completely free', {
          slug: 'free_benefit_claim',
          title: 'Benefit called free',
          confidence: 0.91,
          explanation: 'A benefit is called free for everybody, without condition.',
        }),
        flagOn(said, 'we add a fifty dollar gift card', {
          slug: 'incentive_offer',
          title: 'Incentive offered',
          confidence: 0.88,
          explanation: 'A gift card is offered for staying on the line.',
        }),
        flagOn(said, 'I just need your full Social Security number', {
          slug: 'sensitive_data_request',
          title: 'Asked for sensitive data',
          confidence: 0.95,
          explanation: 'The agent asks for a full Social Security number.',
        }),
        flagOn(said, 'please take me off your list and do not call me again', {
          slug: 'do_not_call_request',
          title: 'Asked not to be called',
          severity: 'warning',
          confidence: 0.9,
          explanation: 'The caller asks to be removed from the list.',
        }),
      ],
    }),
  debt: (given) =>
    callDetail({
      ...given,
      lines: debt,
      flags: (said) => [
        flagOn(said, 'We erase half of your debt for sure', { explanation: 'A result is promised as certain.' }),
        flagOn(said, 'Are you stupid', {
          slug: 'abusive_language',
          title: 'Abusive language',
          confidence: 0.98,
          explanation: 'The agent insults the caller.',
        }),
      ],
    }),
  aca: (given) =>
    callDetail({
      ...given,
      lines: aca,
      recording: { channels: 1, mediaType: 'audio/mpeg' },
      transcript: { speakers: { method: 'text_turns', confidence: 0.74 } },
      flags: (said) => [
        flagOn(said, 'it is free health insurance for the whole family', {
          slug: 'free_benefit_claim',
          title: 'Benefit called free',
          confidence: 0.9,
          explanation: 'Coverage is called free without condition.',
        }),
        flag({
          slug: 'dead_air',
          title: 'Dead air',
          severity: 'warning',
          confidence: 1,
          start: said[4]?.end ?? 0,
          end: said[5]?.start ?? 0,
          explanation: 'Nobody speaks for 26 seconds.',
        }),
      ],
    }),
  voicemail: (given) =>
    callDetail({
      ...given,
      call: { ...given.call, durationSeconds: 21 },
      lines: voicemail,
      flags: (said) => [
        flagOn(said, 'You have reached the voice mailbox', {
          slug: 'voicemail_or_ivr',
          title: 'Voicemail or menu',
          severity: 'info',
          confidence: 0.99,
          explanation: 'A voicemail greeting answered, and no human conversation follows.',
        }),
      ],
    }),
  solar: (given) => callDetail({ ...given, lines: solar }),
  auto: (given) => callDetail({ ...given, lines: auto, recording: { channels: 1 } }),
  silent: (given) =>
    callDetail({
      ...given,
      call: { ...given.call, status: 'skipped', skipReason: 'no_speech', score: null },
      lines: [],
      recording: { durationSeconds: 34 },
    }),
  short: (given) =>
    callDetail({
      ...given,
      call: { ...given.call, status: 'skipped', skipReason: 'too_short', durationSeconds: 3, score: null },
      recording: null,
      transcript: null,
    }),
  corrupt: (given) =>
    callDetail({
      ...given,
      call: {
        ...given.call,
        status: 'failed',
        durationSeconds: 58,
        failure: { category: 'corrupt_recording', detail: 'The file ends in the middle of a frame; no audio could be decoded from it.' },
      },
      recording: null,
      transcript: null,
    }),
  pending: (given) => callDetail({ ...given, call: { ...given.call, status: 'pending' }, recording: null, transcript: null }),
  processing: (given) => callDetail({ ...given, call: { ...given.call, status: 'processing' }, lines: solar, transcript: null }),
  judging: (given) => callDetail({ ...given, call: { ...given.call, status: 'judging' }, lines: debt }),
};

/** What became of each call, newest first; the pattern repeats further down. */
