// Captures what the browsers of this machine send, for the golden tests of rtp and sfu:
//   node e2e/golden/capture.mjs NAME chromium|firefox CODEC [SCALABILITY MODE or -] [RIDS, the smallest first]
// A page sends a drawn picture. Firefox sends it to itself and logs the packets in the clear (MOZ_LOG=RtpLogger);
// Chromium sends to werift, which decrypts them. Writes the file and says what it holds.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RTCPeerConnection as Werift, RTCRtpCodecParameters, useDependencyDescriptor, useNACK, usePLI, useRepairedRtpStreamId, useSdesMid, useSdesRTPStreamId, useTransportWideCC, useTWCC } from 'werift';
import { browserOf, probeScript } from '../lib/browsers.mjs';
import { Firefox } from '../lib/firefox.mjs';
import { root } from '../lib/paths.mjs';

/** Enough for all headers and descriptors. */
const PAYLOAD_BYTES = 120;
const SECONDS = 3; // what is kept of each stream, from its first keyframe on
const CALL_SECONDS = 8;

const [name, browser, codec, mode = '-', rids = ''] = process.argv.slice(2);
const names = rids ? rids.split(',') : [];

/** In the page: makes the sender, and answers with its offer. */
async function offer({ codec, mode, names }) {
  const canvas = document.createElement('canvas');
  // Less than this has no room for three spatial layers.
  [canvas.width, canvas.height] = mode.startsWith('L3') ? [1280, 720] : [640, 360];
  document.body.append(canvas);
  const pen = canvas.getContext('2d');
  let count = 0;
  setInterval(() => {
    pen.fillStyle = '#234';
    pen.fillRect(0, 0, 640, 360);
    pen.fillStyle = '#fa3';
    pen.fillRect((count * 7) % 600, (count * 3) % 320, 40, 40);
    pen.font = '60px sans-serif';
    pen.fillText(String(count++), 250, 200);
  }, 66);
  const [track] = canvas.captureStream(15).getVideoTracks();
  const sender = new RTCPeerConnection();
  window.sender = sender;
  const scaled = mode === '-' ? {} : { scalabilityMode: mode };
  const sendEncodings = names.length
    ? names.map((rid, i) => ({ rid, scaleResolutionDownBy: 2 ** (names.length - 1 - i), maxBitrate: 150_000 * 2 ** i, ...scaled }))
    : [{ maxBitrate: mode.startsWith('L3') ? 1_500_000 : 250_000, ...scaled }];
  const transceiver = sender.addTransceiver(track, { direction: 'sendonly', sendEncodings });
  const all = RTCRtpSender.getCapabilities('video').codecs;
  const fits = (each) => each.mimeType.toLowerCase() === `video/${codec.toLowerCase()}`
    && (codec !== 'VP9' || !/profile-id=[1-9]/.test(each.sdpFmtpLine ?? ''))
    && (codec !== 'H264' || /packetization-mode=1.*profile-level-id=42e0|profile-level-id=42e0.*packetization-mode=1/.test(each.sdpFmtpLine ?? ''));
  transceiver.setCodecPreferences([...all.filter(fits), ...all.filter((each) => each.mimeType === 'video/rtx')]);
  const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
  if (extensions) {
    extensions.filter((each) => each.uri.includes('dependency-descriptor')).forEach((each) => (each.direction = 'sendrecv'));
    transceiver.setHeaderExtensionsToNegotiate(extensions);
  }
  await sender.setLocalDescription();
  while (sender.iceGatheringState !== 'complete') {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return sender.localDescription.sdp;
}

/** In the page: a receiver beside the sender. Firefox takes no simulcast; it need not know. */
async function answerHere(sdp) {
  const receiver = new RTCPeerConnection();
  window.receiver = receiver;
  const plain = sdp.split('\r\n').filter((line) => !/^a=(rid|simulcast)/.test(line)).join('\r\n');
  await receiver.setRemoteDescription({ type: 'offer', sdp: plain });
  await receiver.setLocalDescription();
  while (receiver.iceGatheringState !== 'complete') {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return receiver.localDescription.sdp;
}

async function answered(sdp) {
  await window.sender.setRemoteDescription({ type: 'answer', sdp });
}

async function told() {
  const stats = [...(await window.sender.getStats()).values()].filter((each) => each.type === 'outbound-rtp')
    .map((each) => `${each.rid ?? ''} ${each.frameWidth}x${each.frameHeight} ${each.scalabilityMode ?? ''} ${each.framesEncoded} frames`);
  return JSON.stringify(stats);
}

/** What the answer lacks of the offer: extensions, and all encodings of a simulcast. */
function completed(answer, of) {
  let whole = answer.trimEnd() + '\r\n';
  for (const line of of.split('\r\n')) {
    const known = /^a=extmap:(\d+)\S* (\S*(?:stream-id|dependency-descriptor)\S*)/.exec(line);
    if (known && !whole.includes(known[2])) {
      whole += `a=extmap:${known[1]} ${known[2]}\r\n`;
    }
  }
  if (names.length && !/^a=simulcast/m.test(whole)) {
    whole += names.map((rid) => `a=rid:${rid} recv\r\n`).join('') + `a=simulcast:recv ${names.join(';')}\r\n`;
  }
  return whole;
}

function payloadType(sdp) {
  return Number(new RegExp(`a=rtpmap:(\\d+) ${codec}/90000`, 'i').exec(sdp)[1]);
}

/** Chromium begins at this rate, and does not ask the network first whether there is room for all layers. */
function hurried(answer, type) {
  const rates = 'x-google-start-bitrate=3000;x-google-min-bitrate=2500';
  const line = `a=fmtp:${type} `;
  if (!names.length && !mode.startsWith('L3')) {
    return answer;
  }
  return answer.includes(line) ? answer.replace(line, `${line}${rates};`) : `${answer}${line}${rates}\r\n`;
}

const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1000));

async function inChromium() {
  const opened = await browserOf('golden', { media: 'none' });
  const page = await opened.newPage();
  const sdp = await page.evaluate(offer, { codec, mode, names });
  const type = payloadType(sdp);
  const parameters = new RegExp(`a=fmtp:${type} (\\S+)`).exec(sdp)?.[1];
  const peer = new Werift({
    codecs: { audio: [], video: [new RTCRtpCodecParameters({ mimeType: `video/${codec}`, clockRate: 90_000, payloadType: type, parameters, rtcpFeedback: [useNACK(), usePLI(), useTWCC()] })] },
    headerExtensions: { audio: [], video: [useSdesMid(), useSdesRTPStreamId(), useRepairedRtpStreamId(), useTransportWideCC(), useDependencyDescriptor()] },
  });
  const packets = [];
  await peer.setRemoteDescription({ type: 'offer', sdp });
  await peer.setLocalDescription(await peer.createAnswer());
  for (const transport of peer.dtlsTransports) {
    const keys = transport.updateSrtpSession.bind(transport);
    transport.updateSrtpSession = () => {
      keys();
      const { srtp } = transport;
      const decrypt = srtp.decrypt.bind(srtp);
      srtp.decrypt = (data) => {
        const plain = decrypt(data);
        packets.push(Buffer.from(plain));
        return plain;
      };
    };
  }
  await page.evaluate(answered, hurried(completed(peer.localDescription.sdp, sdp), type));
  await seconds(CALL_SECONDS);
  console.log('Chromium', opened.version(), await page.evaluate(told));
  return { packets, type, sdp };
}

async function inFirefox() {
  const log = mkdtempSync(path.join(os.tmpdir(), 'sluice-golden-'));
  Object.assign(process.env, { MOZ_LOG: 'RtpLogger:5', MOZ_LOG_FILE: path.join(log, 'firefox'), MOZ_DISABLE_CONTENT_SANDBOX: '1' });
  const opened = await Firefox.start();
  const page = await opened.newPage({ initScript: probeScript, width: 800, height: 600 });
  const sdp = await page.evaluate(offer, { codec, mode, names });
  await page.evaluate(answered, completed(await page.evaluate(answerHere, sdp), sdp));
  await seconds(CALL_SECONDS);
  console.log('Firefox', opened.version, await page.evaluate(told));
  await opened.close();
  const packets = [];
  for (const file of readdirSync(log)) {
    for (const [, hex] of readFileSync(path.join(log, file), 'latin1').matchAll(/RTP_PACKET\|>> O \S+ +000000 ([0-9a-f ]+)/g)) {
      packets.push(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    }
  }
  rmSync(log, { recursive: true });
  return { packets, type: payloadType(sdp), sdp };
}

/** The length of a header extension; -1 when the packet has none of that id. */
function extension(packet, id) {
  if (!(packet[0] & 16)) {
    return -1;
  }
  let at = 12 + 4 * (packet[0] & 15);
  const twoBytes = packet.readUInt16BE(at) !== 0xbede;
  const end = at + 4 + 4 * packet.readUInt16BE(at + 2);
  for (at += 4; at < end;) {
    if (packet[at] === 0) {
      at++;
      continue;
    }
    const found = twoBytes ? packet[at] : packet[at] >> 4;
    const length = twoBytes ? packet[at + 1] : (packet[at] & 15) + 1;
    if (found === id) {
      return length;
    }
    at += (twoBytes ? 2 : 1) + length;
  }
  return -1;
}

function payloadOffset(packet) {
  const fixed = 12 + 4 * (packet[0] & 15);
  return packet[0] & 16 ? fixed + 4 + 4 * packet.readUInt16BE(fixed + 2) : fixed;
}

const { packets, type, sdp } = browser === 'firefox' ? await inFirefox() : await inChromium();
const descriptor = Number(/a=extmap:(\d+)\S* \S*dependency-descriptor/.exec(sdp)?.[1] ?? 0);
const streams = new Map();
const lines = [];
for (const packet of packets) {
  const padding = packet[0] & 32 ? packet[packet.length - 1] : 0;
  const at = payloadOffset(packet);
  if ((packet[1] & 127) !== type || packet.length - padding <= at) {
    continue; // repairs and probes
  }
  const ssrc = packet.readUInt32BE(8);
  const timestamp = packet.readUInt32BE(4);
  const described = extension(packet, descriptor);
  if (!streams.has(ssrc) && described >= 0 && described <= 3) {
    continue; // before the first keyframe, which brings the structure
  }
  const stream = streams.get(ssrc) ?? { first: timestamp, packets: 0, bytes: 0 };
  streams.set(ssrc, stream);
  if (((timestamp - stream.first) >>> 0) / 90_000 < SECONDS) {
    // A STAP-A (RFC 6184) cut short is none.
    const whole = codec === 'H264' && (packet[at] & 31) === 24;
    const kept = Buffer.from(packet.subarray(0, Math.min(packet.length - padding, whole ? packet.length : at + PAYLOAD_BYTES)));
    kept[0] &= ~32;
    lines.push(kept.toString('hex'));
    stream.packets++;
    stream.bytes += packet.length;
  }
}
console.log(name, codec, mode, [...streams.values()].map((each) => `${each.packets} packets`).join(', '), `${lines.join('\n').length} bytes`);
console.log(sdp.split('\r\n').filter((line) => line.startsWith('a=extmap:') && /mid|stream-id|wide-cc|descriptor/.test(line)).map((line) => line.slice(9).replace(/ \S*[:/#]/, ' ')).join(', '));
writeFileSync(path.join(root, 'rtp', 'src', 'test', 'resources', 'golden', `${name}.hex`), lines.join('\n') + '\n');
process.exit();
