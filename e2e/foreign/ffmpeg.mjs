// ffmpeg with its WHIP muxer (8.0 and newer), which no distribution we test on has yet: it comes through Maven.

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { results, root } from '../lib/paths.mjs';

const platform = `linux-${{ x64: 'x86_64', arm64: 'arm64' }[process.arch]}`;
const folder = path.join(results, 'ffmpeg-8.1.2');
const libraries = path.join(folder, 'org', 'bytedeco', 'ffmpeg', platform);
const executable = path.join(libraries, 'ffmpeg');

/** Unpacks it when it is not there; minutes on a slow network, nothing later. */
export function needFfmpeg() {
  if (!existsSync(executable)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('mvn', ['-B', '-q', '-ntp', '-f', path.join(root, 'e2e', 'foreign', 'pom.xml'),
      `-Dffmpeg.platform=${platform}`, `-Dffmpeg.folder=${folder}`, 'generate-resources'], { stdio: ['ignore', 'ignore', 'inherit'] });
    chmodSync(executable, 0o755);
  }
}

/**
 * Publishes a picture and a sound, sources of lavfi, as an encoder would: H.264 that nobody can ask for a keyframe, every
 * 2 s one comes.
 */
export function publish({
  url, token, log, picture = 'testsrc=size=640x360:rate=15', sound = 'sine=frequency=440:sample_rate=48000', bitrate = '600k', keyframes = 30,
}) {
  const out = openSync(path.join(results, log), 'w');
  return spawn(executable, [
    '-hide_banner', '-nostdin',
    '-re', '-f', 'lavfi', '-i', picture,
    '-re', '-f', 'lavfi', '-i', sound,
    '-c:v', 'libopenh264', '-b:v', bitrate, '-pix_fmt', 'yuv420p', '-g', String(keyframes),
    '-c:a', 'libopus', '-ar', '48000', '-ac', '2', '-b:a', '64k',
    '-f', 'whip', '-authorization', token, url,
  ], { stdio: ['ignore', out, out], env: { ...process.env, LD_LIBRARY_PATH: libraries } });
}

/** Publishes a file of H.264 and Opus as it is, at its pace. */
export function publishFile({ url, token, log, file }) {
  needFfmpeg();
  const out = openSync(path.join(results, log), 'w');
  return spawn(executable, [
    '-hide_banner', '-nostdin', '-re', '-i', file, '-c', 'copy', '-f', 'whip', '-authorization', token, url,
  ], { stdio: ['ignore', out, out], env: { ...process.env, LD_LIBRARY_PATH: libraries } });
}
