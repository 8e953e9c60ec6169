import { useEffect, useState } from 'react';

/**
 * The secret behind the hash sign of a letter's link. It is taken out of the address bar at once, so that it does not
 * stay in the history or in a screenshot.
 */
export function useLetterToken(): string | null {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('token'));
  useEffect(() => {
    if (window.location.hash !== '') {
      window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    }
  }, []);
  return token === '' ? null : token;
}
