import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { useState, type ComponentProps } from 'react';
import { Input } from '@/components/ui/field';
import { cn } from '@/lib/cn';

/** What went wrong with a form as a whole. */
export function FormError({ message }: { readonly message: string | null }) {
  return message === null ? null : (
    <p role="alert" className="flex items-start gap-2 rounded-md border border-critical-line bg-critical-soft px-3 py-2 text-critical">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {message}
    </p>
  );
}

/** A password that can be looked at while it is typed. */
export function PasswordInput({ className, ...rest }: ComponentProps<'input'>) {
  const [visible, setVisible] = useState(false);
  return (
    <div className="relative">
      <Input type={visible ? 'text' : 'password'} maxLength={128} className={cn('pr-10', className)} {...rest} />
      <button
        type="button"
        aria-label={visible ? 'Hide password' : 'Show password'}
        aria-pressed={visible}
        onClick={() => setVisible(!visible)}
        className="absolute top-1/2 right-1 grid size-7 -translate-y-1/2 place-items-center rounded-sm text-faint hover:text-ink"
      >
        {visible ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
      </button>
    </div>
  );
}
