import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeMedia } from '../../test/FakeMedia.ts';
import { FakeSocket } from '../../test/FakeSocket.ts';
import { FakeTimers, settle } from '../../test/FakeTimers.ts';
import { SluiceError } from '../errors.ts';
import type { LocalMedia } from '../media/LocalMedia.ts';
import type { ServerEvent, ServerReply } from '../signaling/messages.ts';
import { SignalingConnection } from '../signaling/SignalingConnection.ts';
import { Door } from './Door.ts';
import { Line } from './Line.ts';
import { Seat } from './Seat.ts';
import { Session } from './Session.ts';
import { Stay } from './Stay.ts';

const RIGHTS = { publish: [], subscribe: true, chat: true, roomAdmin: false, goLive: false, record: false };
const ROOM = { name: 'math-3', startedAt: 1, participants: [], chat: [], lamps: { recording: false, live: 'off' } as const };

/** A page in a room; the test is the network and the server. */
class Page {
  readonly timers: FakeTimers;
  readonly sockets: FakeSocket[] = [];
  readonly medias: FakeMedia[] = [];
  readonly states: string[] = [];
  readonly seen: string[] = [];
  readonly entries: string[] = [];
  readonly endings: string[] = [];
  readonly line: Line;
  readonly stay: Stay;
  private secrets = 0;

  constructor(storage: Map<string, string>, timers = new FakeTimers(), options: { replace?: boolean; token?: string; onlyResume?: boolean } = {}) {
    this.timers = timers;
    this.line = new Line(timers);
    const kept = {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => void storage.set(key, value),
      removeItem: (key: string) => void storage.delete(key),
    };
    const seat = new Seat(kept, 'math-3', options.token);
    const wishes = { name: () => 'Anna', view: () => [] };
    const own = { screen: { tracks: () => new Map() }, state: () => ({ track: null }), publisher: null };
    this.stay = new Stay(
      {
        line: this.line,
        seat,
        door: new Door(this.line, seat, wishes, { room: 'math-3', name: 'Anna', ...options }),
        openSignaling: () => {
          const socket = new FakeSocket();
          this.sockets.push(socket);
          return new SignalingConnection(socket, timers, this.line.numbers, 4_000);
        },
        openSession: (_welcome, onHopeless) => {
          const media = new FakeMedia(`m${this.medias.length + 1}`);
          this.medias.push(media);
          return new Session(media.link, this.line, own as unknown as LocalMedia, () => RIGHTS, timers, onHopeless);
        },
      },
      timers,
      () => 0.5,
    );
    this.stay.on('stateChanged', (state) => this.states.push(state));
    this.stay.on('message', (message) => 'event' in message && this.seen.push(`${message.event} ${message.type}`));
    this.stay.on('entered', ({ participant, isNew }) => this.entries.push(`${participant}${isNew ? ' new' : ''}`));
    this.stay.on('ended', (reason) => this.endings.push(reason));
  }

  get socket(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  get media(): FakeMedia {
    return this.medias.at(-1) as FakeMedia;
  }

  async join(): Promise<void> {
    const entered = this.stay.enter(null);
    await this.greet();
    await this.acceptJoin();
    await entered;
    this.media.become('connected');
  }

  async greet(): Promise<void> {
    this.socket.welcome();
    await settle();
  }

  async reply(reply: ServerReply): Promise<void> {
    this.socket.receive(reply);
    await settle();
  }

  async refuse(type: 'join' | 'resume', code: string): Promise<void> {
    this.socket.receive({ type: 'error', re: this.socket.idOf(type), code, message: 'no' });
    await settle();
  }

  acceptJoin(participant = 'p-1', event = 0): Promise<void> {
    const re = this.socket.idOf('join');
    return this.reply({
      ...{ type: 'joined', re, participant, resume: this.ticket(), event, answer: 'sdp', room: ROOM, slots: [] },
    });
  }

  acceptResume(lastRequest: number, event: number, snapshot = false): Promise<void> {
    const re = this.socket.idOf('resume');
    const resumed = { type: 'resumed', re, participant: 'p-1', resume: this.ticket(), lastRequest, event } as const;
    const answer = this.socket.last('resume')?.offer === undefined ? {} : { answer: 'sdp' };
    return this.reply(snapshot ? { ...resumed, ...answer, room: ROOM, slots: [] } : resumed);
  }

  /** The next attempt reaches the server. */
  async attempt(afterMs = 0): Promise<void> {
    const before = this.sockets.length;
    await this.timers.advance(afterMs);
    assert.equal(this.sockets.length, before + 1, 'one attempt');
    await this.greet();
  }

  event(event: number, type: 'codec' | 'slots' = 'codec'): void {
    const message: ServerEvent =
      type === 'codec' ? { type, event, source: 'camera', codec: 'vp8' } : { type, event, slots: [] };
    this.socket.receive(message);
  }

  private ticket(): { secret: string; seconds: number } {
    return { secret: `s-${++this.secrets}`, seconds: 120 };
  }
}

let storage: Map<string, string>;
let page: Page;

beforeEach(async () => {
  storage = new Map();
  page = new Page(storage);
  await page.join();
  assert.deepEqual(page.states, ['connected']);
  page.states.length = 0;
  page.entries.length = 0;
});

test('a broken socket leaves media alone and is resumed at once with the secret and the last event', async () => {
  page.event(1);
  page.event(2);
  page.socket.break();
  assert.deepEqual(page.states, ['signal-lost']);
  await page.attempt();
  const { secret, lastEvent, offer } = page.socket.last('resume') ?? {};
  assert.deepEqual([secret, lastEvent, offer], ['s-1', 2, undefined]);
  await page.acceptResume(0, 3);
  assert.deepEqual(page.states, ['signal-lost', 'connected']);
  page.event(3);
  assert.deepEqual(page.seen, ['1 codec', '2 codec', '3 codec']);
  assert.equal(page.medias.length, 1);
  assert.ok(!page.media.closed);
});

test('each resume uses the secret of the one before', async () => {
  for (const secret of ['s-1', 's-2', 's-3']) {
    page.socket.break();
    await page.timers.advance(20_000);
    await page.greet();
    assert.equal(page.socket.last('resume')?.secret, secret);
    await page.acceptResume(0, 0);
  }
});

test('attempts come at 0, 0.3, 1, 2, 4 and 7 s until one succeeds', async () => {
  const times: number[] = [];
  const start = page.timers.now();
  page.socket.break();
  for (let i = 0; i < 7_500; i += 100) {
    const before = page.sockets.length;
    await page.timers.advance(i === 0 ? 0 : 100);
    if (page.sockets.length > before) {
      times.push(page.timers.now() - start);
      page.socket.break();
    }
  }
  assert.deepEqual(times, [0, 300, 1_000, 2_000, 4_000, 7_000]);
});

test('no pong for six seconds is a lost line, and the server is not told that we leave', async () => {
  const { socket } = page;
  socket.receive({ type: 'pong', re: socket.idOf('ping'), at: 0 });
  await page.timers.advance(5_000);
  await page.timers.advance(5_999);
  assert.deepEqual(page.states, []);
  await page.timers.advance(1);
  assert.equal(page.states[0], 'signal-lost');
  assert.equal(socket.closeCode, 4000);
});

test('what is said while the line is down arrives once, in order', async () => {
  const said: string[] = [];
  const say = (text: string) => void page.line.request({ type: 'chat', text }).then(() => said.push(text));
  say('before');
  page.socket.ok('chat');
  say('under way'); // the socket dies between the request and its reply
  const underWay = page.socket.idOf('chat');
  page.socket.break();
  say('while down');
  await page.attempt();
  await page.acceptResume(underWay, 0); // it was done all the same
  const texts = page.socket.sent.flatMap((message) => (message.type === 'chat' ? message.text : []));
  assert.deepEqual(texts, ['while down']);
  page.socket.ok('chat');
  await settle();
  assert.deepEqual(said, ['before', 'under way', 'while down']);
});

test('a request that the server has not done is sent again with the same number', async () => {
  const reply = page.line.request({ type: 'hand', raised: true });
  const id = page.socket.idOf('hand');
  page.socket.break();
  await page.attempt();
  await page.acceptResume(id - 1, 0);
  assert.equal(page.socket.idOf('hand'), id);
  page.socket.ok('hand');
  await reply;
});

test('an event that comes twice is taken once', () => {
  page.event(1);
  page.event(1);
  page.event(2);
  assert.deepEqual(page.seen, ['1 codec', '2 codec']);
});

test('a hole in the events is filled by resuming', async () => {
  page.event(1);
  const { socket } = page;
  page.event(3);
  assert.deepEqual(page.seen, ['1 codec']);
  assert.equal(socket.closeCode, 4000);
  await page.attempt();
  assert.equal(page.socket.last('resume')?.lastEvent, 1);
  await page.acceptResume(0, 7, true); // gone: a snapshot instead
  assert.deepEqual(page.entries, ['p-1']);
  page.event(7);
  page.event(8);
  assert.deepEqual(page.seen, ['1 codec', '8 codec']);
  assert.equal(page.medias.length, 1);
});

test('a socket that dies before the reply to resume is followed by the next attempt', async () => {
  page.socket.break();
  await page.attempt();
  page.socket.break();
  await page.attempt(300);
  assert.equal(page.socket.last('resume')?.secret, 's-1');
  await page.acceptResume(0, 0);
  assert.equal(page.states.at(-1), 'connected');
});

test('without a seat we come in as somebody new with a new media connection on the same socket', async () => {
  page.socket.break();
  await page.attempt();
  await page.refuse('resume', 'resume_failed');
  assert.deepEqual(page.states, ['signal-lost', 'rejoining']);
  assert.ok(!page.medias[0]?.closed, 'the last picture stays');
  assert.equal(page.socket.last('join')?.name, 'Anna');
  await page.acceptJoin('p-9');
  assert.deepEqual(page.entries, ['p-9 new']);
  assert.ok(page.medias[0]?.closed);
  page.media.become('connected');
  assert.equal(page.states.at(-1), 'connected');
});

test('a reload takes the seat with a new offer', async () => {
  const reloaded = new Page(storage, page.timers);
  const entered = reloaded.stay.enter(null);
  await reloaded.greet();
  const { secret, lastEvent, offer, tracks } = reloaded.socket.last('resume') ?? {};
  assert.deepEqual([secret, lastEvent, offer, tracks?.length], ['s-1', 0, 'm1 offer 1', 1]);
  await reloaded.acceptResume(12, 45, true);
  await entered;
  assert.deepEqual(reloaded.entries, ['p-1']);
  assert.deepEqual(reloaded.media.answers, ['sdp']);
  reloaded.event(46);
  assert.deepEqual(reloaded.seen, ['46 codec']);
  void reloaded.line.request({ type: 'hand', raised: false }).catch(() => undefined);
  assert.equal(reloaded.socket.idOf('hand'), 13);
});

test('a reload that comes too late joins', async () => {
  const reloaded = new Page(storage, page.timers);
  const entered = reloaded.stay.enter(null);
  await reloaded.greet();
  await reloaded.refuse('resume', 'resume_failed');
  await reloaded.acceptJoin('p-2');
  await entered;
  assert.deepEqual(reloaded.entries, ['p-2 new']);
  assert.deepEqual(reloaded.media.offers, ['m1 offer 1'], 'one offer is enough');
});

test('a reload that asks for its seat only does not join without it', async () => {
  const reloaded = new Page(storage, page.timers, { onlyResume: true });
  const refused = assert.rejects(reloaded.stay.enter(null), { code: 'resume_failed' });
  await reloaded.greet();
  assert.ok(reloaded.socket.last('resume'));
  await reloaded.refuse('resume', 'resume_failed');
  await refused;
  assert.equal(reloaded.socket.last('join'), undefined);
  assert.deepEqual(reloaded.entries, []);
  assert.equal(storage.size, 0, 'the seat is gone');

  const again = new Page(storage, page.timers, { onlyResume: true });
  const refusedAgain = assert.rejects(again.stay.enter(null), { code: 'resume_failed' });
  await again.greet();
  await refusedAgain;
});

test('who came back to the seat after a reload may lose it later like everybody', async () => {
  const reloaded = new Page(storage, page.timers, { onlyResume: true });
  const entered = reloaded.stay.enter(null);
  await reloaded.greet();
  await reloaded.acceptResume(12, 45, true);
  await entered;
  reloaded.media.become('connected');
  reloaded.socket.break();
  await reloaded.attempt();
  await reloaded.refuse('resume', 'resume_failed');
  await reloaded.acceptJoin('p-9');
  assert.deepEqual(reloaded.entries, ['p-1', 'p-9 new']);
});

test('a seat that was taken with another token is not resumed', async () => {
  const other = new Page(storage, page.timers, { token: 'header.claims.signature-of-ben' });
  void other.stay.enter(null).catch(() => undefined);
  await other.greet();
  assert.equal(other.socket.last('resume'), undefined);
  assert.ok(other.socket.last('join'));
  other.stay.close();
});

test('leaving and being sent away give up the seat', async () => {
  assert.equal(storage.size, 1);
  const left = page.stay.leave();
  page.socket.ok('leave');
  await left;
  assert.equal(storage.size, 0);
  assert.equal(page.socket.closeCode, 1000);

  const other = new Page(storage, page.timers);
  await other.join();
  other.socket.receive({ type: 'bye', reason: 'removed' });
  assert.deepEqual(other.endings, ['removed']);
  assert.equal(storage.size, 0);
});

test('a closed page keeps the seat', async () => {
  page.socket.break();
  assert.equal(storage.size, 1);
});

test('a server that looks for us is told where we are', () => {
  const candidates = ['candidate:1 1 udp 9 192.0.2.1 4000 typ host'];
  page.media.emit('candidatesFound', 'uf', candidates);
  assert.deepEqual(page.socket.sent.at(-1), { type: 'candidates', ufrag: 'uf', candidates });
});

test('lost media gets ICE restarts over the line until it flows again', async () => {
  page.media.become('interrupted');
  assert.deepEqual(page.states, ['media-lost']);
  await page.timers.advance(1_000);
  assert.equal(page.socket.last('offer')?.offer, 'm1 restart 2');
  page.socket.receive({ type: 'answer', re: page.socket.idOf('offer'), answer: 'sdp' });
  page.socket.receive({ type: 'pong', re: page.socket.idOf('ping'), at: 0 });
  await page.timers.advance(4_999);
  page.socket.receive({ type: 'pong', re: page.socket.idOf('ping'), at: 0 });
  assert.equal(page.media.offers.length, 2);
  await page.timers.advance(1);
  assert.equal(page.media.offers.length, 3);
  page.media.become('connecting');
  assert.equal(page.states.at(-1), 'media-lost');
  page.media.become('connected');
  assert.deepEqual(page.states, ['media-lost', 'connected']);
});

test('ICE is restarted as soon as a lost line is back', async () => {
  page.media.become('interrupted');
  page.socket.break();
  await page.timers.advance(0);
  await page.timers.advance(1_500);
  assert.equal(page.media.offers.length, 1);
  await page.greet();
  await page.acceptResume(0, 0);
  assert.equal(page.socket.last('offer')?.offer, 'm1 restart 2');
  assert.equal(page.states.at(-1), 'media-lost');
});

test('an ICE restart after a resume finds relays with the credentials of the last welcome', async () => {
  page.media.become('interrupted');
  page.socket.break();
  await page.timers.advance(0);
  page.socket.welcome('fresh');
  await settle();
  assert.deepEqual(page.media.relayUsers, ['fresh']);
  assert.equal(page.media.offers.length, 1, 'known before the restart');
  await page.acceptResume(0, 0);
  assert.equal(page.media.offers.length, 2);
});

test('media that is silent although ICE is content is lost too', async () => {
  const health = page.stay.session?.health;
  health?.onTraffic(10, true);
  await page.timers.advance(3_000);
  health?.onTraffic(10, true);
  assert.deepEqual(page.states, ['media-lost']);
  health?.onTraffic(11, true);
  assert.deepEqual(page.states, ['media-lost', 'connected']);
});

test('after a minute without media we come in anew on the same seat', async () => {
  page.media.become('interrupted');
  for (let i = 0; i < 11; i++) {
    await page.timers.advance(5_000);
    page.event(i + 1); // the line lives
  }
  await page.timers.advance(4_999);
  assert.equal(page.medias.length, 1);
  await page.attempt(1);
  assert.equal(page.states.at(-1), 'rejoining');
  assert.equal(page.socket.last('resume')?.offer, 'm2 offer 1');
  await page.acceptResume(0, 20, true);
  assert.deepEqual(page.entries, ['p-1']);
  assert.ok(page.medias[0]?.closed);
  assert.ok(page.sockets[0]?.closed);
  page.media.become('connecting');
  assert.equal(page.states.at(-1), 'rejoining');
  page.media.become('connected');
  assert.equal(page.states.at(-1), 'connected');
});

test('when the server lets go of our media we come in anew at once', async () => {
  page.socket.receive({ type: 'media', event: 1, state: 'closed' });
  await page.attempt();
  assert.equal(page.socket.last('resume')?.offer, 'm2 offer 1');
});

test('after five minutes it is over', async () => {
  page.media.become('interrupted');
  page.socket.break();
  await page.timers.advance(299_999);
  assert.deepEqual(page.endings, []);
  await page.timers.advance(1);
  assert.deepEqual(page.endings, ['unreachable']);
  const attempts = page.sockets.length;
  await page.timers.advance(60_000);
  assert.equal(page.sockets.length, attempts);
  assert.equal(storage.size, 0);
});

test('a server that restarts is met again after a jittered while', async () => {
  page.socket.receive({ type: 'bye', reason: 'shutdown' });
  assert.deepEqual(page.states, ['signal-lost']);
  await page.timers.advance(1_749);
  assert.equal(page.sockets.length, 1);
  await page.attempt(1);
  await page.refuse('resume', 'shutting_down'); // still the old one
  await page.attempt(300);
  await page.refuse('resume', 'resume_failed');
  await page.acceptJoin('p-2');
  page.media.become('connected');
  assert.equal(page.states.at(-1), 'connected');
});

test('who is replaced by the same person elsewhere meanwhile does not push back in', async () => {
  page.socket.break();
  await page.attempt();
  await page.refuse('resume', 'resume_failed');
  assert.equal(page.socket.last('join')?.replace, undefined);
  await page.refuse('join', 'identity_in_use');
  assert.deepEqual(page.endings, ['replaced']);
});

test('moving the call here is asked for once', async () => {
  const moved = new Page(new Map(), page.timers, { replace: true });
  const entered = moved.stay.enter(null);
  await moved.greet();
  assert.equal(moved.socket.last('join')?.replace, true);
  await moved.acceptJoin();
  await entered;
  moved.socket.break();
  await moved.attempt();
  await moved.refuse('resume', 'resume_failed');
  assert.equal(moved.socket.last('join')?.replace, undefined);
});

test('an identity that is in use is said to who joins', async () => {
  const second = new Page(new Map(), page.timers);
  const entered = second.stay.enter(null);
  await second.greet();
  const refused = assert.rejects(
    entered,
    (error) => error instanceof SluiceError && error.code === 'identity_in_use',
  );
  await second.refuse('join', 'identity_in_use');
  await refused;
  assert.ok(second.medias[0]?.closed);
  assert.deepEqual(second.endings, []);
});

test('without network the line is given up at once, with it the next attempt is made at once', async () => {
  const { socket } = page;
  page.stay.offline();
  assert.equal(socket.closeCode, 4000);
  assert.deepEqual(page.states, ['signal-lost']);
  await page.timers.advance(60); // the attempt hangs
  page.stay.online();
  await page.attempt();
  await page.acceptResume(0, 0);
  assert.equal(page.states.at(-1), 'connected');
});

test('after a sleep we resume at once', async () => {
  page.stay.woke();
  assert.deepEqual(page.states, ['signal-lost']);
  assert.equal(page.sockets.length, 2);
  await page.greet();
  await page.acceptResume(0, 0);
  assert.equal(page.states.at(-1), 'connected');
});

test('a doubt asks for a sign of life, or shortens the wait', async () => {
  const pings = () => page.socket.sent.filter(({ type }) => type === 'ping').length;
  const before = pings();
  page.stay.doubt();
  assert.equal(pings(), before + 1);
  page.socket.break();
  await page.timers.advance(0);
  page.socket.break();
  await settle();
  page.stay.doubt();
  assert.equal(page.sockets.length, 3);
});

test('a line that breaks in the moment of coming in for the first time is said to who joins', async () => {
  const early = new Page(new Map());
  const entered = early.stay.enter(null);
  await early.greet();
  const re = early.socket.idOf('join');
  early.socket.receive({
    ...{ type: 'joined', re, participant: 'p', resume: { secret: 's', seconds: 120 }, event: 0 },
    ...{ answer: 'sdp', room: ROOM, slots: [] },
  });
  early.socket.break();
  await assert.rejects(entered, (error) => error instanceof SluiceError && error.code === 'connection_lost');
  assert.ok(early.media.closed);
});

test('who leaves while coming back is out', async () => {
  page.socket.break();
  await page.attempt();
  await page.stay.leave();
  await page.timers.advance(60_000);
  assert.equal(page.sockets.length, 2);
  assert.ok(page.socket.closed);
  assert.ok(page.media.closed);
});

test('a line that breaks while one leaves holds nobody back', async () => {
  const left = page.stay.leave();
  assert.ok(page.socket.last('leave'));
  page.socket.break();
  await left;
  assert.equal(storage.size, 0);
  assert.ok(page.media.closed);
  await page.timers.advance(60_000);
  assert.equal(page.sockets.length, 1, 'nothing comes back');
});
