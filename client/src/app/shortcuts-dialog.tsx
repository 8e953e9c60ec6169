import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/states';
import { currentShortcuts, nameOfKey, setCharacterShortcuts, useCharacterShortcuts, type ShortcutGroup } from '@/lib/shortcuts';

interface ShortcutsDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function ShortcutsDialog({ open, onClose }: ShortcutsDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts">
      <ShortcutList />
    </Dialog>
  );
}

function ShortcutList() {
  // Read once, when the dialog opens: what the page below it had bound.
  const [groups] = useState<readonly ShortcutGroup[]>(currentShortcuts);
  const enabled = useCharacterShortcuts();
  return (
    <div className="flex flex-col gap-5 overflow-y-auto p-4">
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className="mb-1 text-xs font-semibold text-muted">{group.title}</h3>
            <dl>
              {group.shortcuts.map((shortcut) => (
                <div key={shortcut.key} className="flex items-center gap-3 border-b border-line py-1.5">
                  <dt className="flex-1">{shortcut.label}</dt>
                  <dd>
                    <Kbd>{nameOfKey(shortcut.key)}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="flex items-center gap-2 text-muted">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => setCharacterShortcuts(event.target.checked)}
          className="size-4 accent-accent"
        />
        Single-letter shortcuts. Switch them off if you use speech input.
      </label>
    </div>
  );
}
