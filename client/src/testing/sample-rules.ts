import type { Rule } from '@/api/types';
import { rule } from '@/testing/factories';

/** Rules of every severity and party, some of which are only planned. */
export const sampleRules: readonly Rule[] = [
  rule({
    slug: 'recording_disclosure',
    title: 'No recording disclosure',
    description: 'Nobody on the agent side says within the first minute that the call is or may be recorded.',
  }),
  rule({ slug: 'guaranteed_outcome', title: 'Guaranteed outcome' }),
  rule({
    slug: 'sensitive_data_request',
    title: 'Asked for sensitive data',
    description: 'The agent asks for a full Social Security, card or bank account number, a card security code or an online-banking login.',
  }),
  rule({
    slug: 'sensitive_data_spoken',
    title: 'Sensitive number spoken',
    party: 'either',
    description: 'A full Social Security, payment card or bank account number is actually spoken.',
  }),
  rule({
    slug: 'incentive_offer',
    title: 'Incentive offered',
    description: 'Money, a gift card, groceries or a prize is offered for staying on the line, qualifying or enrolling.',
  }),
  rule({
    slug: 'abusive_language',
    title: 'Abusive language',
    description: 'The agent insults, threatens, swears at or mocks the caller.',
  }),
  rule({
    slug: 'cms_disclaimer',
    title: 'No CMS disclaimer',
    verticals: ['medicare'],
    description: 'With plan talk of a minute or more, the agent never gives the third-party marketing disclaimer.',
  }),
  rule({
    slug: 'free_benefit_claim',
    title: 'Benefit called free',
    verticals: ['medicare', 'aca'],
    description: 'A plan or benefit is called free, no-cost or cash for everyone without condition.',
  }),
  rule({
    slug: 'free_solar_claim',
    title: 'Solar called free',
    verticals: ['solar'],
    evaluated: false,
    description: 'Panels or installation are called free, or the bill is said to disappear for certain.',
  }),
  rule({
    slug: 'do_not_call_request',
    title: 'Asked not to be called',
    severity: 'warning',
    party: 'caller',
    description: 'The caller asks not to be called again, to be removed from a list, or to stop being contacted.',
  }),
  rule({
    slug: 'agent_identification',
    title: 'Agent not identified',
    severity: 'warning',
    evaluated: false,
    description: 'The agent gives neither a personal nor a company name within the first minute.',
  }),
  rule({
    slug: 'pressure_tactics',
    title: 'Pressure',
    severity: 'warning',
    evaluated: false,
    description: 'False urgency, or refusal to let the caller think or hang up.',
  }),
  rule({
    slug: 'dead_air',
    title: 'Dead air',
    severity: 'warning',
    party: 'none',
    description: 'One silence of twenty seconds or more, or less than a third of speech over a call of a minute or more.',
  }),
  rule({
    slug: 'voicemail_or_ivr',
    title: 'Voicemail or menu',
    severity: 'info',
    party: 'either',
    description: 'The connected party is a voicemail greeting, an answering machine or an automated menu.',
  }),
];
