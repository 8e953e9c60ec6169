import { Ban, Check, LoaderCircle, MicOff, TriangleAlert } from 'lucide-react';
import type { CallSummary, CallStatus } from '@/api/types';
import { Button } from '@/components/ui/button';
import { StateMessage } from '@/components/ui/states';
import { useRetryCall } from '@/features/calls/api/retry-call';
import { cn } from '@/lib/cn';
import { humanize } from '@/lib/labels';
import { may, useOrganization } from '@/lib/organization';

const stages = ['Recording', 'Vault', 'Transcript', 'Verdict'] as const;

/** How many stages are behind a call, and whether the next is being worked on or waited for. */
const progress: Readonly<Partial<Record<CallStatus, { readonly done: number; readonly working: boolean; readonly says: string }>>> = {
  pending: { done: 1, working: true, says: 'The recording is being fetched and put into the vault.' },
  downloaded: { done: 2, working: false, says: 'The recording is safe in the vault and waits for its turn to be transcribed.' },
  processing: { done: 2, working: true, says: 'The recording is being transcribed.' },
  transcribed: { done: 3, working: false, says: 'The words are there and wait to be judged.' },
  judging: { done: 3, working: true, says: 'The words are being checked against the rules.' },
};

/** For a call on its way: which stages are done, which one it is in. The page asks again every other second. */
export function CallProgress({ status }: { readonly status: CallStatus }) {
  const now = progress[status];
  if (now === undefined) {
    return null;
  }
  return (
    <section aria-label="Progress" className="border-b border-line px-4 py-4 lg:px-6">
      <ol className="flex max-w-xl items-center">
        {stages.map((stage, index) => {
          const done = index < now.done;
          const current = index === now.done;
          return (
            <li
              key={stage}
              aria-current={current ? 'step' : undefined}
              className={cn(
                'flex items-center gap-2',
                index > 0 && 'flex-1',
                done ? 'text-safe' : current ? 'font-medium text-ink' : 'text-faint',
              )}
            >
              {index > 0 && <span aria-hidden className={cn('mx-1.5 h-px min-w-2 flex-1', done ? 'bg-safe-solid' : 'bg-strong')} />}
              <span
                aria-hidden
                className={cn(
                  'grid size-5 shrink-0 place-items-center rounded-full border',
                  done ? 'border-safe-solid bg-safe-soft' : current ? 'border-accent text-accent' : 'border-strong',
                )}
              >
                {done ? <Check className="size-3" /> : current && now.working ? <LoaderCircle className="size-3 animate-spin" /> : null}
              </span>
              {stage}
              {done && <span className="sr-only">, done</span>}
            </li>
          );
        })}
      </ol>
      <p role="status" className="mt-2.5 text-muted">
        {now.says}
      </p>
    </section>
  );
}

/** Why a call will not move any further. */
export function CallStopped({ call }: { readonly call: CallSummary }) {
  const organization = useOrganization();
  const retry = useRetryCall(organization.id, call.id);

  if (call.status === 'failed') {
    return (
      <StateMessage
        icon={TriangleAlert}
        title={call.failure === null ? 'This call failed' : `Failed: ${humanize(call.failure.category)}`}
        actions={
          may(organization, 'operate_pipeline') ? (
            <Button tone="primary" busy={retry.isPending} onClick={() => retry.mutate()}>
              Retry
            </Button>
          ) : undefined
        }
      >
        <p className="break-words">{call.failure?.detail ?? 'The pipeline gave up on it after its last attempt.'}</p>
        <p>Nothing was judged: this call is neither safe nor flagged.</p>
      </StateMessage>
    );
  }
  if (call.status === 'skipped') {
    return (
      <StateMessage icon={Ban} title={call.skipReason === null ? 'Skipped' : `Skipped: ${humanize(call.skipReason)}`}>
        <p>This call is not judged, so it is neither safe nor flagged.</p>
      </StateMessage>
    );
  }
  return null;
}

/** @param judged Whether the silence itself was held against the rules. */
export function NoSpeech({ judged }: { readonly judged: boolean }) {
  return (
    <StateMessage icon={MicOff} title="No speech in this recording">
      <p>
        The recording is sound, but nobody speaks in it. That is not the same as a clean call
        {judged ? ': only its silence could be judged.' : ': there was nothing to judge.'}
      </p>
    </StateMessage>
  );
}
