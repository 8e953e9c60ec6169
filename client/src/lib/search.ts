/** Search parameters are plain text in the address, so that people can read, type and share them. */

export type SearchInput = Readonly<Record<string, unknown>>;

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: SearchInput): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') {
      parameters.set(key, value);
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The value when it is one of those allowed; undefined when it is missing or somebody mistyped it. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

export function textOf(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, maxLength) : undefined;
}

/** Leaves out what is undefined, so that two equal filters are equal objects. */
export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
