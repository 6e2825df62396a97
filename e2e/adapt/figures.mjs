// What getStats says about what a page receives, over a stretch of time.

import { until } from '../lib/conditions.mjs';

/** Every stream that has come so far, by its id: counters since its start. */
export async function received(viewer) {
  return viewer.page.evaluate(async () => {
    const streams = {};
    (await window.__probe.connection().getStats()).forEach((entry) => {
      if (entry.type === 'inbound-rtp' && entry.packetsReceived > 0) {
        const counters = Object.entries(entry).filter(([, value]) => typeof value === 'number');
        streams[entry.id] = { ...Object.fromEntries(counters), kind: entry.kind, at: entry.timestamp };
      }
    });
    return streams;
  });
}

/** Begins to note how high the pictures of each stream are, and at what time of day they become so; `heights` tells. */
export async function watchHeights(viewer) {
  await viewer.page.evaluate(() => {
    const seen = (window.__heights = { changes: [] });
    const last = {};
    clearInterval(window.__heightTimer);
    window.__heightTimer = setInterval(async () => {
      (await window.__probe.connection()?.getStats())?.forEach((entry) => {
        const height = entry.type === 'inbound-rtp' && entry.framesDecoded > 0 ? entry.frameHeight : undefined;
        if (height !== undefined && last[entry.id] !== height) {
          last[entry.id] = height;
          seen.changes.push({ id: entry.id, height, at: Date.now() });
        }
      });
    }, 50);
  });
}

export const heights = (viewer) => viewer.page.evaluate(() => window.__heights.changes);

/** Waits until so many pictures are as high as that; resolves with the seconds it took, or Infinity when it was too long. */
export async function shows(viewer, height, count, seconds) {
  const start = performance.now();
  try {
    await until('', async () => {
      const pictures = (await viewer.tiles()).filter((tile) => tile.shown && tile.height === height);
      return pictures.length >= count;
    }, { seconds, every: 100 });
  } catch {
    return Infinity;
  }
  return (performance.now() - start) / 1000;
}

/** What is summed up of each stream, and of those of a kind: our names of a browser's counts. */
const OF_ALL = { packets: 'packetsReceived', lost: 'packetsLost', bytes: 'bytesReceived', repaired: 'retransmittedPacketsReceived' };
const OF_SOUNDS = {
  total: 'totalSamplesReceived', concealed: 'concealedSamples', silent: 'silentConcealedSamples', events: 'concealmentEvents', corrected: 'fecPacketsReceived',
  buffered: 'jitterBufferDelay', played: 'jitterBufferEmittedCount',
};
const OF_PICTURES = {
  frozen: 'totalFreezesDuration', freezes: 'freezeCount', frames: 'framesDecoded', nacks: 'nackCount', plis: 'pliCount', keyframes: 'keyFramesDecoded',
};
const SUMMED = Object.keys({ ...OF_ALL, ...OF_SOUNDS, ...OF_PICTURES, time: 0 });

/** What came between two looks: shares of 1 of sound and pictures, rates per second. */
export const between = (before, after) => over([{ before, after }]);

/** The same over several stretches between two looks each. */
export function over(stretches) {
  const sums = Object.fromEntries(SUMMED.map((what) => [what, 0]));
  for (const { before, after } of stretches) {
    // Of the last one.
    Object.assign(sums, { sounds: 0, pictures: 0, heights: [] });
    for (const [id, now] of Object.entries(after)) {
      add(sums, before[id] ?? {}, now);
    }
  }
  return {
    ...sums,
    concealed: sums.total === 0 ? 1 : sums.concealed / sums.total,
    silent: sums.total === 0 ? 1 : sums.silent / sums.total,
    frozen: sums.time === 0 ? 1 : sums.frozen / sums.time,
    framesPerSecond: sums.time === 0 ? 0 : sums.frames / sums.time,
    kbps: sums.time === 0 ? 0 : (sums.bytes * 8) / 1000 / (sums.time / sums.pictures),
  };
}

/** What came of one stream. */
function add(sums, then, now) {
  const more = (what) => (now[what] ?? 0) - (then[what] ?? 0);
  if (more('packetsReceived') === 0) {
    return; // a slot that nobody is in now
  }
  const isSound = now.kind === 'audio';
  for (const [sum, what] of Object.entries({ ...OF_ALL, ...(isSound ? OF_SOUNDS : OF_PICTURES) })) {
    sums[sum] += more(what);
  }
  if (isSound) {
    sums.sounds++;
    return;
  }
  sums.pictures++;
  sums.time += then.at === undefined ? 0 : (now.at - then.at) / 1000;
  sums.heights.push(now.frameHeight);
}

const percent = (share) => `${(share * 100).toFixed(1)} %`;

export function describe(figures) {
  return `${figures.sounds} sounds, concealed ${percent(figures.concealed)} (${figures.events} times), ${figures.corrected} with corrections, ${((figures.buffered / figures.played) * 1000).toFixed(0)} ms in the buffer; `
    + `${figures.pictures} pictures ${figures.heights.join(', ')} high, frozen ${percent(figures.frozen)} of the time (${figures.freezes} times), ${figures.framesPerSecond.toFixed(1)} frames/s, `
    + `${figures.keyframes} keyframes, ${figures.plis} asked for, ${figures.nacks} NACKs; ${figures.kbps.toFixed(0)} kbit/s, ${figures.packets} packets, ${figures.repaired} of them repeated, ${figures.lost} missed`;
}
