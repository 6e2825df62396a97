import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { browserOf } from '../lib/browsers.mjs';
import { until } from '../lib/conditions.mjs';
import { median, probe } from '../lib/decoded.mjs';
import { Participant } from '../lib/participant.mjs';
import { results } from '../lib/paths.mjs';

const LATENCY_SECONDS = 3;

/** How it plays is judged over so long, each half second, as soon as a slow machine has got going. */
const STRETCH_SECONDS = 10;
const LOOK_MS = 500;
const MOST_OF_THE_TIME = 0.8;

/** As long as a telephone needs to change its network. */
const STALL_SECONDS = 2;

/** After each stall the player wants to be a second later than before, two at most, and does not mind being a little later. */
const LATER_SECONDS = { most: 2, about: 0.25 };

/**
 * It hurries if it is later than it wants, and takes who is so by some 3.9 s for somebody who watches what was before. Where
 * a slow machine makes too much of an outage, there is another.
 */
const HURRIES_SECONDS = { from: 0.5, to: 3.5 };
const OUTAGES = 3;
const PLAYER = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');

const PAGE = `<!doctype html><title>Player</title><video muted autoplay width="640"></video><script src="hls.js"></script><script>
const hls = window.hls = new Hls({ lowLatencyMode: true, enableWorker: false, maxLiveSyncPlaybackRate: 1.2 });
window.problems = [];
hls.on(Hls.Events.ERROR, (_, data) => { if (data.fatal) { window.problems.push(data.details); } });
hls.loadSource(decodeURIComponent(location.hash.slice(1)));
hls.attachMedia(document.querySelector('video'));
</script>`;

export function viewers(studio) {
  test('a page of another host plays a program by LL-HLS, less than 3 s behind', { timeout: 120_000 }, async (t) => {
    const program = await studio.program('watched', ['red', 'green']);
    const url = await program.watch();
    const host = createServer((request, response) => {
      const script = request.url === '/hls.js';
      response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html' }).end(script ? readFileSync(PLAYER) : PAGE);
    });
    await new Promise((resolve) => { host.listen(0, '127.0.0.1', resolve); });
    const context = await (await browserOf('red', { media: 'none' })).newContext();
    try {
      const page = await context.newPage();
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`http://127.0.0.1:${host.address().port}/#${encodeURIComponent(url)}`);
      const state = () => page.evaluate(() => {
        const video = document.querySelector('video');
        return { time: video.currentTime, latency: window.hls.latency, frames: video.getVideoPlaybackQuality().totalVideoFrames, problems: window.problems };
      });
      await until('it plays', async () => (await state()).time > 2, { seconds: 30 });
      const looks = [];
      const stretch = await until(() => `it plays on time for ${STRETCH_SECONDS} s; behind by ${looks.map((one) => one.latency.toFixed(1))} s`, async () => {
        looks.push({ ...(await state()), at: performance.now() / 1000 });
        const played = stretchOf(looks);
        return played && played.behind <= LATENCY_SECONDS && played.share >= MOST_OF_THE_TIME && played;
      }, { seconds: 40, every: LOOK_MS });
      t.diagnostic(`after ${looks.length} looks it was behind by a median of ${stretch.behind.toFixed(2)} s for ${STRETCH_SECONDS} s, at most ${stretch.most.toFixed(2)} s; ${stretch.frames} pictures`);
      assert.deepEqual(looks.at(-1).problems, []);
      assert.ok(asked.some((one) => one.includes('_HLS_part=')), 'playlists are waited for part by part');
      assert.ok(asked.filter((one) => one.startsWith(studio.server.url)).every((one) => one.includes('t=')), 'each address carries the right');
    } finally {
      await context.close();
      host.close();
      await program.stop();
    }
  });

  test('the watch page catches up after its network stood still, faster than the program goes', { timeout: 120_000 }, async (t) => {
    const program = await studio.program('caught', ['red']);
    const capability = new URL(await program.watch()).searchParams.get('t');
    const viewer = await Participant.open('Viewer', 'green', { viewport: { width: 640, height: 480 }, media: 'none' });
    viewer.expects(/net::ERR_/);
    const url = studio.server.room('caught', `/watch#t=${capability}`);
    let seen = await outage(program, viewer, url, t);
    for (let more = 1; more < OUTAGES && (seen.late < HURRIES_SECONDS.from || seen.late > HURRIES_SECONDS.to); more++) {
      await viewer.page.goto('about:blank'); // an address that differs behind its # alone loads nothing
      seen = await outage(program, viewer, url, t);
    }
    const fastest = Math.max(...seen.rates);
    t.diagnostic(`played at up to ${fastest.toFixed(2)} for ${(seen.rates.filter((rate) => rate > 1).length / 5).toFixed(1)} s`);
    assert.ok(fastest > 1.1 && fastest <= 1.2, `${fastest}`);
    await program.stop();
  });

  test('ffmpeg plays a program by HTTP-FLV and from the RTMP port, and nobody plays it without the right', { timeout: 120_000 }, async () => {
    const program = await studio.program('pulled', ['blue']);
    const watch = new URL(await program.watch());
    const right = watch.search;
    for (const [name, url] of [
      ['flv', `${studio.server.url}/flv/pulled.flv${right}`],
      ['rtmp', `rtmp://127.0.0.1:${studio.rtmpPort}/live/pulled${right}`],
    ]) {
      const file = path.join(results, `live-pulled-${name}.flv`);
      writeFileSync(file, '');
      execFileSync('ffmpeg', ['-v', 'error', '-y', '-t', '4', '-i', url, '-c', 'copy', file], { timeout: 40_000, stdio: ['ignore', 'ignore', 'pipe'] });
      const { streams, pictures } = probe(file);
      assert.deepEqual(streams.map((one) => one.codec_name).sort(), ['aac', 'h264'], name);
      assert.ok(pictures.length > 90, `${name}: ${pictures.length} pictures`);
    }
    assert.equal((await fetch(`${studio.server.url}/flv/pulled.flv`)).status, 403);
    assert.equal((await fetch(`${studio.server.url}/hls/pulled/index.m3u8${right.replace(/.$/, '!')}`)).status, 403);
    assert.throws(() => execFileSync('ffmpeg', ['-v', 'error', '-t', '1', '-i', `rtmp://127.0.0.1:${studio.rtmpPort}/live/pulled`, '-f', 'null', '-'], { timeout: 20_000, stdio: 'ignore' }));
    await program.stop();
  });
}

/** Somebody watches, has no network for a while, and catches up: by how much it was too late at most, and how fast it went. */
async function outage(program, viewer, url, t) {
  await viewer.load(url);
  const video = () => viewer.page.evaluate(() => {
    const { currentTime = 0, playbackRate = 1 } = document.querySelector('video') ?? {};
    return { time: currentTime, rate: playbackRate, stalls: window.__stalls };
  });
  await until('it plays', async () => (await video()).time > 3, { seconds: 30 });
  const viewers = async () => (await program.state()).output.viewers;
  await until('one page is one viewer', async () => (await viewers()) === 1, { seconds: 30 }); // who was here before is soon forgotten
  await viewer.page.evaluate(() => {
    window.__stalls = 0;
    document.querySelector('video').addEventListener('waiting', () => { window.__stalls++; });
  });
  const behind = async () => (await program.state()).output.runMillis / 1000 - (await video()).time;
  const before = await behind();
  await viewer.context.setOffline(true);
  await until('it stalls', async () => (await behind()) > before + STALL_SECONDS, { seconds: 20 });
  await viewer.context.setOffline(false);
  assert.equal(await viewers(), 1, 'it still is one viewer');
  const seen = { rates: [], late: 0 };
  await until(() => `it has caught up; seen: ${JSON.stringify(seen)}`, async () => {
    const { rate, stalls } = await video();
    const late = (await behind()) - before - Math.min(stalls, LATER_SECONDS.most);
    seen.rates.push(rate);
    seen.late = Math.max(seen.late, late);
    return late < LATER_SECONDS.about || seen.late > HURRIES_SECONDS.to;
  }, { seconds: 40, every: 200 });
  t.diagnostic(`too late by up to ${seen.late.toFixed(1)} s`);
  return seen;
}

/** How far behind a player was in the last looks, and how much of the time it played; nothing before there are enough. */
function stretchOf(looks) {
  const last = looks.at(-1);
  const first = looks.findLast((one) => last.at - one.at >= STRETCH_SECONDS);
  if (!first) {
    return undefined;
  }
  const latencies = looks.slice(looks.indexOf(first) + 1).map(({ latency }) => latency);
  return { behind: median(latencies), most: Math.max(...latencies), share: (last.time - first.time) / (last.at - first.at), frames: last.frames - first.frames };
}
