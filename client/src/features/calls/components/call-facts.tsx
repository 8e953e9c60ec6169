import type { ReactNode } from 'react';
import type { CallDetail } from '@/api/types';
import {
  formatBytes,
  formatDuration,
  formatMoment,
  formatMoney,
  formatNumber,
  formatPercent,
  formatTimestamp,
  nothing,
} from '@/lib/format';
import { humanize, verticalLabels } from '@/lib/labels';

const sources = { ringba: 'Ringba', upload: 'Upload', webhook: 'Webhook' } as const;
const layouts = { mono: 'Mono', stereo: 'Stereo, a party on each channel', dual_mono: 'Two identical channels' } as const;

/** What an auditor asks for: where the call came from, what exactly was stored, and who judged it. */
export function CallFactsPanel({ detail }: { readonly detail: CallDetail }) {
  const { call, recording, transcript, verdict } = detail;
  return (
    <div className="flex flex-col gap-5">
      <Group title="Call">
        <Row name="Source">{sources[call.source]}</Row>
        <Row name="Source id">
          <Code>{call.sourceCallId}</Code>
        </Row>
        <Row name="Campaign">{call.campaignName ?? nothing}</Row>
        <Row name="Vertical">{verticalLabels[call.vertical]}</Row>
        <Row name="Publisher">{call.publisherName ?? nothing}</Row>
        <Row name="Buyer">{call.buyerName ?? nothing}</Row>
        <Row name="Target">{call.targetName ?? nothing}</Row>
        {detail.dialedNumber !== null && <Row name="Dialled">{detail.dialedNumber}</Row>}
        <Row name="Payout">{formatMoney(call.payout)}</Row>
        <Row name="Taken in">
          <Moment iso={call.createdAt} />
        </Row>
      </Group>
      {recording !== null && (
        <Group title="Recording">
          <Row name="Stored">
            <Moment iso={recording.storedAt} />
          </Row>
          <Row name="File">
            {recording.mediaType}, {formatBytes(recording.byteCount)}, {formatDuration(recording.durationSeconds)}
          </Row>
          <Row name="Channels">{layouts[recording.layout]}</Row>
          <Row name="SHA-256">
            <Code>{recording.sha256}</Code>
          </Row>
        </Group>
      )}
      {transcript !== null && (
        <Group title="Transcript">
          <Row name="Engine">
            {transcript.engine.name} {transcript.engine.version}, {transcript.engine.model}
          </Row>
          <Row name="Speakers">
            by {humanize(transcript.speakers.method).toLowerCase()}, {formatPercent(transcript.speakers.confidence)} sure
          </Row>
          <Row name="Language">{transcript.language}</Row>
          <Row name="Speech">{formatDuration(transcript.speechSeconds)}</Row>
          <Row name="Speed">
            {transcript.realTimeFactor > 0 ? `${formatNumber(1 / transcript.realTimeFactor)}× faster than the call` : nothing}
          </Row>
        </Group>
      )}
      {verdict !== null && (
        <Group title="Verdict">
          <Row name="Judge">{verdict.engine}</Row>
          <Row name="Rule set">version {verdict.ruleSetVersion}</Row>
          <Row name="Judged">
            <Moment iso={verdict.judgedAt} />
          </Row>
        </Group>
      )}
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>
      <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-0.5">{children}</dl>
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Moment({ iso }: { readonly iso: string }) {
  return (
    <time dateTime={iso} title={formatMoment(iso)}>
      {formatTimestamp(iso)}
    </time>
  );
}

function Code({ children }: { readonly children: ReactNode }) {
  return <code className="font-mono text-xs break-all">{children}</code>;
}
