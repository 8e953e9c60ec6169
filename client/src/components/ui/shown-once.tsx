import { Check, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { showToast } from '@/lib/toasts';

interface ShownOnceProps {
  /** What it is, for those who hear the page. */
  readonly label: string;
  readonly value: string;
  readonly children?: ReactNode;
}

/** A secret on the only occasion that there is to store it, with a button that copies it. */
export function ShownOnce({ label, value, children }: ShownOnceProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // The browser has forbidden it; the text can still be marked and copied by hand.
      showToast({ tone: 'error', message: 'The browser does not let the page copy. Mark the text and copy it yourself.' });
    }
  };
  return (
    <div className="flex flex-col gap-3">
      {children}
      <code aria-label={label} className="rounded-md border border-line bg-subtle px-3 py-2 font-mono text-xs break-all select-all">
        {value}
      </code>
      <Button className="self-start" onClick={() => void copy()}>
        {copied ? <Check aria-hidden className="size-3.5 text-safe" /> : <Copy aria-hidden className="size-3.5" />}
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}
