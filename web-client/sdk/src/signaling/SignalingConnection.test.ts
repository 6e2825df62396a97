import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeSocket } from '../../test/FakeSocket.ts';
import { FakeTimers, settle } from '../../test/FakeTimers.ts';
import { SluiceError } from '../errors.ts';
import { SignalingConnection, signalingUrl, type CloseCause } from './SignalingConnection.ts';

let timers: FakeTimers;
let socket: FakeSocket;
let connection: SignalingConnection;
let causes: CloseCause[];

beforeEach(() => {
  timers = new FakeTimers();
  socket = new FakeSocket();
  connection = new SignalingConnection(socket, timers);
  causes = [];
  connection.on('closed', (cause) => causes.push(cause));
});

function code(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof SluiceError && error.code === expected;
}

test('the welcome resolves', async () => {
  socket.welcome();
  assert.equal((await connection.welcome).room.name, 'math-3');
});

test('a server that says nothing is unreachable', async () => {
  const refused = assert.rejects(connection.welcome, code('unreachable'));
  await timers.advance(10_000);
  await refused;
  assert.deepEqual(causes, [{ kind: 'lost', detail: 'no welcome' }]);
  assert.ok(socket.closed);
});

test('a server of another protocol is refused', async () => {
  socket.receiveText(
    '{"type":"welcome","protocol":2,"server":"x","iceServers":[],"limits":{"messageBytes":1,"slots":1,"chatCharacters":1,"nameCharacters":1},"room":{"name":"r","participants":0,"names":[],"open":true}}',
  );
  await assert.rejects(connection.welcome, code('malformed'));
});

test('an error instead of a welcome says why', async () => {
  socket.receive({ type: 'error', code: 'bad_room', message: 'no' });
  await assert.rejects(connection.welcome, code('bad_room'));
});

test('a reply goes to the request with its number', async () => {
  const first = connection.request({ type: 'chat', text: 'a' });
  const second = connection.request({ type: 'offer', offer: 'v=0', tracks: [] });
  assert.deepEqual(
    socket.sent.map((message) => 'id' in message && message.id),
    [1, 2],
  );
  socket.receive({ type: 'answer', re: 2, answer: 'sdp' });
  socket.receive({ type: 'ok', re: 1 });
  assert.equal((await second).answer, 'sdp');
  assert.equal((await first).type, 'ok');
});

test('an error rejects its request with its code and nobody else', async () => {
  const problems: string[] = [];
  connection.on('serverError', (error) => problems.push(error.code));
  const refused = assert.rejects(
    connection.request({ type: 'mute', source: 'microphone', muted: false }),
    code('muted_by_host'),
  );
  socket.receive({ type: 'error', re: 1, code: 'muted_by_host', message: 'held' });
  await refused;
  assert.deepEqual(problems, []);
});

test('a refusal brings what more is known of it', async () => {
  const detail = { reason: 'processors', values: { needed: 52, most: 160 } };
  const refused = assert.rejects(connection.request({ type: 'startProgram' }), (error) => {
    assert.deepEqual((error as SluiceError).detail, detail);
    return true;
  });
  socket.receive({ type: 'error', re: 1, code: 'program_refused', message: 'no', detail });
  await refused;
});

test('an error nobody asked for is an event', () => {
  const problems: string[] = [];
  connection.on('serverError', (error) => problems.push(error.code));
  socket.receive({ type: 'error', code: 'too_fast', message: 'slower' });
  socket.receive({ type: 'error', re: 77, code: 'from_the_future', message: '?' });
  assert.deepEqual(problems, ['too_fast', 'internal']);
});

test('a reply of the wrong type rejects', async () => {
  const refused = assert.rejects(connection.request({ type: 'offer', offer: '', tracks: [] }), code('malformed'));
  socket.receive({ type: 'ok', re: 1 });
  await refused;
  const chat = assert.rejects(connection.request({ type: 'chat', text: 'a' }), code('malformed'));
  socket.receive({ type: 'pong', re: 2, at: 0 });
  await chat;
});

test('a request without reply times out, and its late reply is ignored', async () => {
  const refused = assert.rejects(connection.request({ type: 'chat', text: 'a' }, 400), code('timeout'));
  await timers.advance(400);
  await refused;
  socket.receive({ type: 'ok', re: 1 });
});

test('losing the connection rejects what is under way and what comes after', async () => {
  socket.welcome();
  const refused = assert.rejects(connection.request({ type: 'end' }), code('connection_lost'));
  socket.onclose?.({ code: 1006, reason: '' });
  await refused;
  await assert.rejects(connection.request({ type: 'end' }), code('connection_lost'));
  assert.deepEqual(causes, [{ kind: 'lost', detail: 'closed with 1006' }]);
});

test('measures the round trip every five seconds', async () => {
  const trips: number[] = [];
  connection.on('roundTrip', (ms) => trips.push(ms));
  socket.welcome();
  await timers.advance(30);
  socket.receive({ type: 'pong', re: socket.idOf('ping'), at: 0 });
  await timers.advance(4_970);
  await timers.advance(50);
  socket.receive({ type: 'pong', re: socket.idOf('ping'), at: 0 });
  await settle();
  assert.deepEqual(trips, [30, 50]);
});

test('a connection on which nothing comes any more is dead', async () => {
  socket.welcome();
  await timers.advance(100);
  socket.receive({ type: 'pong', re: socket.idOf('ping'), at: 0 });
  await timers.advance(4_900); // the second ping
  await timers.advance(5_999);
  assert.deepEqual(causes, []);
  await timers.advance(1);
  assert.deepEqual(causes, [{ kind: 'lost', detail: 'no pong' }]);
});

test('any message is a sign of life', async () => {
  socket.welcome();
  await timers.advance(5_999);
  socket.receive({ type: 'speakers', speakers: [] });
  await timers.advance(3_000);
  assert.deepEqual(causes, []);
});

test('bye ends the connection with its reason, once', () => {
  socket.welcome();
  socket.receive({ type: 'bye', reason: 'removed' });
  socket.onclose?.({ code: 1000, reason: '' });
  assert.deepEqual(causes, [{ kind: 'bye', reason: 'removed' }]);
  assert.ok(!connection.open);
});

test('a malformed message is a problem, not the end', () => {
  const problems: string[] = [];
  connection.on('serverError', (error) => problems.push(error.message));
  socket.receiveText('{"type":"chat","event":1}');
  socket.receiveText('{"type":"news"}');
  assert.deepEqual(problems, ['from the server: chat.message: object']);
  assert.ok(connection.open);
});

test('closing by oneself stops all timers', async () => {
  socket.welcome();
  connection.close();
  const sent = socket.sent.length;
  await timers.advance(60_000);
  assert.equal(socket.sent.length, sent);
  assert.deepEqual(causes, [{ kind: 'local' }]);
});

test('the address keeps the scheme safe and the room readable', () => {
  assert.equal(signalingUrl('https://meet.example/r/x', 'math-3').href, 'wss://meet.example/rtc?room=math-3');
  assert.equal(signalingUrl('http://localhost:8080', 'a b').href, 'ws://localhost:8080/rtc?room=a+b');
  assert.equal(signalingUrl('http://localhost', '高一').searchParams.get('room'), '高一');
});
