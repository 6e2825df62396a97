import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { FakeTimers, settle } from '../../../../sdk/test/FakeTimers.ts';
import { loadEngine } from './engine.ts';
import { StreamPlayer } from './StreamPlayer.ts';

const URL = '/hls/math-3/index.m3u8?t=CAP&v=viewer-1';

/** An iPhone's element: it takes an address and does the rest by itself. */
class NativeVideo extends EventTarget {
  src = '';
  loads = 0;
  plays = 0;

  removeAttribute(name: string): void {
    assert.equal(name, 'src');
    this.src = '';
  }

  load(): void {
    this.loads++;
  }

  async play(): Promise<void> {
    assert.notEqual(this.src, '', 'nothing to play');
    this.plays++;
  }

  tell(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}

/** What a browser says of HLS as `canPlayType` does. */
let says: string;
let asked: string[];

beforeEach(() => {
  says = 'maybe';
  asked = [];
  const document = {
    createElement: () => ({
      canPlayType: (type: string) => {
        asked.push(type);
        return says;
      },
    }),
  };
  Object.assign(globalThis, { window: {}, document });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window');
  Reflect.deleteProperty(globalThis, 'document');
});

const elementOf = (video: NativeVideo) => video as unknown as HTMLVideoElement;

test('a browser without media sources plays HLS by itself, and is let go of', async () => {
  const engine = await loadEngine();
  assert.deepEqual(asked, ['application/vnd.apple.mpegurl']);
  const video = new NativeVideo();
  let fatal = 0;
  const detach = engine?.(elementOf(video), URL, () => fatal++);
  assert.equal(video.src, URL);
  assert.equal(video.loads, 0);
  video.tell('error');
  assert.equal(fatal, 1);

  detach?.();
  assert.equal(video.src, '');
  assert.equal(video.loads, 1, 'what was read ahead is thrown away');
  video.tell('error');
  assert.equal(fatal, 1, 'an empty element is no broken stream');
});

test('a browser that plays no HLS in any way has no engine', async () => {
  says = '';
  assert.equal(await loadEngine(), null);
});

test('a program is watched natively from its beginning over a break to its end', async () => {
  const timers = new FakeTimers();
  const video = new NativeVideo();
  const states: string[] = [];
  let list = '#EXTM3U\n#EXTINF:1,\np1.m4s\n';
  const player = new StreamPlayer(URL, {
    video: elementOf(video),
    fetch: async (url) => ({ status: 200, text: async () => (url === URL ? '#EXTM3U\nvideo.m3u8\n' : list) }),
    engine: loadEngine,
    clock: timers,
    onState: (state) => states.push(state),
    onSilenced: () => assert.fail('it may be heard'),
  });
  player.start();
  await settle();
  assert.equal(video.src, URL);
  assert.equal(video.plays, 1);
  video.tell('playing');

  await timers.advance(60_000);
  video.tell('error');
  assert.equal(video.src, '', 'given up');
  await settle();
  assert.equal(video.src, URL, 'and begun anew');
  video.tell('playing');

  list += '#EXT-X-ENDLIST\n';
  video.tell('ended');
  assert.equal(video.src, '');
  await timers.advance(4_000);
  assert.deepEqual(states, ['loading', 'playing', 'stalled', 'loading', 'playing', 'ended']);
  player.close();
});
