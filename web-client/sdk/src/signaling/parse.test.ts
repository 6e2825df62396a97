import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ClientMessage, ServerMessage } from './messages.ts';
import { parseServerMessage } from './parse.ts';

/** Tests run in `web-client`. */
const EXAMPLES = join(process.cwd(), '../docs/protocol-examples');
const files = readdirSync(EXAMPLES);

/** What a message may lack: an error may concern the connection, and a resume may need no snapshot. */
const OPTIONAL: { readonly [file: string]: readonly string[] } = {
  'server-error.json': ['re'],
  'server-resumed.json': ['answer', 'room', 'slots'],
};

for (const file of files.filter((name) => name.startsWith('server-'))) {
  test(`reads the example ${file}`, () => {
    const text = readFileSync(join(EXAMPLES, file), 'utf8');
    const parsed = parseServerMessage(text);
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.detail);
    assert.equal(parsed.message.type, /^server-(\w+)/.exec(file)?.[1]);
    assert.deepEqual(parsed.message, JSON.parse(text));
  });

  test(`notices each missing field of ${file}`, () => {
    const text = readFileSync(join(EXAMPLES, file), 'utf8');
    for (const field of Object.keys(JSON.parse(text) as object)) {
      const damaged = JSON.parse(text) as Record<string, unknown>;
      delete damaged[field];
      const optional = OPTIONAL[file]?.includes(field) ?? false;
      assert.equal(parseServerMessage(JSON.stringify(damaged)).ok, optional, field);
    }
  });
}

/** Every type there is; kept complete by the compiler. */
const SERVER_TYPES: { readonly [T in ServerMessage['type']]: true } = {
  answer: true,
  bye: true,
  chat: true,
  closing: true,
  codec: true,
  encodings: true,
  error: true,
  joined: true,
  lamps: true,
  media: true,
  ok: true,
  participantJoined: true,
  participantLeft: true,
  participantUpdated: true,
  pong: true,
  program: true,
  resumed: true,
  slots: true,
  speakers: true,
  unmuteAsked: true,
  welcome: true,
};

test('there is an example of each message, of the server and of the client', () => {
  const examples = (side: string) =>
    files.filter((name) => name.startsWith(side)).map((name) => name.slice(side.length, -'.json'.length));
  assert.deepEqual(examples('server-').sort(), Object.keys(SERVER_TYPES).sort());
  assert.deepEqual(examples('client-').sort(), Object.keys(CLIENT_FIELDS).sort());
});

/** Keys that a message of ours may have; kept by the compiler, which knows the types. */
const CLIENT_FIELDS: { readonly [T in ClientMessage['type']]: readonly string[] } = {
  join: ['type', 'id', 'name', 'token', 'offer', 'tracks', 'view', 'replace'],
  resume: ['type', 'id', 'secret', 'lastEvent', 'offer', 'tracks', 'view'],
  offer: ['type', 'id', 'offer', 'tracks'],
  unpublish: ['type', 'id', 'sources'],
  mute: ['type', 'id', 'source', 'muted'],
  chat: ['type', 'id', 'text'],
  hand: ['type', 'id', 'raised'],
  rename: ['type', 'id', 'name'],
  muteParticipant: ['type', 'id', 'participant', 'source', 'muted', 'hold'],
  remove: ['type', 'id', 'participant'],
  end: ['type', 'id'],
  claimProducer: ['type', 'id', 'adminToken'],
  startProgram: ['type', 'id', 'video', 'scene', 'passthrough'],
  stopProgram: ['type', 'id'],
  showProgram: ['type', 'id', 'scene'],
  goLive: ['type', 'id'],
  endLive: ['type', 'id'],
  addDestination: ['type', 'id', 'name', 'url', 'key'],
  changeDestination: ['type', 'id', 'destination', 'name', 'enabled', 'key', 'confirmed'],
  removeDestination: ['type', 'id', 'destination'],
  startRecording: ['type', 'id'],
  stopRecording: ['type', 'id'],
  leave: ['type', 'id'],
  ping: ['type', 'id'],
  view: ['type', 'slots'],
  candidates: ['type', 'ufrag', 'candidates'],
};

for (const file of files.filter((name) => name.startsWith('client-'))) {
  test(`sends what ${file} shows`, () => {
    const example = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as ClientMessage;
    assert.ok(example.type in CLIENT_FIELDS, example.type);
    assert.deepEqual(Object.keys(example).sort(), [...CLIENT_FIELDS[example.type]].sort());
  });
}

test('says where a message is wrong', () => {
  const text = '{"type":"slots","event":1,"slots":[{"slot":0,"participant":null,"audio":null,"video":null,"videoState":"odd"}]}';
  assert.deepEqual(parseServerMessage(text), {
    ok: false,
    problem: 'malformed',
    detail: 'slots.slots[0].videoState: one of off, pending, live, unsupportedCodec, paused',
  });
});

test('the numbers of a refusal are numbers', () => {
  const error = (values: unknown) =>
    parseServerMessage(JSON.stringify({ type: 'error', code: 'a', message: 'b', detail: { reason: 'c', values } }));
  assert.ok(error({}).ok);
  assert.ok(error({ most: 3 }).ok);
  assert.deepEqual(error({ most: '3' }), { ok: false, problem: 'malformed', detail: 'error.detail.values.most: number' });
  assert.equal(error(null).ok, false);
});

test('ignores unknown fields', () => {
  assert.ok(parseServerMessage('{"type":"ok","re":1,"later":true}').ok);
});

test('tells an unknown message from a malformed one', () => {
  assert.deepEqual(parseServerMessage('{"type":"future"}'), { ok: false, problem: 'unknown', detail: 'future' });
  for (const text of ['', '[]', '7', 'null', '{"type":3}', '{"type":"ok"}', '{"type":"ok","re":"1"}']) {
    const parsed = parseServerMessage(text);
    assert.equal(!parsed.ok && parsed.problem, 'malformed', text);
  }
});

test('does not take names of Object.prototype for messages', () => {
  assert.deepEqual(parseServerMessage('{"type":"constructor"}'), {
    ok: false,
    problem: 'unknown',
    detail: 'constructor',
  });
});
