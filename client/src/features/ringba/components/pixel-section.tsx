import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { RingbaConnection } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form';
import { Section } from '@/components/ui/settings';
import { ShownOnce } from '@/components/ui/shown-once';
import { issueRingbaPixel, removeRingbaPixel } from '@/features/ringba/api/ringba';
import { formatTimestamp, formatWhen } from '@/lib/format';
import { useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';
import { useNow } from '@/lib/use-now';

/** The address at which a pixel of Ringba's announces calls, so that they are read within seconds. */
export function PixelSection({ connection }: { readonly connection: RingbaConnection }) {
  const organization = useOrganization();
  const client = useQueryClient();
  const now = useNow();
  const [address, setAddress] = useState<string | null>(null);
  const [asking, setAsking] = useState<'replace' | 'remove' | null>(null);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.ringba(organization.id) });
  const issue = async () => {
    const pixel = await issueRingbaPixel(organization.id);
    // Ringba fills the token in; letters that it must find as they are.
    setAddress(`${new URL(pixel.path, window.location.origin).href}?callId=[Call:InboundCallId]`);
    await refresh();
  };
  const first = async () => {
    setBusy(true);
    setMessage(null);
    try {
      await issue();
    } catch (error) {
      setMessage(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title="Ringba pixel"
      summary="Optional. Calls are read every few seconds anyway; a pixel on Ringba's call events has the call that it names looked up at once. Nothing else that it says is used: the call log stays the truth."
      actions={
        connection.pixelIssuedAt === null ? (
          <Button busy={busy} disabled={busy} onClick={() => void first()}>
            Make an address
          </Button>
        ) : (
          <>
            <Button onClick={() => setAsking('replace')}>Replace the address</Button>
            <Button onClick={() => setAsking('remove')}>Remove the pixel</Button>
          </>
        )
      }
    >
      <FormError message={message} />
      <dl className="grid max-w-md grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <dt className="text-muted">Address</dt>
        <dd>{connection.pixelIssuedAt === null ? 'None' : `Made ${formatTimestamp(connection.pixelIssuedAt)}`}</dd>
        {connection.pixelIssuedAt !== null && (
          <>
            <dt className="text-muted">Last pixel</dt>
            <dd>{connection.lastPixelAt === null ? 'None yet' : formatWhen(connection.lastPixelAt, now)}</dd>
          </>
        )}
      </dl>
      {asking !== null && (
        <ConfirmDialog
          title={asking === 'replace' ? "Replace the pixel's address?" : 'Remove the pixel?'}
          label={asking === 'replace' ? 'Replace' : 'Remove'}
          onClose={() => setAsking(null)}
          onConfirm={asking === 'replace' ? issue : () => removeRingbaPixel(organization.id).then(refresh)}
        >
          <p>The present address ends at once. Until Ringba has another, calls are read at their usual pace.</p>
        </ConfirmDialog>
      )}
      {address !== null && (
        <Dialog open onClose={() => setAddress(null)} title="The pixel's address">
          <div className="p-4">
            <ShownOnce label="Pixel address" value={address}>
              <p className="text-pretty text-muted">
                Set it in Ringba as the URL of a pixel on the events Finalized and Recording, with GET or POST. It is not shown again.
              </p>
            </ShownOnce>
          </div>
          <div className="flex justify-end border-t border-line px-4 py-3">
            <Button tone="primary" onClick={() => setAddress(null)}>
              I have stored it
            </Button>
          </div>
        </Dialog>
      )}
    </Section>
  );
}
