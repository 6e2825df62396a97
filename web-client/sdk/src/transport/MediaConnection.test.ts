import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaConnection } from './MediaConnection.ts';

/** As much of a browser's sender as setting encodings takes. */
class FakeSender {
  track: MediaStreamTrack | null = null;
  readonly encodings: RTCRtpEncodingParameters[];
  changes = 0;
  private lent = false;

  constructor(encodings: RTCRtpEncodingParameters[]) {
    this.encodings = encodings;
  }

  getParameters(): RTCRtpSendParameters {
    this.lent = true;
    return { encodings: this.encodings.map((encoding) => ({ ...encoding })), codecs: [] } as unknown as RTCRtpSendParameters;
  }

  async setParameters({ encodings }: RTCRtpSendParameters): Promise<void> {
    assert.ok(this.lent, 'parameters are read before each change');
    this.lent = false;
    await Promise.resolve();
    this.encodings.splice(0, this.encodings.length, ...encodings);
    this.changes++;
  }

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
  }
}

class FakePeer {
  static last: FakePeer;
  readonly senders: { kind: string; sender: FakeSender }[] = [];
  readonly signalingState = 'stable';

  constructor() {
    FakePeer.last = this;
  }

  addTransceiver(kind: string, init: RTCRtpTransceiverInit): unknown {
    const sender = new FakeSender(init.sendEncodings ?? [{}]);
    this.senders.push({ kind, sender });
    return { sender, receiver: {}, mid: null, setCodecPreferences: () => undefined };
  }
}

function camera(): { connection: MediaConnection; sender: FakeSender } {
  Object.assign(globalThis, {
    RTCPeerConnection: FakePeer,
    RTCRtpSender: { getCapabilities: () => ({ codecs: [] }) },
    RTCRtpReceiver: { getCapabilities: () => ({ codecs: [] }) },
    MediaStream: class {},
  });
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Chrome/156.0' }, configurable: true });
  const connection = new MediaConnection(
    { iceServers: [], slots: 1, audioSlots: 0, codec: undefined, iceTransportPolicy: undefined },
    () => false,
  );
  const sender = FakePeer.last.senders.find(({ kind, sender: { encodings } }) => kind === 'video' && encodings.length > 1);
  assert.ok(sender);
  return { connection, sender: sender.sender };
}

const active = ({ encodings }: FakeSender): string[] =>
  encodings.filter((encoding) => encoding.active).map(({ rid }) => rid ?? '');

test('only what somebody needs is sent, and again all of it when it is needed', async () => {
  const { connection, sender } = camera();
  assert.deepEqual(active(sender), ['l', 'm', 'h']);
  await connection.setEncodings('camera', [
    { rid: 'l', active: true },
    { rid: 'm', active: false },
    { rid: 'h', active: false },
  ]);
  assert.deepEqual(active(sender), ['l']);
  await connection.setEncodings('camera', [{ rid: 'h', active: true }]);
  assert.deepEqual(active(sender), ['l', 'h'], 'what is not named stays');
  await connection.setEncodings('camera', null);
  assert.deepEqual(active(sender), ['l', 'm', 'h']);
});

test('settings that come at the same time do not undo each other', async () => {
  const { connection, sender } = camera();
  const track = { contentHint: 'motion', getSettings: () => ({ width: 1280, height: 720 }) };
  await Promise.all([
    connection.setEncodings('camera', [{ rid: 'h', active: false }]),
    connection.replaceTrack('camera', track as unknown as MediaStreamTrack),
    connection.setEncodings('camera', [{ rid: 'm', active: false }]),
  ]);
  assert.deepEqual(active(sender), ['l']);
  assert.deepEqual(
    sender.encodings.map(({ maxBitrate }) => maxBitrate),
    [150_000, 500_000, 1_700_000],
  );
  assert.equal(sender.changes, 3);
});
