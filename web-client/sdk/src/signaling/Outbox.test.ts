import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeTimers, settle } from '../../test/FakeTimers.ts';
import { SluiceError } from '../errors.ts';
import type { ClientMessage, ClientRequest } from './messages.ts';
import { Outbox } from './Outbox.ts';
import { RequestNumbers } from './RequestNumbers.ts';

let timers: FakeTimers;
let numbers: RequestNumbers;
let outbox: Outbox;
let sent: string[];

beforeEach(() => {
  timers = new FakeTimers();
  numbers = new RequestNumbers();
  outbox = new Outbox(timers, numbers);
  sent = [];
});

function send(message: ClientMessage): void {
  const what = message.type === 'chat' ? message.text : message.type;
  sent.push(`${'id' in message ? message.id : '-'} ${what}`);
}

function ask(request: ClientRequest | string): Promise<string> {
  return outbox.add(typeof request === 'string' ? { type: 'chat', text: request } : request, 1_000).then(
    (reply) => reply.type,
    (error: SluiceError) => error.code,
  );
}

const OFFER: ClientRequest = { type: 'offer', offer: 'v=0', tracks: [] };

test('what is asked without a socket is sent when there is one', async () => {
  const said = ask('a');
  assert.deepEqual(sent, []);
  outbox.restart(send);
  assert.deepEqual(sent, ['1 a']);
  outbox.onReply({ type: 'ok', re: 1 });
  assert.equal(await said, 'ok');
});

test('what the server has not done is sent again, in order and with the same numbers', async () => {
  outbox.restart(send);
  const replies = [ask('a'), ask('b'), ask('c')];
  outbox.hold();
  replies.push(ask('d'));
  sent = [];
  outbox.resume(send, 1, true);
  assert.deepEqual(sent, ['2 b', '3 c', '4 d']);
  [2, 3, 4].forEach((re) => outbox.onReply({ type: 'ok', re }));
  assert.deepEqual(await Promise.all(replies), ['ok', 'ok', 'ok', 'ok']);
});

test('numbers rise in the order of sending although others were used meanwhile', () => {
  void ask('a');
  numbers.next(); // a ping, or the resume itself
  outbox.resume(send, 0, true);
  assert.deepEqual(sent, ['2 a']);
});

test('after a reload numbers go on behind those the server knows', () => {
  outbox.resume(send, 40, false);
  void ask('a');
  assert.deepEqual(sent, ['41 a']);
});

test('an offer whose answer got lost is made again', async () => {
  outbox.restart(send);
  const offered = ask(OFFER);
  const said = ask('a');
  sent = [];
  outbox.resume(send, 1, true);
  assert.deepEqual(sent, ['2 a', '3 offer']);
  outbox.onReply({ type: 'ok', re: 2 });
  outbox.onReply({ type: 'answer', re: 3, answer: 'sdp' });
  assert.deepEqual(await Promise.all([offered, said]), ['answer', 'ok']);
});

test('offers of a former media connection are lost', async () => {
  outbox.restart(send);
  const offered = ask(OFFER);
  sent = [];
  outbox.resume(send, 0, false);
  assert.equal(await offered, 'connection_lost');
  assert.deepEqual(sent, []);
});

test('somebody new says again what can be said twice, but no chat message that was under way', async () => {
  outbox.restart(send);
  const under = ask('under way');
  const muted = ask({ type: 'mute', source: 'microphone', muted: true });
  outbox.hold();
  const waiting = ask('waiting');
  sent = [];
  outbox.restart(send);
  assert.deepEqual(sent, ['3 mute', '4 waiting']);
  outbox.onReply({ type: 'ok', re: 3 });
  outbox.onReply({ type: 'ok', re: 4 });
  assert.deepEqual(await Promise.all([under, muted, waiting]), ['connection_lost', 'ok', 'ok']);
});

test('a new destination that was under way is not added twice', async () => {
  outbox.restart(send);
  const added = ask({ type: 'addDestination', name: 'A', url: 'rtmp://a.example/app', key: 'k' });
  sent = [];
  outbox.restart(send);
  assert.deepEqual(sent, []);
  assert.equal(await added, 'connection_lost');
});

test('time counts only while there is a socket', async () => {
  outbox.restart(send);
  const said = ask('a');
  await timers.advance(900);
  outbox.hold();
  await timers.advance(60_000);
  outbox.resume(send, 0, true);
  await timers.advance(999);
  assert.equal(sent.length, 2);
  await timers.advance(1);
  assert.equal(await said, 'timeout');
});

test('a refusal goes to its request, a wrong reply is one', async () => {
  outbox.restart(send);
  const replies = [ask('a'), ask('b')];
  assert.ok(outbox.onError(1, new SluiceError('too_fast', 'slower')));
  assert.ok(outbox.onReply({ type: 'pong', re: 2, at: 0 }));
  assert.deepEqual(await Promise.all(replies), ['too_fast', 'malformed']);
  assert.ok(!outbox.onReply({ type: 'ok', re: 2 }));
});

test('a socket that breaks while things are sent again keeps the rest', async () => {
  const replies = [ask('a'), ask('b')];
  outbox.restart((message) => {
    send(message);
    outbox.hold();
  });
  assert.deepEqual(sent, ['1 a']);
  outbox.resume(send, 1, true);
  assert.deepEqual(sent, ['1 a', '2 b']);
  outbox.onReply({ type: 'ok', re: 2 });
  await settle();
  assert.deepEqual(await Promise.all(replies), ['ok', 'ok']);
});

test('who leaves waits for nothing', async () => {
  const said = ask('a');
  outbox.rejectAll(new SluiceError('connection_lost', 'left'));
  assert.equal(await said, 'connection_lost');
});
