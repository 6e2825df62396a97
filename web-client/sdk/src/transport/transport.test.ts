import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioCodecs, type CodecLike, receivedAudioCodecs, videoCodecs } from './codecs.ts';
import { midsOf, withOpusNack } from './offer.ts';
import { type Power, powerOf, sendEncodings, senderSettings } from './senderSettings.ts';
import { growthStep, pairSections, type ReceiveSection } from './slotSections.ts';

/** As Chromium lists them. */
const CHROMIUM: CodecLike[] = [
  { mimeType: 'video/VP8' },
  { mimeType: 'video/rtx' },
  { mimeType: 'video/VP9', sdpFmtpLine: 'profile-id=0' },
  { mimeType: 'video/VP9', sdpFmtpLine: 'profile-id=2' },
  { mimeType: 'video/H264', sdpFmtpLine: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f' },
  { mimeType: 'video/H264', sdpFmtpLine: 'level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f' },
  { mimeType: 'video/H264', sdpFmtpLine: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f' },
  { mimeType: 'video/AV1', sdpFmtpLine: 'level-idx=5;profile=0;tier=0' },
  { mimeType: 'video/AV1', sdpFmtpLine: 'level-idx=5;profile=1;tier=0' },
  { mimeType: 'video/red' },
  { mimeType: 'video/ulpfec' },
];

test('only what the server forwards is offered, each codec once', () => {
  assert.deepEqual(videoCodecs(CHROMIUM), [CHROMIUM[0], CHROMIUM[1], CHROMIUM[2], CHROMIUM[6], CHROMIUM[7]]);
});

test('the preferred codec comes first and none is lost', () => {
  const codecs = videoCodecs(CHROMIUM, 'h264');
  assert.equal(codecs[0], CHROMIUM[6]);
  assert.equal(codecs.length, 5);
});

test('a preferred codec that the browser lacks changes nothing', () => {
  const withoutH264 = CHROMIUM.filter(({ mimeType }) => mimeType !== 'video/H264');
  assert.deepEqual(videoCodecs(withoutH264, 'h264'), videoCodecs(withoutH264));
});

test('sound is Opus, and may come with redundancy', () => {
  const codecs = [{ mimeType: 'audio/red' }, { mimeType: 'audio/opus' }, { mimeType: 'audio/PCMU' }];
  assert.deepEqual(audioCodecs(codecs), [codecs[1]]);
  assert.deepEqual(receivedAudioCodecs(codecs), [codecs[1], codecs[0]]);
});

const OFFER = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:0',
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 transport-cc',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=mid:1',
  'a=rtpmap:96 VP8/90000',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:x2',
  'a=rtpmap:111 opus/48000/2',
  '',
].join('\r\n');

test('asks for retransmission of Opus in each section of sound, once', () => {
  const asked = withOpusNack(OFFER);
  assert.equal(asked.split('a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 nack\r\n').length, 3);
  assert.equal(asked.length, OFFER.length + 2 * 'a=rtcp-fb:111 nack\r\n'.length);
  assert.equal(withOpusNack(asked), asked);
});

test('reads the mids in their order', () => {
  assert.deepEqual(midsOf(OFFER), ['0', '1', 'x2']);
});

function section(mid: string, kind: 'audio' | 'video'): ReceiveSection {
  return { mid, kind, track: { id: mid } as MediaStreamTrack };
}

test('the n-th sections of sound and picture form slot n', () => {
  const sections = [section('2', 'audio'), section('3', 'video'), section('4', 'audio'), section('5', 'video')];
  const slots = pairSections([...sections, section('6', 'audio')], ['0', '1', '2', '3', '4', '5', '6']);
  assert.deepEqual(
    slots.map(({ index, audio, video }) => [index, audio.mid, video?.mid ?? null]),
    [
      [0, '2', '3'],
      [1, '4', '5'],
      [2, '6', null],
    ],
  );
});

test('the order of m-lines counts, not the order of mids', () => {
  const sections = [section('10', 'audio'), section('9', 'audio'), section('8', 'video')];
  const slots = pairSections(sections, ['9', '10', '8']);
  assert.deepEqual(
    slots.map(({ audio, video }) => [audio.mid, video?.mid ?? null]),
    [
      ['9', '8'],
      ['10', null],
    ],
  );
});

test('pictures added later go first into the slots that had only sound', () => {
  const first = [section('0', 'audio'), section('1', 'video'), section('2', 'audio')];
  const slots = pairSections([...first, section('3', 'audio'), section('4', 'video')], ['0', '1', '2', '3', '4']);
  assert.deepEqual(
    slots.map(({ audio, video }) => [audio.mid, video?.mid ?? null]),
    [
      ['0', '1'],
      ['2', '4'],
      ['3', null],
    ],
  );
});

test('slots grow by four to eight, never beyond the limit', () => {
  assert.equal(growthStep(9, 9, 25), 0);
  assert.equal(growthStep(9, 10, 25), 4);
  assert.equal(growthStep(9, 15, 25), 6);
  assert.equal(growthStep(9, 25, 25), 8);
  assert.equal(growthStep(23, 25, 25), 2);
  assert.equal(growthStep(9, 40, 12), 3);
});

test('a large picture may cost more than a small one', () => {
  const camera = (width: number, height: number) =>
    senderSettings('camera', { contentHint: 'motion', getSettings: () => ({ width, height }) }).maxBitrate['h'] ?? 0;
  assert.ok(camera(1280, 720) > camera(640, 360));
});

test('a camera has three sizes, the smallest first, two in Firefox, one on a weak machine', () => {
  const rids = (power: Power) => sendEncodings('camera', power).map(({ rid }) => rid);
  assert.deepEqual(rids('full'), ['l', 'm', 'h']);
  assert.deepEqual(rids('frugal'), ['l', 'h']);
  assert.deepEqual(rids('weak'), []);
  assert.deepEqual(
    sendEncodings('camera', 'full').map(({ scaleResolutionDownBy }) => scaleResolutionDownBy),
    [4, 2, 1],
  );
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const chromium = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36';
  assert.equal(powerOf({ userAgent: firefox, hardwareConcurrency: 8 }), 'frugal');
  assert.equal(powerOf({ userAgent: chromium, hardwareConcurrency: 3 }), 'full');
  assert.equal(powerOf({ userAgent: chromium, hardwareConcurrency: 2 }), 'weak');
});

test('each encoding has a limit of its own, and sound has one encoding', () => {
  for (const source of ['camera', 'screen_share'] as const) {
    const { maxBitrate } = senderSettings(source, { contentHint: '', getSettings: () => ({ width: 1280, height: 720 }) });
    const limits = sendEncodings(source, 'full').map(({ rid }) => maxBitrate[rid ?? ''] ?? 0);
    assert.ok(limits.every((limit, i) => limit > (limits[i - 1] ?? 0)), `${source}: ${limits.join()}`);
  }
  assert.deepEqual(sendEncodings('microphone', 'full'), []);
});

test('text keeps its sharpness, motion its speed', () => {
  const settings = () => ({ width: 1920, height: 1080 });
  const text = senderSettings('screen_share', { contentHint: 'text', getSettings: settings });
  assert.equal(text.degradationPreference, 'maintain-resolution');
  assert.equal(text.maxFramerate, 15);
  const motion = senderSettings('screen_share', { contentHint: 'motion', getSettings: settings });
  assert.equal(motion.degradationPreference, undefined);
  assert.equal(motion.maxFramerate, 30);
});
