import type { ServerMessage } from './messages.ts';
import {
  arrayOf,
  boolean,
  either,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  optional,
  string,
  type Check,
} from './checks.ts';
import {
  DESTINATION_STATES,
  LAYOUTS,
  PROGRAM_STATES,
  RECORDING_STATES,
  SLATES,
  SOURCES,
} from './messages.ts';

const source = oneOf(SOURCES);
const kind = oneOf(['audio', 'video']);

const publication = object({ id: string, source, kind, muted: boolean, held: boolean });
const rights = object({
  publish: arrayOf(source),
  subscribe: boolean,
  chat: boolean,
  roomAdmin: boolean,
  goLive: boolean,
  record: boolean,
});
const participant = object({
  id: string,
  name: string,
  identity: string,
  joinedAt: number,
  hand: nullable(number),
  rights,
  connection: oneOf(['connected', 'reconnecting', 'lost']),
  publications: arrayOf(publication),
});
const chatMessage = object({ id: string, from: string, name: string, text: string, at: number });
const slot = object({
  slot: number,
  participant: nullable(string),
  audio: nullable(string),
  video: nullable(string),
  videoState: oneOf(['off', 'pending', 'live', 'unsupportedCodec', 'paused']),
});

const lamps = { recording: boolean, live: oneOf(['off', 'sending', 'confirmed']) };
const scene = object({
  layout: oneOf(LAYOUTS),
  names: boolean,
  title: string,
  logo: nullable(string),
  slate: oneOf(SLATES),
  slateText: string,
  muted: boolean,
});
const destination = object({
  id: string,
  name: string,
  url: string,
  key: string,
  enabled: boolean,
  state: oneOf(DESTINATION_STATES),
  retry: number,
  nextMillis: number,
  reason: string,
  words: string,
  bitrateBps: number,
  sentBytes: number,
  droppedFrames: number,
  queuedMillis: number,
  sinceMillis: number,
});
const output = object({
  runMillis: number,
  videoBps: number,
  audioBps: number,
  pictures: number,
  skippedPictures: number,
  peak: number,
  cpuPercent: number,
  residentBytes: number,
  people: number,
  restarts: number,
  viewers: number,
});
const resume = object({ secret: string, seconds: number });
const room = object({
  name: string,
  startedAt: number,
  participants: arrayOf(participant),
  chat: arrayOf(chatMessage),
  lamps: object(lamps),
});

const CHECKS: { readonly [T in ServerMessage['type']]: Check } = {
  welcome: object({
    protocol: number,
    server: string,
    iceServers: arrayOf(object({ urls: either(string, arrayOf(string)) })),
    limits: object({ messageBytes: number, slots: number, chatCharacters: number, nameCharacters: number }),
    room: object({ name: string, participants: number, names: arrayOf(string), open: boolean }),
  }),
  joined: object({
    re: number,
    participant: string,
    resume,
    event: number,
    answer: string,
    room,
    slots: arrayOf(slot),
  }),
  resumed: object({
    re: number,
    participant: string,
    resume,
    lastRequest: number,
    event: number,
    answer: optional(string),
    room: optional(room),
    slots: optional(arrayOf(slot)),
  }),
  answer: object({ re: number, answer: string }),
  ok: object({ re: number }),
  pong: object({ re: number, at: number }),
  error: object({
    re: optional(nullable(number)),
    code: string,
    message: string,
    detail: optional(object({ reason: string, values: mapOf(number) })),
  }),
  participantJoined: object({ event: number, participant }),
  participantUpdated: object({ event: number, participant }),
  participantLeft: object({
    event: number,
    participant: string,
    reason: oneOf(['left', 'removed', 'timeout', 'replaced']),
  }),
  slots: object({ event: number, slots: arrayOf(slot) }),
  speakers: object({ speakers: arrayOf(object({ participant: string, level: number })) }),
  chat: object({ event: number, message: chatMessage }),
  codec: object({ event: number, source, codec: oneOf(['opus', 'vp8', 'vp9', 'h264', 'av1']) }),
  encodings: object({ event: number, source, encodings: arrayOf(object({ rid: string, active: boolean })) }),
  unmuteAsked: object({ event: number, source }),
  media: object({
    event: number,
    state: oneOf(['connecting', 'connected', 'silent', 'interrupted', 'closed']),
  }),
  lamps: object({ event: number, ...lamps }),
  program: object({
    state: oneOf(PROGRAM_STATES),
    cause: string,
    reason: string,
    live: boolean,
    passthrough: boolean,
    video: object({ width: number, height: number, framesPerSecond: number, bitrateBps: number }),
    scene,
    destinations: arrayOf(destination),
    recording: object({ state: oneOf(RECORDING_STATES), id: string, bytes: number, millis: number, problem: string, words: string }),
    output: nullable(output),
    watch: nullable(string),
    recordings: nullable(string),
  }),
  closing: object({ seconds: number }),
  bye: object({ reason: oneOf(['removed', 'ended', 'replaced', 'shutdown', 'expired']) }),
};

export type Parsed =
  | { readonly ok: true; readonly message: ServerMessage }
  /** `unknown`: a type of a newer server, to be ignored; `malformed`: a known type with wrong content. */
  | { readonly ok: false; readonly problem: 'unknown' | 'malformed'; readonly detail: string };

/** Reads one message of the server. Unknown fields are ignored; wrong ones are said by their path. */
export function parseServerMessage(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'malformed', detail: 'not JSON' };
  }
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
  if (typeof type !== 'string') {
    return { ok: false, problem: 'malformed', detail: 'no type' };
  }
  if (!Object.hasOwn(CHECKS, type)) {
    return { ok: false, problem: 'unknown', detail: type };
  }
  const wrong = CHECKS[type as ServerMessage['type']](value);
  if (wrong !== null) {
    return { ok: false, problem: 'malformed', detail: `${type}${wrong}` };
  }
  return { ok: true, message: value as ServerMessage };
}
