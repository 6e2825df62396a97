/** Says what is wrong with a value as a path and an expectation (`.room.name: string`); `null`: nothing. */
export type Check = (value: unknown) => string | null;

export const string: Check = (value) => (typeof value === 'string' ? null : ': string');
export const number: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? null : ': number';
export const boolean: Check = (value) => (typeof value === 'boolean' ? null : ': boolean');

export function oneOf(values: readonly string[]): Check {
  return (value) => (values.includes(value as string) ? null : `: one of ${values.join(', ')}`);
}

export function nullable(check: Check): Check {
  return (value) => (value === null ? null : check(value));
}

export function optional(check: Check): Check {
  return (value) => (value === undefined ? null : check(value));
}

export function either(first: Check, second: Check): Check {
  return (value) => (first(value) === null ? null : second(value));
}

export function arrayOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) {
      return ': array';
    }
    for (let i = 0; i < value.length; i++) {
      const wrong = check(value[i]);
      if (wrong !== null) {
        return `[${i}]${wrong}`;
      }
    }
    return null;
  };
}

/** An object whose fields may have any name. */
export function mapOf(check: Check): Check {
  return (value) => object(Object.fromEntries(Object.keys(Object(value)).map((name) => [name, check])))(value);
}

export function object(fields: { readonly [name: string]: Check }): Check {
  const entries = Object.entries(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return ': object';
    }
    for (const [name, check] of entries) {
      const wrong = check((value as Record<string, unknown>)[name]);
      if (wrong !== null) {
        return `.${name}${wrong}`;
      }
    }
    return null;
  };
}
