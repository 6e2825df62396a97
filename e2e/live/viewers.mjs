import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { browserOf } from '../lib/browsers.mjs';
import { until } from '../lib/conditions.mjs';
import { probe } from '../lib/decoded.mjs';
import { Participant } from '../lib/participant.mjs';
import { results } from '../lib/paths.mjs';

const LATENCY_SECONDS = 3;

/** As long as a telephone needs to change its network; more is jumped over instead. */
const STALL_SECONDS = 2;
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
      const first = await until('it plays', async () => {
        const now = await state();
        return now.time > 2 && now;
      }, { seconds: 30 });
      const latencies = [];
      for (let i = 0; i < 20; i++) {
        await page.waitForTimeout(500);
        latencies.push((await state()).latency);
      }
      const last = await state();
      latencies.sort((a, b) => a - b);
      t.diagnostic(`behind by a median of ${latencies[10].toFixed(2)} s, at most ${latencies.at(-1).toFixed(2)} s; ${last.frames - first.frames} pictures in 10 s`);
      assert.deepEqual(last.problems, []);
      assert.ok(last.time - first.time > 8, `${last.time - first.time} s played in 10 s`);
      assert.ok(latencies[10] <= LATENCY_SECONDS, `${latencies[10]} s behind`);
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
    await viewer.load(studio.server.room('caught', `/watch#t=${capability}`));
    const video = () => viewer.page.evaluate(() => {
      const { currentTime = 0, playbackRate = 1 } = document.querySelector('video') ?? {};
      return { time: currentTime, rate: playbackRate };
    });
    await until('it plays', async () => (await video()).time > 3, { seconds: 30 });
    const behind = async () => (await program.state()).output.runMillis / 1000 - (await video()).time;
    const before = await behind();
    await viewer.context.setOffline(true);
    await until('it stalls', async () => (await behind()) > before + STALL_SECONDS, { seconds: 20 });
    await viewer.context.setOffline(false);
    assert.equal((await program.state()).output.viewers, 1, 'one page is one viewer');
    const rates = [];
    await until(() => `it has caught up; rates seen: ${rates.join()}`, async () => {
      rates.push((await video()).rate);
      return (await behind()) < before + 1;
    }, { seconds: 40, every: 200 });
    const fastest = Math.max(...rates);
    t.diagnostic(`played at up to ${fastest.toFixed(2)} for ${(rates.filter((rate) => rate > 1).length / 5).toFixed(1)} s`);
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
