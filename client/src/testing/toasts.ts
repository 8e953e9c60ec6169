import { renderHook } from '@testing-library/react';
import { dismissToast, useToasts } from '@/lib/toasts';

/** Toasts outlive components on purpose; between tests they must not. */
export function closeAllToasts(): void {
  const { result, unmount } = renderHook(() => useToasts());
  const ids = result.current.map(({ id }) => id);
  unmount();
  ids.forEach(dismissToast);
}
