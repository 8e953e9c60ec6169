import { useEffect, useState } from 'react';

/** The time of day, fresh to within `everyMs`, for texts such as "today" and "12 s ago". */
export function useNow(everyMs = 30_000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
