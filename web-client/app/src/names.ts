/** How names are shown: what an avatar says of one, in which colour, and what is left out. */

/** Chinese names are told apart by their end, so the last two characters stay; elsewhere the initials. */
export function initialsOf(name: string): string {
  const words = name
    .normalize('NFC')
    .split(/[\s·.,，、（）()_-]+/u)
    .filter((word) => word !== '');
  const first = words[0];
  if (!first) {
    return '?';
  }
  if (/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(first)) {
    return [...first].slice(-2).join('');
  }
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const letters = [first, last].filter((word) => word !== undefined).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase();
}

/** Signs that turn the direction of text could make one name or address look like another. */
const DIRECTION_SIGNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function withoutDirectionSigns(text: string): string {
  return text.replace(DIRECTION_SIGNS, '');
}

export const AVATAR_COLOURS = 10;

/** The same name has the same colour on every screen (FNV-1a over its code units). */
export function colourOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % AVATAR_COLOURS;
}
