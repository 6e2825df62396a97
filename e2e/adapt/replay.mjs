// Publishers who replay prepared media: simulcast and sound of a steady quality, whatever the machine is busy with.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { faces } from '../lib/media.mjs';
import { results, root } from '../lib/paths.mjs';
import { until } from '../lib/conditions.mjs';

const FRAMES_PER_SECOND = 25;
const KEYFRAME_DISTANCE = 48; // whole cycles of the temporal layers, which the replayer counts from keyframes
const SECONDS = (2 * KEYFRAME_DISTANCE) / FRAMES_PER_SECOND;
/** Three temporal layers with 40, 60 and 100 % of the rate, as browsers send them. */
const temporalLayers = ({ kbps }) => [
  'ts_number_layers=3', `ts_target_bitrate=${[0.4, 0.6, 1].map((share) => Math.round(share * kbps)).join(',')}`, 'ts_rate_decimator=4,2,1',
  'ts_periodicity=4', 'ts_layer_id=0,2,1,2', 'ts_layering_mode=3',
].join(':');

/** What the replayer sends, the smallest first: its names for them, their height and rate. */
export const encodings = [
  { rid: 'q', width: 320, height: 180, kbps: 150 },
  { rid: 'h', width: 640, height: 360, kbps: 500 },
  { rid: 'f', width: 1280, height: 720, kbps: 1500 },
];

const jar = path.join(root, 'bench', 'target', 'benchmarks.jar');

/** A tone that swells like syllables: the encoder adds in-band correction (FEC) to what could be speech, not to a steady tone. */
const voice = (tone) => `0.3*(sin(2*PI*${tone}*t)+0.5*sin(4*PI*${tone}*t)+0.3*sin(6*PI*${tone}*t))*(0.5+0.5*sin(2*PI*4*t))`;

/** Writes the files of one publisher: a moving picture in the face's colour, and its tone. */
async function make(folder, name, face) {
  const { colour, tone } = faces[face];
  const rate = ({ kbps }) => ['-b:v', `${kbps}k`, '-minrate', `${kbps}k`, '-maxrate', `${kbps}k`, '-bufsize', `${kbps / 2}k`];
  const scaled = encodings.map(({ rid, width, height }) => `[${rid}0]scale=${width}:${height}[${rid}]`).join(';');
  await promisify(execFile)('ffmpeg', [
    '-v', 'error', '-nostdin', '-y',
    '-f', 'lavfi', '-i', `testsrc2=size=1280x720:rate=${FRAMES_PER_SECOND}:duration=${SECONDS}`,
    '-f', 'lavfi', '-i', `aevalsrc=${voice(tone)}:s=48000:d=${SECONDS}`,
    '-filter_complex', `[0]drawbox=y=ih/2:h=ih/2:color=${colour.replace('#', '0x')}@0.8:t=fill,split=${encodings.length}${encodings.map(({ rid }) => `[${rid}0]`).join('')};${scaled}`,
    ...encodings.flatMap((encoding) => [
      '-map', `[${encoding.rid}]`, '-c:v', 'libvpx', ...rate(encoding), '-ts-parameters', temporalLayers(encoding),
      '-g', String(KEYFRAME_DISTANCE), '-keyint_min', String(KEYFRAME_DISTANCE),
      // As a camera's encoder is set: no picture that refers to a later one, none that is not shown.
      '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-auto-alt-ref', '0', '-error-resilient', '1',
      '-f', 'ivf', path.join(folder, `${name}-${encoding.rid}.ivf`),
    ]),
    '-map', '1', '-c:a', 'libopus', '-ac', '1', '-application', 'voip', '-b:a', '24k', '-frame_duration', '20', '-fec', '1', '-packet_loss', '20',
    '-f', 'ogg', path.join(folder, `${name}.opus`),
  ]);
}

/** Lets people of these names and faces into a room of the server, past the road's proxies; resolves when they send. */
export async function replay(road, room, people) {
  if (!existsSync(jar)) {
    throw new Error(`There is no ${path.relative(root, jar)}; ./sluice e2e adapt builds it.`);
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-replay-'));
  await Promise.all(Object.entries(people).map(([name, face]) => make(folder, name, face)));
  const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  const { port, udpPort } = road.direct;
  const child = spawn(java, [
    '--enable-native-access=ALL-UNNAMED', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dslf4j.internal.verbosity=ERROR',
    '-cp', jar, 'io.sluice.bench.replay.ReplayMain',
    '--url', `ws://127.0.0.1:${port}/rtc?room=${room}`, '--media', folder, '--via', `127.0.0.1:${udpPort}`,
    ...Object.keys(people).flatMap((name) => ['--publisher', name]),
  ], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const log = createWriteStream(path.join(results, 'adapt-replay.log'));
  child.stderr.pipe(log);
  let last;
  let late = 0;
  let rest = '';
  child.stdout.on('data', (data) => {
    log.write(data);
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      last = JSON.parse(line);
      late = Math.max(late, last.lateMillis);
    }
  });
  const replayed = {
    /** What they have sent so far: by name and RID. */
    sent: () => last,
    /** By how many milliseconds a packet left too late at most since this was asked last. */
    takeLate: () => {
      const took = late;
      late = 0;
      return took;
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await until('the publishers send; results/adapt-replay.log', () => {
    if (child.exitCode !== null) {
      throw new Error('the replayer ended; results/adapt-replay.log');
    }
    return last;
  }, { seconds: 30 }).catch(async (error) => {
    await replayed.stop();
    throw error;
  });
  return replayed;
}
