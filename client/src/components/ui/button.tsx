import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

const buttonStyles = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50',
  {
    variants: {
      tone: {
        primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-strong',
        secondary: 'border-strong bg-raised text-ink hover:bg-hover',
        ghost: 'border-transparent text-muted hover:bg-hover hover:text-ink',
        safe: 'border-safe-line bg-safe-soft text-safe hover:border-safe-solid',
        critical: 'border-critical-line bg-critical-soft text-critical hover:border-critical-solid',
      },
      size: {
        sm: 'h-7 px-2 text-xs coarse:h-9 coarse:px-3',
        md: 'h-8 px-3 text-sm coarse:h-10',
        lg: 'h-10 px-4 text-base',
        icon: 'size-7 coarse:size-9',
      },
    },
    defaultVariants: { tone: 'secondary', size: 'md' },
  },
);

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof buttonStyles> & { readonly busy?: boolean };

export function Button({ tone, size, busy = false, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cn(buttonStyles({ tone, size }), className)}
      disabled={disabled ?? busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <LoaderCircle aria-hidden className="size-3.5 animate-spin" />}
      {children}
    </button>
  );
}

export { buttonStyles };
