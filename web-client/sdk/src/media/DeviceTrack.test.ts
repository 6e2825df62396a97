import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { DeviceList } from './DeviceList.ts';
import { DeviceTrack } from './DeviceTrack.ts';
import type { Publisher } from './OwnTrack.ts';

/** A camera that opens when the test says so. */
class FakeTrack extends EventTarget {
  readonly kind = 'video';
  readonly label = 'Front camera';
  contentHint = '';
  enabled = true;
  readyState = 'live';

  getSettings(): MediaTrackSettings {
    return { deviceId: 'front' };
  }

  stop(): void {
    this.readyState = 'ended';
  }
}

let opened: ((stream: unknown) => void)[];
let sent: string[];
let publisher: Publisher | null;
let camera: DeviceTrack;

const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

beforeEach(() => {
  opened = [];
  sent = [];
  publisher = null;
  const getUserMedia = () => new Promise((resolve) => opened.push(resolve));
  Object.defineProperty(globalThis, 'navigator', {
    value: { hardwareConcurrency: 8, mediaDevices: { getUserMedia } },
    configurable: true,
  });
  const devices = { available: true, selected: { camera: null }, permissions: { camera: 'granted' }, onGranted: () => {} };
  camera = new DeviceTrack('camera', devices as unknown as DeviceList, () => publisher);
});

afterEach(() => {
  if (before) {
    Object.defineProperty(globalThis, 'navigator', before);
  }
});

function room(): Publisher {
  return {
    assertAllowed: () => {},
    replaceTrack: async (source, track) => void sent.push(`${source} ${track ? 'track' : 'nothing'}`),
    setMuted: async (source, muted) => void sent.push(`${source} ${muted ? 'muted' : 'open'}`),
    share: async () => {},
    unshare: async () => {},
  };
}

function open(): void {
  const track = new FakeTrack();
  opened.shift()?.({ getTracks: () => [track] });
}

test('a camera that opens while we come in goes into the connection and is announced', async () => {
  const on = camera.setEnabled(true);
  await settled();
  publisher = room(); // the offer is on its way
  open();
  await on;
  assert.deepEqual(sent, ['camera track', 'camera open']);
  assert.equal(camera.state.enabled, true);
});

test('a camera that is open before the offer is not announced again', async () => {
  const on = camera.setEnabled(true);
  await settled();
  open();
  await on;
  publisher = room();
  camera.onHost(false, false);
  await settled();
  assert.deepEqual(sent, []);
  assert.equal(camera.state.enabled, true);
});

test('a camera switched off while we come in is taken out and closed there too', async () => {
  const on = camera.setEnabled(true);
  await settled();
  open();
  await on;
  publisher = room();
  await camera.setEnabled(false);
  assert.deepEqual(sent, ['camera nothing', 'camera muted']);
});

test('who comes in held is off', async () => {
  const on = camera.setEnabled(true);
  await settled();
  open();
  await on;
  publisher = room();
  camera.onHost(true, true);
  await settled();
  assert.equal(camera.state.enabled, false);
  assert.equal(camera.state.track, null);
});

test('a camera that the host closes while it opens stays off', async () => {
  publisher = room();
  const on = camera.setEnabled(true);
  await settled();
  camera.onHost(true, false);
  open();
  await on;
  await settled();
  assert.ok(!sent.includes('camera open'));
  assert.equal(camera.state.enabled, false);
  assert.equal(camera.state.track, null);
});

test('a camera let go of while it opens does not stay on', async () => {
  const on = camera.setEnabled(true);
  await settled();
  camera.release();
  open();
  await on;
  assert.equal(camera.state.enabled, false);
  assert.equal(camera.state.track, null);
});

/** All that is ready to run has run. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) {
    await Promise.resolve();
  }
}
