// The system's Chromium, one process per face (its fake camera and microphone are chosen at start), and Firefox, kept
// for the suite.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { Firefox } from './firefox.mjs';
import { filesOf } from './media.mjs';
import { root } from './paths.mjs';

const candidates = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const running = new Map();

function executable() {
  const found = candidates.find((candidate) => candidate && existsSync(candidate));
  if (!found) {
    throw new Error('No Chromium found. Install the package chromium, or set CHROME_PATH to the path of one.');
  }
  return found;
}

/** What is sent and shown costs processors that the product needs too; few tests ask for more. */
const CAMERA = { width: 320, height: 180 };

/**
 * A browser whose camera and microphone are those of `face`.
 * With `media: 'none'` it has no devices, with `media: 'denied'` its user refuses them.
 */
export async function browserOf(face, { width = CAMERA.width, height = CAMERA.height, media = 'granted' } = {}) {
  const key = `${face} ${width}x${height} ${media}`;
  if (!running.has(key)) {
    const flags = [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
      '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
    ];
    if (media !== 'none') {
      const files = filesOf(face, { width, height });
      flags.push(
        '--use-fake-device-for-media-stream=device-count=2',
        `--use-file-for-fake-video-capture=${files.video}`,
        `--use-file-for-fake-audio-capture=${files.audio}`,
      );
    }
    if (media !== 'denied') {
      flags.push('--use-fake-ui-for-media-stream');
    }
    running.set(key, chromium.launch({ executablePath: executable(), headless: true, args: flags }));
  }
  return running.get(key);
}

/** The one Firefox of the suite. */
export function firefox() {
  if (!running.has('firefox')) {
    running.set('firefox', Firefox.start());
  }
  return running.get('firefox');
}

export async function closeBrowsers() {
  await Promise.allSettled([...running.values()].map(async (browser) => (await browser).close()));
  running.clear();
}

export const probeScript = path.join(root, 'e2e', 'lib', 'probe.js');
