/**
 * A small ICU MessageFormat: `{name}`, `{n, number}` and `{n, plural, =0 {…} one {…} other {…}}` with `#` for the
 * number. Quoting is not needed by our messages and therefore left out.
 */

export type MessageValues = Readonly<Record<string, string | number>>;

type Part =
  | string
  | { readonly kind: 'argument'; readonly name: string }
  | { readonly kind: 'number'; readonly name: string }
  | { readonly kind: 'pound' }
  | { readonly kind: 'plural'; readonly name: string; readonly cases: ReadonlyMap<string, readonly Part[]> };

const parsed = new Map<string, readonly Part[]>();

export function formatMessage(locale: string, message: string, values: MessageValues = {}): string {
  return render(locale, parse(message), values, undefined);
}

/** The names of all arguments of a message, sorted; two translations of one message must agree in them. */
export function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const visit = (parts: readonly Part[]) => {
    for (const part of parts) {
      if (typeof part === 'string' || part.kind === 'pound') {
        continue;
      }
      names.add(part.name);
      if (part.kind === 'plural') {
        part.cases.forEach(visit);
      }
    }
  };
  visit(parse(message));
  return [...names].sort();
}

function render(locale: string, parts: readonly Part[], values: MessageValues, count: number | undefined): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') {
        return part;
      }
      switch (part.kind) {
        case 'pound':
          return numberFormat(locale).format(count ?? 0);
        case 'argument':
          return String(values[part.name] ?? '');
        case 'number':
          return numberFormat(locale).format(Number(values[part.name]));
        case 'plural': {
          const n = Number(values[part.name]);
          const chosen =
            part.cases.get(`=${n}`) ?? part.cases.get(pluralRules(locale).select(n)) ?? part.cases.get('other') ?? [];
          return render(locale, chosen, values, n);
        }
      }
    })
    .join('');
}

function parse(message: string): readonly Part[] {
  let parts = parsed.get(message);
  if (!parts) {
    const cursor = { at: 0 };
    parts = parseParts(message, cursor, false);
    if (cursor.at !== message.length) {
      throw new SyntaxError(`Unbalanced braces in message: ${message}`);
    }
    parsed.set(message, parts);
  }
  return parts;
}

function parseParts(text: string, cursor: { at: number }, inPlural: boolean): Part[] {
  const parts: Part[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') {
      parts.push(literal);
      literal = '';
    }
  };
  while (cursor.at < text.length && text[cursor.at] !== '}') {
    const char = text[cursor.at++];
    if (char === '{') {
      flush();
      parts.push(parseArgument(text, cursor));
    } else if (char === '#' && inPlural) {
      flush();
      parts.push({ kind: 'pound' });
    } else {
      literal += char;
    }
  }
  flush();
  return parts;
}

function parseArgument(text: string, cursor: { at: number }): Part {
  const head = /^\s*(\w+)\s*(?:,\s*(plural|number)\s*)?/.exec(text.slice(cursor.at));
  if (!head?.[1]) {
    throw new SyntaxError(`Bad argument in message: ${text}`);
  }
  cursor.at += head[0].length;
  const name = head[1];
  if (head[2] !== 'plural') {
    expect(text, cursor, '}');
    return { kind: head[2] === 'number' ? 'number' : 'argument', name };
  }
  expect(text, cursor, ',');
  const cases = new Map<string, readonly Part[]>();
  for (;;) {
    const selector = /^\s*(=\d+|\w+)\s*\{/.exec(text.slice(cursor.at));
    if (!selector?.[1]) {
      break;
    }
    cursor.at += selector[0].length;
    cases.set(selector[1], parseParts(text, cursor, true));
    expect(text, cursor, '}');
  }
  cursor.at += /^\s*/.exec(text.slice(cursor.at))?.[0].length ?? 0;
  expect(text, cursor, '}');
  if (!cases.has('other')) {
    throw new SyntaxError(`Plural without "other" in message: ${text}`);
  }
  return { kind: 'plural', name, cases };
}

function expect(text: string, cursor: { at: number }, char: string): void {
  if (text[cursor.at] !== char) {
    throw new SyntaxError(`Expected "${char}" at ${cursor.at} in message: ${text}`);
  }
  cursor.at++;
}

const numberFormats = new Map<string, Intl.NumberFormat>();
const pluralRulesByLocale = new Map<string, Intl.PluralRules>();

function numberFormat(locale: string): Intl.NumberFormat {
  return cached(numberFormats, locale, () => new Intl.NumberFormat(locale));
}

function pluralRules(locale: string): Intl.PluralRules {
  return cached(pluralRulesByLocale, locale, () => new Intl.PluralRules(locale));
}

function cached<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (!value) {
    value = make();
    map.set(key, value);
  }
  return value;
}
