import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeTimers, settle } from '../../../../sdk/test/FakeTimers.ts';
import { StreamPlayer, type StreamState } from './StreamPlayer.ts';

const URL = '/hls/math-3/index.m3u8?t=CAP';
const MAIN = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo.m3u8?t=CAP\n';
const LIST = '#EXTM3U\n#EXT-X-PART:DURATION=0.3,URI="p1.m4s"\n';

class FakeVideo extends EventTarget {
  muted = false;
  mayPlay = true;

  async play(): Promise<void> {
    if (!this.mayPlay && !this.muted) {
      throw new DOMException('no gesture', 'NotAllowedError');
    }
  }

  tell(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}

let video: FakeVideo;
let timers: FakeTimers;
let states: StreamState[];
let asked: string[];
let answers: Map<string, number | string>;
let attached: number;
let detached: number;
let fail: () => void;
let silenced: boolean;
let player: StreamPlayer;

beforeEach(() => {
  video = new FakeVideo();
  timers = new FakeTimers();
  states = [];
  asked = [];
  answers = new Map();
  attached = 0;
  detached = 0;
  silenced = false;
  open(true);
});

function open(canPlay: boolean): void {
  player = new StreamPlayer(URL, {
    video: video as unknown as HTMLVideoElement,
    fetch: async (url) => {
      asked.push(url);
      const answer = answers.get(url) ?? 404;
      if (answer === 0) {
        throw new TypeError('no network');
      }
      return { status: typeof answer === 'number' ? answer : 200, text: async () => String(answer) };
    },
    engine: async () =>
      canPlay
        ? (_video, _url, onFatal) => {
            attached++;
            fail = onFatal;
            return () => detached++;
          }
        : null,
    clock: timers,
    onState: (state) => states.push(state),
    onSilenced: () => (silenced = true),
  });
}

function streams(): void {
  answers.set(URL, MAIN);
  answers.set('/hls/math-3/video.m3u8?t=CAP', LIST);
}

test('waits until there is a stream, then plays it', async () => {
  player.start();
  await settle();
  assert.deepEqual(states, []);
  assert.equal(player.state, 'waiting');
  streams();
  await timers.advance(2_000);
  assert.equal(attached, 1);
  video.tell('playing');
  assert.deepEqual(states, ['loading', 'playing']);
});

test('tells a held up picture from a shown one', async () => {
  streams();
  player.start();
  await settle();
  video.tell('waiting');
  video.tell('playing');
  video.tell('waiting');
  video.tell('playing');
  assert.deepEqual(states, ['loading', 'playing', 'stalled', 'playing']);
});

test('what is held up is over when its list says so, though the browser never does', async () => {
  streams();
  player.start();
  await settle();
  video.tell('playing');
  video.tell('waiting');
  await timers.advance(10_000);
  assert.equal(player.state, 'stalled');
  assert.equal(detached, 0, 'a slow network is no end');
  answers.set('/hls/math-3/video.m3u8?t=CAP', `${LIST}#EXT-X-ENDLIST\n`);
  await timers.advance(2_000);
  assert.equal(player.state, 'ended');
  assert.equal(detached, 1);
  streams();
  await timers.advance(2_000);
  assert.equal(attached, 2);
});

test('what goes on is not asked after', async () => {
  streams();
  player.start();
  await settle();
  video.tell('playing');
  video.tell('waiting');
  video.tell('playing');
  const before = asked.length;
  await timers.advance(10_000);
  assert.equal(asked.length, before);
});

test('after the end it waits for the next stream', async () => {
  streams();
  player.start();
  await settle();
  video.tell('playing');
  answers.set('/hls/math-3/video.m3u8?t=CAP', `${LIST}#EXT-X-ENDLIST\n`);
  video.tell('ended');
  assert.equal(detached, 1);
  await timers.advance(4_000);
  assert.equal(player.state, 'ended');
  answers.clear();
  await timers.advance(2_000);
  assert.equal(player.state, 'ended');
  streams();
  await timers.advance(2_000);
  assert.equal(attached, 2);
});

test('a broken stream is looked after at once: gone means ended, there means again', async () => {
  streams();
  player.start();
  await timers.advance(60_000);
  fail();
  await settle();
  assert.equal(attached, 2);
  answers.clear();
  await timers.advance(60_000);
  fail();
  await settle();
  assert.equal(player.state, 'ended');
  assert.deepEqual(states, ['loading', 'stalled', 'loading', 'stalled', 'ended']);
});

test('what breaks as soon as it begins is tried again after a pause', async () => {
  streams();
  player.start();
  await settle();
  for (let i = 0; i < 3; i++) {
    fail();
    await settle();
    assert.equal(attached, i + 1);
    await timers.advance(2_000);
    assert.equal(attached, i + 2);
  }
});

test('a link that is not good is not tried again', async () => {
  answers.set(URL, 403);
  player.start();
  await timers.advance(60_000);
  assert.equal(player.state, 'denied');
  assert.equal(asked.length, 1);
});

test('a server that does not answer is asked again', async () => {
  answers.set(URL, 0);
  player.start();
  await settle();
  assert.equal(player.state, 'unreachable');
  streams();
  await timers.advance(2_000);
  assert.equal(player.state, 'loading');
});

test('begins without sound where the browser wants that', async () => {
  video.mayPlay = false;
  streams();
  player.start();
  await settle();
  assert.ok(video.muted && silenced);
});

test('says when the browser cannot play it', async () => {
  open(false);
  streams();
  player.start();
  await settle();
  assert.equal(player.state, 'unsupported');
});

test('does nothing more once closed', async () => {
  streams();
  player.start();
  await settle();
  player.close();
  video.tell('playing');
  await timers.advance(10_000);
  assert.deepEqual(states, ['loading']);
  assert.equal(detached, 1);
});
