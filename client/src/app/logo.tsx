import { cn } from '@/lib/cn';

export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn('size-8', className)}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M8 13v6M12 9.5v13M16 12v8M20 7.5v17M24 13v6" strokeWidth="2.4" strokeLinecap="round" className="stroke-on-accent" />
    </svg>
  );
}
