/** Which organization a person had open last, so that they come back to it. On this device only, and no secret. */
const keyOf = (userId: string) => `callscript.organization.${userId}`;

export function rememberOrganization(userId: string, slug: string): void {
  try {
    localStorage.setItem(keyOf(userId), slug);
  } catch {
    // Storage that is full or switched off only means that the first organization opens next time.
    return;
  }
}

export function lastOrganization(userId: string): string | null {
  try {
    return localStorage.getItem(keyOf(userId));
  } catch {
    return null;
  }
}
