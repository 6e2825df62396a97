// Looks into a finished video file: what ffprobe says of it, and what is to be seen and heard in it.

import { spawnSync } from 'node:child_process';

const MAX = 1 << 30;
const WIDTH = 64;
const HEIGHT = 36;
const RATE = 48_000;

/** Samples that a tone is measured over: 5 ms. */
const HOP = 240;

/** Samples over which tones are told apart: the faces' are a multiple of 20 Hz from each other. */
const LONG_HOP = 2400;

/** What a command writes; fails when it says that something is wrong, as a decoder does and goes on. */
function run(command, ...parameters) {
  const { status, stdout, stderr, error } = spawnSync(command, ['-v', 'error', ...parameters], { maxBuffer: MAX, stdio: ['ignore', 'pipe', 'pipe'] });
  if (error || status !== 0 || stderr.length > 0) {
    throw new Error(`${command} ${parameters.join(' ')}: ${error ?? `${status} ${stderr}`}`);
  }
  return stdout;
}

/** Decodes all of a file; fails when a decoder complains. */
export const decode = (file) => run('ffmpeg', '-i', file, '-f', 'null', '-');

/** The streams, and of each packet its kind, time and whether it is a keyframe. */
export function probe(file) {
  const text = run('ffprobe', '-show_entries', 'stream=codec_name,codec_type,width,height,sample_rate,channels:packet=codec_type,pts_time,dts_time,flags', '-of', 'json', file);
  const { streams, packets } = JSON.parse(text);
  const timed = packets.map((packet) => ({
    kind: packet.codec_type, pts: Number(packet.pts_time), dts: Number(packet.dts_time), keyframe: packet.flags.startsWith('K'),
  }));
  return {
    streams,
    pictures: timed.filter((packet) => packet.kind === 'video'),
    sounds: timed.filter((packet) => packet.kind === 'audio'),
  };
}

/** What two clocks round a picture's time by. */
const ROUNDED_SECONDS = 0.0015;

/** How many of so many pictures a second are missing between the first and the last; fails when one has a time of its own. */
export function missing(packets, rate) {
  const times = packets.map((packet) => packet.pts).sort((a, b) => a - b);
  return times.slice(1).reduce((sum, time, i) => {
    const steps = Math.round((time - times[i]) * rate);
    if (steps < 1 || Math.abs(time - times[i] - steps / rate) > ROUNDED_SECONDS) {
      throw new Error(`a picture at ${time} after one at ${times[i]}, of ${rate} a second`);
    }
    return sum + steps - 1;
  }, 0);
}

/** The coded pictures in their order: time and what tells their bytes from others'. */
export function hashed(file) {
  const text = run('ffprobe', '-select_streams', 'v', '-show_data_hash', 'md5', '-show_entries', 'packet=pts_time,data_hash', '-of', 'json', file);
  return JSON.parse(text).packets.map((packet) => ({ pts: Number(packet.pts_time), hash: packet.data_hash }));
}

/** All pictures, 64 by 36: `at(i, x, y)` is the mean colour around that point, each from 0 to 1. */
export function pictures(file) {
  const bytes = run('ffmpeg', '-i', file, '-map', '0:v', '-vf', `scale=${WIDTH}:${HEIGHT}:flags=area`, '-fps_mode', 'passthrough', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-');
  const size = WIDTH * HEIGHT * 3;
  return {
    count: Math.floor(bytes.length / size),
    at(i, x, y) {
      const sum = [0, 0, 0];
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const place = i * size + (Math.floor(y * HEIGHT + dy) * WIDTH + Math.floor(x * WIDTH + dx)) * 3;
          sum.forEach((_, c) => { sum[c] += bytes[place + c] / 9; });
        }
      }
      return sum;
    },
  };
}

/** One picture in its full size, as grey: `at(x, y)` from 0 to 255. */
export function still(file, seconds) {
  const { width, height } = probe(file).streams.find((stream) => stream.codec_type === 'video');
  const bytes = run('ffmpeg', '-i', file, '-ss', String(seconds), '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', '-');
  return { width, height, at: (x, y) => bytes[y * width + x] };
}

/** How loud a tone is in a file's sound, in each stretch of so many samples. */
function levelsOf(file, frequency, hop = HOP) {
  const samples = sound(file);
  const levels = [];
  for (let start = 0; start + hop <= samples.length; start += hop) {
    let [re, im] = [0, 0];
    for (let i = 0; i < hop; i++) {
      const angle = (2 * Math.PI * frequency * i) / RATE;
      re += samples[start + i] * Math.cos(angle);
      im += samples[start + i] * Math.sin(angle);
    }
    levels.push(Math.hypot(re, im) / hop);
  }
  return levels;
}

/** The most that is heard of a tone between two times of a file's sound, in seconds from its beginning. */
export function loudest(file, frequency, from, to) {
  const hops = (seconds) => Math.round((seconds * RATE) / LONG_HOP);
  return Math.max(...levelsOf(file, frequency, LONG_HOP).slice(hops(from), hops(to)));
}

/** How loud a tone is in all of a file's sound. */
export function loudness(file, frequency) {
  const levels = levelsOf(file, frequency, LONG_HOP);
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}

/** The times at which a tone begins in a file's sound, in seconds of its presentation, and how loud it is. */
export function beginnings(file, frequency, from) {
  const levels = levelsOf(file, frequency);
  const loud = Math.max(...levels) / 3;
  const times = [];
  levels.forEach((level, i) => {
    if (i > 8 && level > loud && levels.slice(i - 8, i).every((before) => before <= loud)) {
      times.push(from + (i * HOP) / RATE);
    }
  });
  return { times, loudest: Math.max(...levels) };
}

const sounds = new Map();

function sound(file) {
  if (!sounds.has(file)) {
    const bytes = run('ffmpeg', '-i', file, '-map', '0:a', '-af', 'aresample=async=1', '-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-');
    sounds.clear(); // the latest is enough
    sounds.set(file, new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3))));
  }
  return sounds.get(file);
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
