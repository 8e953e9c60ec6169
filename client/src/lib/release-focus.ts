import type { MouseEvent } from 'react';

/**
 * Gives the space bar back to the player after a click. Whoever came by keyboard keeps the focus, for which Space
 * means "press again"; whoever clicked means the recording.
 */
export function releaseFocus(event: MouseEvent<HTMLElement>): void {
  // Zero when a key pressed the button.
  if (event.detail > 0) {
    event.currentTarget.blur();
  }
}
