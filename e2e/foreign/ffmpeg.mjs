// ffmpeg with its WHIP muxer (8.0 and newer), which no distribution we test on has yet: it comes through Maven.

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { results, root } from '../lib/paths.mjs';

const platform = `linux-${{ x64: 'x86_64', arm64: 'arm64' }[process.arch]}`;
const folder = path.join(results, 'ffmpeg-8.0.1');
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

/** Publishes a test picture and a tone as an encoder would: H.264 that nobody can ask for a keyframe, every 2 s one comes. */
export function publish({ url, token, log }) {
  const out = openSync(path.join(results, log), 'w');
  return spawn(executable, [
    '-hide_banner', '-nostdin',
    '-re', '-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=15',
    '-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000',
    '-c:v', 'libopenh264', '-b:v', '600k', '-pix_fmt', 'yuv420p', '-g', '30',
    '-c:a', 'libopus', '-ar', '48000', '-ac', '2', '-b:a', '64k',
    '-f', 'whip', '-authorization', token, url,
  ], { stdio: ['ignore', out, out], env: { ...process.env, LD_LIBRARY_PATH: libraries } });
}
