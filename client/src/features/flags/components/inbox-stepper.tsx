import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { InboxNeighbours } from '@/features/flags/use-inbox-neighbours';
import { useShortcuts } from '@/lib/shortcuts';

interface InboxStepperProps {
  readonly slug: string;
  readonly neighbours: InboxNeighbours;
}

/** Goes through the inbox without going back to it. */
export function InboxStepper({ slug, neighbours: { previous, next } }: InboxStepperProps) {
  const navigate = useNavigate();
  const open = (callId: string | null) => () => {
    if (callId !== null) {
      void navigate({ to: '/o/$slug/calls/$callId', params: { slug, callId }, replace: true });
    }
  };
  useShortcuts('Inbox', [
    { key: 'j', label: 'Next flagged call', run: open(next) },
    { key: 'k', label: 'Previous flagged call', run: open(previous) },
  ]);
  return (
    <>
      <Button
        tone="ghost"
        size="icon"
        title="Previous flagged call (K)"
        aria-label="Previous flagged call"
        disabled={previous === null}
        onClick={open(previous)}
      >
        <ChevronUp aria-hidden className="size-4" />
      </Button>
      <Button
        tone="ghost"
        size="icon"
        title="Next flagged call (J)"
        aria-label="Next flagged call"
        disabled={next === null}
        onClick={open(next)}
      >
        <ChevronDown aria-hidden className="size-4" />
      </Button>
    </>
  );
}
