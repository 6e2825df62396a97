import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qualityLevel, targetBps, worst } from './quality.ts';
import { StatsSummary, type StatsEntry, type WatchedSlot } from './summary.ts';

function level(share: number, loss: number, silentForMs = 0, smooth = false): string {
  return qualityLevel({ bitrateBps: share * 500_000, targetBps: 500_000, loss, smooth, silentForMs });
}

test('half of the target and little loss is good', () => {
  assert.equal(level(0.5, 0.029), 'good');
  assert.equal(level(0.49, 0), 'fair');
  assert.equal(level(1, 0.03), 'fair');
});

test('a picture without motion is not poor', () => {
  assert.equal(level(0.02, 0.059), 'fair');
});

test('a smooth picture is good with few bits, but not with loss', () => {
  assert.equal(level(0.1, 0.02, 0, true), 'good');
  assert.equal(level(0.1, 0.07, 0, true), 'poor');
});

test('loss makes it poor', () => {
  assert.equal(level(0.3, 0.119), 'fair');
  assert.equal(level(0.29, 0.06), 'poor');
  assert.equal(level(1, 0.12), 'poor');
});

test('nothing for three seconds is lost', () => {
  assert.equal(level(1, 0, 2_999), 'good');
  assert.equal(level(1, 0, 3_000), 'lost');
});

test('sound has no target', () => {
  const sound = (loss: number) => qualityLevel({ bitrateBps: 900, targetBps: null, loss, smooth: false, silentForMs: 0 });
  assert.deepEqual([sound(0.02), sound(0.05), sound(0.06)], ['good', 'fair', 'poor']);
});

test('larger pictures need more', () => {
  assert.deepEqual([90, 180, 360, 480, 720, 1080].map(targetBps), [200e3, 200e3, 500e3, 1500e3, 1500e3, 1500e3]);
});

test('the worst counts', () => {
  assert.equal(worst(['good', 'lost', 'fair']), 'lost');
  assert.equal(worst([]), 'good');
});

const SLOT: WatchedSlot = {
  index: 0,
  audioMid: '2',
  videoMid: '3',
  participantId: 'p',
  audioExpected: true,
  videoExpected: true,
  isCamera: true,
};

/** A connection after `seconds`: 1 Mbit/s of picture with 25 frames/s and 1 % loss, and a camera sending. */
function look(seconds: number, changes: { packets?: number } = {}): StatsEntry[] {
  const timestamp = 1_000 * seconds;
  const packets = changes.packets ?? 99 * seconds;
  return [
    { id: 'C', type: 'codec', timestamp, mimeType: 'video/VP8' },
    {
      id: 'I',
      type: 'inbound-rtp',
      timestamp,
      kind: 'video',
      mid: '3',
      codecId: 'C',
      bytesReceived: 125_000 * seconds,
      packetsReceived: packets,
      packetsLost: seconds,
      framesDecoded: 25 * seconds,
      frameWidth: 640,
      frameHeight: 360,
      jitter: 0.01,
      totalFreezesDuration: 0.1 * seconds,
    },
    {
      id: 'O',
      type: 'outbound-rtp',
      timestamp,
      kind: 'video',
      mid: '1',
      codecId: 'C',
      remoteId: 'R',
      bytesSent: 50_000 * seconds,
      packetsSent: 50 * seconds,
      framesEncoded: 20 * seconds,
      qualityLimitationReason: 'cpu',
    },
    { id: 'R', type: 'remote-inbound-rtp', timestamp, fractionLost: 0.25, jitter: 0.002 },
    { id: 'T', type: 'transport', timestamp, selectedCandidatePairId: 'P' },
    {
      id: 'P',
      type: 'candidate-pair',
      timestamp,
      localCandidateId: 'L',
      currentRoundTripTime: 0.024,
      bytesSent: 60_000 * seconds,
      bytesReceived: 130_000 * seconds,
    },
    { id: 'L', type: 'local-candidate', timestamp, candidateType: 'host', protocol: 'udp' },
  ];
}

test('counters become rates', () => {
  const summary = new StatsSummary((mid) => (mid === '1' ? 'camera' : undefined));
  summary.summarise(look(1), [SLOT], 1_000);
  const { slots, sent, connection, quality } = summary.summarise(look(3), [SLOT], 3_000);
  const video = slots[0]?.video;
  assert.equal(video?.bitrateBps, 1_000_000);
  assert.equal(video?.framesPerSecond, 25);
  assert.equal(video?.loss, 0.01);
  assert.equal(video?.codec, 'vp8');
  assert.ok(Math.abs((video?.frozen ?? 0) - 0.1) < 1e-9);
  assert.equal(slots[0]?.quality, 'good');
  assert.equal(sent.camera?.bitrateBps, 400_000);
  assert.equal(sent.camera?.loss, 0.25);
  assert.equal(sent.camera?.limitedBy, 'cpu');
  assert.equal(connection.roundTripMs, 24);
  assert.equal(connection.candidateType, 'host');
  assert.equal(connection.receivedBps, 1_040_000);
  assert.equal(quality, 'poor', 'a quarter of what we send is lost');
});

test('what others lose behind the server is not our loss', () => {
  const summary = new StatsSummary((mid) => (mid === '1' ? 'camera' : undefined));
  const told = (seconds: number): StatsEntry[] =>
    look(seconds).map((entry) => (entry.id === 'R' ? { ...entry, packetsLost: 5 * seconds } : entry));
  summary.summarise(told(1), [SLOT], 1_000);
  assert.equal(summary.summarise(told(3), [SLOT], 3_000).sent.camera?.loss, 0.1);
});

test('the encodings of a camera count together', () => {
  const summary = new StatsSummary((mid) => (mid === '1' ? 'camera' : undefined));
  const encoding = (id: string, seconds: number, height: number, rate: number): StatsEntry => ({
    id,
    type: 'outbound-rtp',
    timestamp: 1_000 * seconds,
    kind: 'video',
    mid: '1',
    bytesSent: rate * seconds,
    packetsSent: rate * seconds,
    frameHeight: height,
  });
  const at = (seconds: number): StatsEntry[] => [
    encoding('l', seconds, 180, 100),
    encoding('m', seconds, 360, 200),
    encoding('h', seconds, 720, 0), // paused
  ];
  summary.summarise(at(1), [], 1_000);
  const { sent } = summary.summarise(at(2), [], 2_000);
  assert.equal(sent.camera?.bitrateBps, 2_400);
  assert.equal(sent.camera?.height, 360, 'the largest that is being sent');
});

test('the first look has no rates and is no alarm', () => {
  const summary = new StatsSummary(() => undefined);
  const { slots, quality } = summary.summarise(look(1), [SLOT], 1_000);
  assert.equal(slots[0]?.video?.bitrateBps, 0);
  assert.notEqual(slots[0]?.quality, 'lost');
  assert.notEqual(quality, 'lost');
});

test('a camera that stops coming is lost after three seconds, a muted one never', () => {
  const summary = new StatsSummary(() => undefined);
  const at = (seconds: number, slot: WatchedSlot) =>
    summary.summarise(look(seconds, { packets: 100 }), [slot], 1_000 * seconds).slots[0]?.quality;
  summary.summarise(look(0, { packets: 0 }), [SLOT], 0);
  at(1, SLOT);
  assert.notEqual(at(3, SLOT), 'lost');
  assert.equal(at(5, SLOT), 'lost');
  assert.notEqual(at(7, { ...SLOT, videoExpected: false }), 'lost');
  assert.notEqual(at(9, SLOT), 'lost', 'back for two seconds only');
});

test('a connection without figures is described all the same', () => {
  const { slots, connection, quality } = new StatsSummary(() => undefined).summarise([], [SLOT], 0);
  assert.deepEqual(slots, [{ slot: 0, participantId: 'p', audio: null, video: null, quality: null }]);
  assert.equal(connection.roundTripMs, null);
  assert.equal(quality, 'good');
});
