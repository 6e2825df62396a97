// What each participant of a test shows and says: a colour with a moving white square, and a pulsed tone.
// Made by ffmpeg once and kept in e2e/results/media, since raw video is too large to commit.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { results } from './paths.mjs';

/** Far enough apart on the colour wheel to survive 4:2:0 video, and in pitch to be told apart by an FFT. */
export const faces = {
  red: { colour: '#d01818', hue: 0, tone: 440 },
  green: { colour: '#18b018', hue: 120, tone: 1000 },
  blue: { colour: '#1830d8', hue: 230, tone: 1560 },
  yellow: { colour: '#d8d018', hue: 57, tone: 2120 },
  magenta: { colour: '#d018d0', hue: 300, tone: 2680 },
};

const SECONDS = 2;

/** Four browsers that send and receive share two processors with the server. */
const FRAMES_PER_SECOND = 15;

/** The fake camera's and microphone's files of one face, made when missing. */
export function filesOf(face, { width, height }) {
  const folder = path.join(results, 'media');
  mkdirSync(folder, { recursive: true });
  const { colour, tone } = faces[face];
  return {
    video: made(path.join(folder, `${face}-${width}x${height}-${FRAMES_PER_SECOND}.y4m`), [
      '-f', 'lavfi', '-i', `color=c=${colour.replace('#', '0x')}:size=${width}x${height}:rate=${FRAMES_PER_SECOND}:duration=${SECONDS}`,
      '-f', 'lavfi', '-i', `color=c=white:size=${height / 6}x${height / 6}:rate=${FRAMES_PER_SECOND}:duration=${SECONDS}`,
      '-filter_complex', `[0][1]overlay=x='mod(t*${width / 2}\\,${width})':y=${height / 18}`,
      '-pix_fmt', 'yuv420p',
    ]),
    // Pulsed, since noise suppression takes a steady tone for noise.
    audio: made(path.join(folder, `${face}.wav`), [
      '-f', 'lavfi', '-i', `sine=frequency=${tone}:sample_rate=48000:duration=${SECONDS}`,
      '-af', `volume='if(lt(mod(t\\,0.4)\\,0.28)\\,4\\,0)':eval=frame`,
      '-ac', '1',
    ]),
  };
}

function made(file, ffmpegArguments) {
  if (!existsSync(file)) {
    // Written beside and renamed, so that an interrupted run leaves no half file behind.
    const extension = path.extname(file);
    const half = file.replace(extension, `.half${extension}`);
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...ffmpegArguments, half]);
    renameSync(half, file);
  }
  return file;
}
