import type { OpenedInvite } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormError, PasswordInput } from '@/components/ui/form';
import { formatTimestamp } from '@/lib/format';
import { newPasswordHint, roleLabels, roleSummaries } from '@/lib/labels';
import { required, useSubmit } from '@/lib/use-submit';

/** Who invites to what, and as what: everything that there is to agree to. */
export function InviteFacts({ invite }: { readonly invite: OpenedInvite }) {
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      <dt className="text-muted">From</dt>
      <dd>{invite.invitedBy ?? 'The organization'}</dd>
      <dt className="text-muted">To join</dt>
      <dd className="font-medium">{invite.organizationName}</dd>
      <dt className="text-muted">As</dt>
      <dd>
        {roleLabels[invite.role]}. <span className="text-muted">{roleSummaries[invite.role]}</span>
      </dd>
      <dt className="text-muted">For</dt>
      <dd className="wrap-anywhere">{invite.email}</dd>
      <dt className="text-muted">Good until</dt>
      <dd>{formatTimestamp(invite.expiresAt)}</dd>
    </dl>
  );
}

interface ConsentFormProps {
  readonly organizationName: string;
  /** Asks for a name and a password: the address has no account yet. */
  readonly isNew: boolean;
  readonly onAccept: (person: { readonly displayName: string; readonly password: string } | undefined) => Promise<void>;
  readonly onDecline: () => Promise<void>;
}

export function ConsentForm({ organizationName, isNew, onAccept, onDecline }: ConsentFormProps) {
  const accept = useSubmit({
    check: (values) => (isNew ? required(values, { displayName: 'your name', password: 'a password' }) : {}),
    send: (values) => onAccept(isNew ? { displayName: values('displayName').trim(), password: values('password') } : undefined),
  });
  const decline = useSubmit({ send: onDecline });
  return (
    <div className="flex flex-col gap-2">
      <form noValidate onSubmit={accept.submit} className="flex flex-col gap-4">
        <FormError message={accept.message ?? decline.message} />
        {isNew && (
          <>
            <Field label="Your name" hint="As your colleagues see it." error={accept.errors['displayName']}>
              {(control) => <Input {...control} name="displayName" autoComplete="name" maxLength={120} />}
            </Field>
            <Field label="Password" hint={newPasswordHint} error={accept.errors['password']}>
              {(control) => <PasswordInput {...control} name="password" autoComplete="new-password" />}
            </Field>
          </>
        )}
        <Button type="submit" tone="primary" size="lg" busy={accept.busy}>
          Join {organizationName}
        </Button>
      </form>
      <form onSubmit={decline.submit} className="flex flex-col">
        <Button type="submit" tone="ghost" busy={decline.busy}>
          Decline
        </Button>
      </form>
    </div>
  );
}
