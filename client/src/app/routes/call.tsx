import { useQuery } from '@tanstack/react-query';
import { CircleCheck, FileText } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { CallDetail, Flag } from '@/api/types';
import { ErrorState } from '@/components/ui/error-state';
import { Loading, Skeleton, StateMessage } from '@/components/ui/states';
import { callQuery } from '@/features/calls/api/get-call';
import { CallFactsPanel } from '@/features/calls/components/call-facts';
import { CallHeader } from '@/features/calls/components/call-header';
import { CallProgress, CallStopped, NoSpeech } from '@/features/calls/components/call-stage';
import { InboxStepper } from '@/features/flags/components/inbox-stepper';
import { useInboxNeighbours } from '@/features/flags/use-inbox-neighbours';
import { CallPrivacy } from '@/features/privacy/components/call-privacy';
import { PlayerBar } from '@/features/player/components/player-bar';
import { useCallPlayer } from '@/features/player/use-player';
import { FlagCard } from '@/features/review/components/flag-card';
import { ReviewPanel } from '@/features/review/components/review-panel';
import { TranscriptPanel } from '@/features/transcript/components/transcript-panel';
import { cn } from '@/lib/cn';
import { formatPhone } from '@/lib/format';
import { movingStatuses, severities } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';
import { ApiError } from '@/lib/problem';
import { useShortcuts } from '@/lib/shortcuts';

export function CallPage({ callId }: { readonly callId: string }) {
  const organization = useOrganization();
  const query = useQuery(callQuery(organization.id, callId));
  usePageTitle(query.data === undefined ? 'Call' : `Call from ${formatPhone(query.data.call.callerNumber)}`);

  if (query.isPending) {
    return <CallSkeleton />;
  }
  if (query.data === undefined) {
    const missing = query.error instanceof ApiError && (query.error.status === 404 || query.error.status === 400);
    return missing ? (
      <StateMessage icon={FileText} title="This call does not exist" heading="h1" role="alert">
        <p>It may belong to another organization, or the address is mistyped.</p>
      </StateMessage>
    ) : (
      <ErrorState error={query.error} heading="h1" onRetry={() => void query.refetch()} />
    );
  }
  return <Workspace detail={query.data} slug={organization.slug} organizationId={organization.id} />;
}

interface WorkspaceProps {
  readonly detail: CallDetail;
  readonly slug: string;
  readonly organizationId: string;
}

const panes = [
  { id: 'flags', label: 'Flags' },
  { id: 'transcript', label: 'Transcript' },
  { id: 'details', label: 'Details' },
] as const;
type Pane = (typeof panes)[number]['id'];

const noFlags: readonly Flag[] = [];

function Workspace({ detail, slug, organizationId }: WorkspaceProps) {
  const { call, recording, transcript, reviews, verdict } = detail;
  // What could not be decoded is kept as evidence, but there is nothing in it to play.
  const playable = recording !== null && recording.durationSeconds > 0 ? recording : null;
  const player = useCallPlayer(organizationId, call.id, playable?.durationSeconds ?? null);
  const neighbours = useInboxNeighbours(organizationId, call.id);
  const [pane, setPane] = useState<Pane>(detail.flags.length > 0 ? 'flags' : 'transcript');
  const [selectedFlagId, setSelectedFlagId] = useState<string | null>(null);
  const [jump, setJump] = useState(0);

  const flags = useMemo(() => sortFlags(detail.flags), [detail.flags]);

  const playFlag = useCallback(
    (flag: Flag, start: number) => {
      setSelectedFlagId(flag.id);
      player?.playFrom(start);
      setJump((count) => count + 1);
    },
    [player],
  );

  const timed = flags.filter((flag) => flag.start !== null).toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0));
  const stepFlag = (step: 1 | -1) => {
    const index = timed.findIndex((flag) => flag.id === selectedFlagId);
    const next = timed[index === -1 ? (step === 1 ? 0 : timed.length - 1) : index + step];
    if (next?.start != null) {
      playFlag(next, next.start);
    }
  };
  useShortcuts(
    'Evidence',
    timed.length > 0 && player !== null
      ? [
          { key: 'n', label: 'Play the next flag', run: () => stepFlag(1) },
          { key: 'p', label: 'Play the previous flag', run: () => stepFlag(-1) },
        ]
      : [],
  );

  const moving = movingStatuses.has(call.status);
  const stopped = call.status === 'failed' || call.status === 'skipped';
  const spoken = transcript !== null && transcript.outcome === 'speech';

  return (
    <>
      <CallHeader
        call={call}
        slug={slug}
        callsOfCaller={detail.callsOfCaller}
        actions={neighbours === null ? undefined : <InboxStepper slug={slug} neighbours={neighbours} />}
      />
      {moving && <CallProgress status={call.status} />}
      {spoken && stopped && (
        <div className="border-b border-line">
          <CallStopped call={call} />
        </div>
      )}
      {playable !== null && player !== null && (
        <PlayerBar
          player={player}
          recording={playable}
          segments={transcript?.segments ?? []}
          flags={flags}
          selectedFlagId={selectedFlagId}
          onFlag={playFlag}
        />
      )}
      <div role="group" aria-label="Panes" className="flex gap-1 border-b border-line px-3 py-1.5 lg:hidden">
        {panes.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-pressed={pane === id}
            onClick={() => setPane(id)}
            className={cn('h-9 flex-1 rounded-md font-medium', pane === id ? 'bg-selected text-accent' : 'text-muted hover:bg-hover')}
          >
            {label}
            {id === 'flags' && flags.length > 0 && ` ${flags.length}`}
          </button>
        ))}
      </div>
      <div className="flex min-h-0 flex-1">
        <div className={cn('min-h-0 min-w-0 flex-1 flex-col lg:flex', pane === 'transcript' ? 'flex' : 'hidden')}>
          {spoken ? (
            <TranscriptPanel transcript={transcript} flags={flags} playback={player} jump={jump} />
          ) : transcript !== null || call.skipReason === 'no_speech' ? (
            <NoSpeech judged={verdict !== null} />
          ) : stopped ? (
            <CallStopped call={call} />
          ) : (
            <StateMessage icon={FileText} title="No transcript">
              <p>{moving ? 'The words appear here as soon as they are there.' : 'This call has no transcript.'}</p>
            </StateMessage>
          )}
        </div>
        <aside
          aria-label="Findings"
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and may hold nothing else to focus
          tabIndex={0}
          className={cn(
            'min-h-0 w-full flex-col gap-6 overflow-y-auto bg-canvas px-4 focus-visible:-outline-offset-2 py-4 lg:flex lg:w-[22.5rem] lg:shrink-0 lg:border-l lg:border-line lg:bg-subtle xl:w-96',
            pane === 'transcript' ? 'hidden' : 'flex',
          )}
        >
          <div className={cn('flex-col gap-6 lg:flex', pane === 'details' ? 'hidden' : 'flex')}>
            {(call.status === 'flagged' || call.status === 'safe') && (spoken || flags.length > 0 || reviews.length > 0) && (
              <ReviewPanel call={call} reviews={reviews} />
            )}
            <section aria-labelledby="flags-heading" className="flex flex-col gap-2.5">
              <h2 id="flags-heading" className="text-xs font-semibold text-muted">
                Flags {flags.length > 0 && <span className="font-normal text-faint">{flags.length}</span>}
              </h2>
              {flags.map((flag) => (
                <FlagCard
                  key={flag.id}
                  flag={flag}
                  selected={flag.id === selectedFlagId}
                  onJump={player === null ? null : (start) => playFlag(flag, start)}
                />
              ))}
              {flags.length === 0 && (
                <p className="flex items-start gap-2 text-muted">
                  {verdict !== null && spoken ? (
                    <>
                      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-safe" />
                      No rule was broken on this call.
                    </>
                  ) : (
                    'Nothing was judged on this call.'
                  )}
                </p>
              )}
            </section>
          </div>
          <div className={cn('lg:block lg:border-t lg:border-line lg:pt-5', pane === 'details' ? 'block' : 'hidden')}>
            <h2 className="sr-only">Details</h2>
            <CallFactsPanel detail={detail} />
            <CallPrivacy detail={detail} organizationId={organizationId} />
          </div>
        </aside>
      </div>
    </>
  );
}

function sortFlags(flags: readonly Flag[]): readonly Flag[] {
  return flags.length === 0
    ? noFlags
    : flags.toSorted(
        (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.start ?? Infinity) - (b.start ?? Infinity),
      );
}

function CallSkeleton() {
  return (
    <Loading label="Loading call" className="flex flex-1 flex-col">
      <div className="border-b border-line px-4 py-3 lg:px-6">
        <Skeleton className="h-6 w-64" />
        <Skeleton className="mt-2 h-4 w-full max-w-xl" />
      </div>
      <div className="border-b border-line px-4 py-3 lg:px-6">
        <Skeleton className="h-20 w-full" />
        <Skeleton className="mt-2 h-8 w-48" />
      </div>
      <div className="flex flex-1 gap-6 px-4 py-4 lg:px-6">
        <div className="flex flex-1 flex-col gap-3">
          {Array.from({ length: 8 }, (_, row) => (
            <Skeleton key={row} className="h-8 w-full" />
          ))}
        </div>
        <Skeleton className="hidden h-80 w-80 rounded-lg lg:block" />
      </div>
    </Loading>
  );
}
