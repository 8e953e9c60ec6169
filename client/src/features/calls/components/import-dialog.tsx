import { useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CirclePause, FileAudio, LoaderCircle, Upload } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import { keys } from '@/api/keys';
import type { Vertical } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input, inputStyles } from '@/components/ui/field';
import { importCall, type ImportControl, type ImportDetails } from '@/features/calls/api/import-call';
import { cn } from '@/lib/cn';
import { formatBytes, formatPercent } from '@/lib/format';
import { verticalLabels, verticals } from '@/lib/labels';
import { useOrganization, useUserId } from '@/lib/organization';
import { ApiError, messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';
import { UnfinishedUploads } from '@/lib/unfinished-uploads';

interface ImportDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function ImportDialog({ open, onClose }: ImportDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Import recordings">
      <ImportForm onClose={onClose} />
    </Dialog>
  );
}

interface Item {
  readonly id: number;
  readonly file: File;
  readonly state: 'waiting' | 'sending' | 'paused' | 'done' | 'failed';
  readonly progress: number;
  readonly error: string | null;
  /** Part of it arrived before, and it goes on from there. */
  readonly begun: boolean;
}

const accepted = 'audio/*,.wav,.mp3,.m4a,.ogg,.opus,.flac,.webm,.aac,.amr,.gsm';
/** A folder dropped by mistake should not become ten thousand uploads. */
const maxFiles = 100;

function ImportForm({ onClose }: { readonly onClose: () => void }) {
  const organization = useOrganization();
  const userId = useUserId();
  const unfinished = useMemo(() => new UnfinishedUploads(userId, organization.id), [userId, organization.id]);
  const client = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const cancel = useRef<AbortController | null>(null);
  const control = useRef<ImportControl | null>(null);
  const nextId = useRef(1);
  const [items, setItems] = useState<readonly Item[]>([]);
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState(false);
  const [campaignName, setCampaignName] = useState('');
  const [vertical, setVertical] = useState<Vertical | ''>('');
  const [startedAt, setStartedAt] = useState('');
  const [callerNumber, setCallerNumber] = useState('');
  const [fieldErrors, setFieldErrors] = useState<Readonly<Record<string, readonly string[]>>>({});

  // Closing the dialog gives up what is on its way; what has arrived stays.
  useEffect(() => () => cancel.current?.abort(), []);

  const add = (files: FileList | null) => {
    const fresh = Array.from(files ?? [], (file): Item => ({
      id: nextId.current++,
      file,
      state: 'waiting',
      progress: 0,
      error: null,
      begun: false,
    }));
    if (items.length + fresh.length > maxFiles) {
      showToast({
        tone: 'error',
        message: `At most ${maxFiles} recordings at a time. For a whole folder use the command line: callscript import.`,
      });
    }
    setItems((before) => [...before, ...fresh].slice(0, maxFiles));
    for (const { id, file } of fresh) {
      void unfinished.find(file).then((url) => update(id, { begun: url !== null }));
    }
  };
  const update = (id: number, change: Partial<Item>) =>
    setItems((before) => before.map((item) => (item.id === id ? { ...item, ...change } : item)));

  const submit = async () => {
    const controller = new AbortController();
    cancel.current = controller;
    setSending(true);
    setFieldErrors({});
    const details: ImportDetails = {
      ...(campaignName.trim() === '' ? {} : { campaignName: campaignName.trim() }),
      ...(vertical === '' ? {} : { vertical }),
      ...(startedAt === '' ? {} : { startedAt: new Date(startedAt).toISOString() }),
      ...(callerNumber.trim() === '' ? {} : { callerNumber: callerNumber.trim() }),
    };
    let [sent, failed] = [0, 0];
    for (const item of items.filter(({ state }) => state === 'waiting' || state === 'failed')) {
      update(item.id, { state: 'sending', progress: 0, error: null });
      try {
        await importCall(organization.id, item.file, details, {
          onProgress: (progress) => update(item.id, { progress }),
          onControl: (started) => (control.current = started),
          signal: controller.signal,
          unfinished,
        });
        update(item.id, { state: 'done', progress: 1 });
        sent += 1;
      } catch (error) {
        if (controller.signal.aborted) {
          return;
        }
        if (error instanceof ApiError && error.status === 400) {
          setFieldErrors(error.fields);
        }
        const about = error instanceof ApiError ? error.fields['file']?.[0] : undefined;
        update(item.id, { state: 'failed', error: about ?? messageOf(error) });
        failed += 1;
      }
    }
    setSending(false);
    if (sent > 0) {
      void client.invalidateQueries({ queryKey: keys.calls(organization.id) });
      showToast({
        tone: 'success',
        message:
          sent === 1 ? 'The recording is on its way through the pipeline.' : `${sent} recordings are on their way through the pipeline.`,
      });
    }
    if (failed === 0) {
      onClose();
    }
  };

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!sending) {
      add(event.dataTransfer.files);
    }
  };
  const open = items.filter(({ state }) => state === 'waiting' || state === 'failed').length;

  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        {/* Dropping is for mice; the button inside does the same for everybody. */}
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
          className={cn(
            'flex flex-col items-center gap-2 rounded-lg border border-dashed px-4 py-6 text-center transition-colors',
            over ? 'border-accent bg-accent-soft' : 'border-control bg-subtle',
          )}
        >
          <Upload aria-hidden className="size-5 text-faint" strokeWidth={1.5} />
          <p className="text-muted">Drop recordings here: WAV, MP3, M4A, OGG, FLAC and more</p>
          <Button onClick={() => picker.current?.click()} disabled={sending}>
            Choose files
          </Button>
          <input
            ref={picker}
            type="file"
            multiple
            accept={accepted}
            aria-label="Recordings"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => {
              add(event.target.files);
              event.target.value = '';
            }}
          />
        </div>
        {items.length > 0 && (
          <ul aria-label="Chosen recordings" className="flex flex-col divide-y divide-line rounded-lg border border-line">
            {items.map((item) => (
              <ImportRow
                key={item.id}
                item={item}
                onPause={(paused) => {
                  update(item.id, { state: paused ? 'paused' : 'sending' });
                  control.current?.[paused ? 'pause' : 'resume']();
                }}
                onRemove={sending ? null : () => setItems((before) => before.filter(({ id }) => id !== item.id))}
              />
            ))}
          </ul>
        )}
        <fieldset disabled={sending} className="grid gap-3 sm:grid-cols-2">
          <legend className="sr-only">About these calls</legend>
          <Field label="Campaign" hint="Leave empty if you do not know" error={fieldErrors['campaignName']?.[0]}>
            {(control) => (
              <Input {...control} value={campaignName} maxLength={200} onChange={(event) => setCampaignName(event.target.value)} />
            )}
          </Field>
          <Field label="Vertical" hint="Decides which rules apply" error={fieldErrors['vertical']?.[0]}>
            {(control) => (
              <select
                {...control}
                value={vertical}
                onChange={(event) => setVertical(verticals.find((value) => value === event.target.value) ?? '')}
                className={cn(inputStyles, 'h-9')}
              >
                <option value="">Guess from the campaign</option>
                {verticals.map((value) => (
                  <option key={value} value={value}>
                    {verticalLabels[value]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Started at" error={fieldErrors['startedAt']?.[0]}>
            {(control) => (
              <Input {...control} type="datetime-local" value={startedAt} onChange={(event) => setStartedAt(event.target.value)} />
            )}
          </Field>
          <Field label="Caller number" error={fieldErrors['callerNumber']?.[0]}>
            {(control) => (
              <Input
                {...control}
                type="tel"
                autoComplete="off"
                value={callerNumber}
                maxLength={32}
                onChange={(event) => setCallerNumber(event.target.value)}
              />
            )}
          </Field>
        </fieldset>
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
        <Button onClick={onClose}>{sending ? 'Cancel' : 'Close'}</Button>
        <Button type="submit" tone="primary" busy={sending} disabled={sending || open === 0}>
          {open > 1 ? `Import ${open} recordings` : 'Import'}
        </Button>
      </div>
    </form>
  );
}

interface ImportRowProps {
  readonly item: Item;
  readonly onPause: (paused: boolean) => void;
  readonly onRemove: (() => void) | null;
}

function ImportRow({ item, onPause, onRemove }: ImportRowProps) {
  const icons = { waiting: FileAudio, sending: LoaderCircle, paused: CirclePause, done: CircleCheck, failed: CircleAlert } as const;
  const colours = {
    waiting: 'text-faint',
    sending: 'text-accent animate-spin',
    paused: 'text-muted',
    done: 'text-safe',
    failed: 'text-critical',
  } as const;
  const Icon = icons[item.state];
  const underWay = item.state === 'sending' || item.state === 'paused';
  return (
    <li className="flex items-center gap-2.5 px-3 py-2">
      <Icon aria-hidden className={cn('size-4 shrink-0', colours[item.state])} />
      <div className="min-w-0 flex-1">
        <p className="truncate">{item.file.name}</p>
        {underWay && (
          <progress aria-label={`Sending ${item.file.name}`} value={item.progress} max={1} className="progress-bar mt-1 block h-1 w-full" />
        )}
        {item.begun && item.state === 'waiting' && <p className="text-xs text-muted">Begun before, goes on where it stopped</p>}
        {item.error !== null && (
          <p role="alert" className="text-xs text-critical">
            {item.error}
          </p>
        )}
      </div>
      <span className="text-xs whitespace-nowrap text-faint">
        {underWay ? formatPercent(item.progress) : item.state === 'done' ? 'Imported' : formatBytes(item.file.size)}
      </span>
      {underWay && (
        <Button
          size="sm"
          tone="ghost"
          aria-label={`${item.state === 'paused' ? 'Resume' : 'Pause'} ${item.file.name}`}
          onClick={() => onPause(item.state === 'sending')}
        >
          {item.state === 'paused' ? 'Resume' : 'Pause'}
        </Button>
      )}
      {!underWay && item.state !== 'done' && onRemove !== null && (
        <Button size="sm" tone="ghost" aria-label={`Remove ${item.file.name}`} onClick={onRemove}>
          Remove
        </Button>
      )}
    </li>
  );
}
