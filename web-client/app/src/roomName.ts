/** Rules for the name of a room, the same as the server's: the name is part of the address people share. */

export const MAX_ROOM_NAME_CODE_POINTS = 64;

/** Paths of the server itself, and names kept back for pages that stand beside a room. */
const RESERVED = new Set([
  'admin',
  'after',
  'api',
  'assets',
  'check',
  'class',
  'docs',
  'embed',
  'healthz',
  'hls',
  'live',
  'lti',
  'metrics',
  'new',
  'null',
  'openapi',
  'r',
  'readyz',
  'rtc',
  'status',
  'undefined',
  'watch',
  'whep',
  'whip',
]);

export type RoomNameProblem = 'empty' | 'tooLong' | 'characters' | 'reserved' | 'foreignLink';

export type RoomNameResult =
  { readonly ok: true; readonly name: string } | { readonly ok: false; readonly problem: RoomNameProblem };

/** Letters of any script with their marks, digits, hyphen and underscore. */
const ALLOWED = /^[\p{L}\p{M}\p{Nd}_-]+$/u;

/** Brings a name to its one spelling (NFC, lower case) and checks it. */
export function checkRoomName(input: string): RoomNameResult {
  const name = input.trim().normalize('NFC').toLowerCase();
  if (name === '') {
    return { ok: false, problem: 'empty' };
  }
  if ([...name].length > MAX_ROOM_NAME_CODE_POINTS) {
    return { ok: false, problem: 'tooLong' };
  }
  if (!ALLOWED.test(name)) {
    return { ok: false, problem: 'characters' };
  }
  if (RESERVED.has(name)) {
    return { ok: false, problem: 'reserved' };
  }
  return { ok: true, name };
}

/**
 * Understands what a person puts into the field "Room name or link": a link to a room of this site, a name, or a
 * name with spaces, which become hyphens.
 */
export function parseRoomInput(input: string, host: string): RoomNameResult {
  const text = input.trim();
  const path = /^(?:https?:\/\/)?([^/?#]+)?\/r\/([^/?#]*)/i.exec(text);
  if (path) {
    if (path[1] !== undefined && path[1].toLowerCase() !== host.toLowerCase()) {
      return { ok: false, problem: 'foreignLink' };
    }
    return checkRoomName(decode(path[2] ?? ''));
  }
  if (/^https?:\/\//i.test(text)) {
    return { ok: false, problem: 'foreignLink' };
  }
  return checkRoomName(text.replace(/\s+/gu, '-'));
}

/** No vowels but `a`, `e` and `u` and nothing that looks like a digit, so that a name can be read out aloud. */
const RANDOM_LETTERS = 'abcdefghjkmnpqrstuvwxyz';

/** A new name in the form `abc-defg-hij`: 45 bits, too many to guess. */
export function randomRoomName(
  random: (bytes: Uint32Array<ArrayBuffer>) => Uint32Array = (bytes) => crypto.getRandomValues(bytes),
): string {
  const values = random(new Uint32Array(10));
  const letters = Array.from(values, (value) => RANDOM_LETTERS[value % RANDOM_LETTERS.length]).join('');
  return `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
