const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

const find = (names: readonly (readonly [RegExp, string])[], text: string) => names.find(([pattern]) => pattern.test(text))?.[1];

/** "Firefox on Linux"; for a browser that is not known, its first word. */
export function deviceName(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === '') {
    return 'Unknown device';
  }
  const browser = find(browsers, userAgent) ?? userAgent.split(/[/\s]/)[0] ?? userAgent;
  const system = find(systems, userAgent);
  return system === undefined ? browser : `${browser} on ${system}`;
}
