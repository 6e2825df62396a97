/** Cuts a chat message into text and links; only http and https become links, and nothing becomes HTML. */

export type TextPart = { readonly text: string; readonly href: string | null };

const LINK = /https?:\/\/[^\s<>"'，。；！？（）【】《》“”]+/giu;

/** Signs that end a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}]+$/;

export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trim(match[0]);
    const href = addressOf(link);
    if (href === null) {
      continue;
    }
    if (match.index > end) {
      parts.push({ text: text.slice(end, match.index), href: null });
    }
    parts.push({ text: link, href });
    end = match.index + link.length;
  }
  if (end < text.length) {
    parts.push({ text: text.slice(end), href: null });
  }
  return parts;
}

function trim(link: string): string {
  const tail = TRAILING.exec(link)?.[0] ?? '';
  // A closing bracket stays when its partner is inside the address, as in many encyclopedia links.
  const keepsBracket = tail.startsWith(')') && link.slice(0, -tail.length).includes('(');
  return link.slice(0, link.length - tail.length + (keepsBracket ? 1 : 0));
}

function addressOf(link: string): string | null {
  try {
    const url = new URL(link);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
