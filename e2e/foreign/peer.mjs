// werift, a WebRTC stack written in TypeScript, as publisher and as viewer.
//
// usage: node peer.mjs publish|view URL TOKEN; prints a line of JSON per second with what went or came so far. A publisher takes
// its RTP from ffmpeg (VP8 and Opus), and deletes its session at SIGTERM.

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { RTCPeerConnection, useH264, useOPUS, useVP8 } from 'werift';

const [mode, url, token] = process.argv.slice(2);
const counts = { audio: 0, video: 0, frames: 0, lost: 0 };
const peer = new RTCPeerConnection({
  bundlePolicy: 'max-bundle',
  codecs: { audio: [useOPUS()], video: mode === 'publish' ? [useVP8()] : [useVP8(), useH264()] },
});

const direction = mode === 'publish' ? 'sendonly' : 'recvonly';
const transceivers = { audio: peer.addTransceiver('audio', { direction }), video: peer.addTransceiver('video', { direction }) };
if (mode === 'view') {
  view();
}
const session = await negotiate();
setInterval(() => console.log(JSON.stringify(counts)), 1000);
if (mode === 'publish') {
  await publish();
}

async function negotiate() {
  await peer.setLocalDescription(await peer.createOffer());
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${token}` },
    body: peer.localDescription.sdp,
  });
  const body = await response.text();
  if (response.status !== 201) {
    throw new Error(`${response.status} ${body}`);
  }
  await peer.setRemoteDescription({ type: 'answer', sdp: body });
  return new URL(response.headers.get('Location'), url);
}

async function publish() {
  await peer.connectionStateChange.watch((state) => state === 'connected');
  const sockets = {};
  for (const kind of ['audio', 'video']) {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.on('message', (packet) => {
      counts[kind]++;
      counts.frames += kind === 'video' && packet[1] & 0x80 ? 1 : 0; // its last packet is marked
      transceivers[kind].sender.sendRtp(packet);
    });
    sockets[kind] = socket.address().port;
  }
  const source = spawn('ffmpeg', [
    '-v', 'error', '-nostdin',
    '-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=15',
    '-re', '-f', 'lavfi', '-i', 'sine=frequency=1000:sample_rate=48000',
    '-map', '0', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '300k', '-g', '30',
    '-payload_type', '96', '-f', 'rtp', `rtp://127.0.0.1:${sockets.video}?pkt_size=1200`,
    '-map', '1', '-c:a', 'libopus', '-ac', '2', '-b:a', '48k',
    '-payload_type', '97', '-f', 'rtp', `rtp://127.0.0.1:${sockets.audio}?pkt_size=1200`,
  ], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.on('exit', () => source.kill('SIGKILL'));
}

function view() {
  for (const kind of ['audio', 'video']) {
    transceivers[kind].onTrack.subscribe((track) => {
      let last;
      track.onReceiveRtp.subscribe((packet) => {
        const { sequenceNumber, marker } = packet.header;
        const gap = last === undefined ? 1 : (sequenceNumber - last) & 0xffff;
        if (gap < 0x8000) {
          counts.lost += Math.max(0, gap - 1);
          last = sequenceNumber;
        } else {
          counts.lost--; // late, or repaired
        }
        counts[kind]++;
        counts.frames += kind === 'video' && marker ? 1 : 0;
      });
    });
  }
}

process.on('SIGTERM', async () => {
  await fetch(session, { method: 'DELETE' });
  process.exit(0);
});
