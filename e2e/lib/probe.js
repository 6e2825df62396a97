// Runs in every page before the product's own scripts: counts what the tests must see from outside of the product.
// It changes nothing that the page does.
(() => {
  const probe = { offers: 0, connections: [], sockets: [], sent: [], received: [], violations: [] };
  Object.defineProperty(window, '__probe', { value: probe });

  const NativeConnection = window.RTCPeerConnection;
  const createOffer = NativeConnection.prototype.createOffer;
  NativeConnection.prototype.createOffer = function (...parameters) {
    probe.offers++;
    return createOffer.apply(this, parameters);
  };
  window.RTCPeerConnection = class extends NativeConnection {
    constructor(...parameters) {
      super(...parameters);
      probe.connections.push(this);
    }
  };

  const NativeSocket = window.WebSocket;
  window.WebSocket = class extends NativeSocket {
    constructor(...parameters) {
      super(...parameters);
      probe.sockets.push(this);
      this.addEventListener('message', (event) => {
        if (typeof event.data === 'string') {
          probe.received.push(event.data);
        }
      });
    }

    send(data) {
      probe.sent.push(data);
      super.send(data);
    }
  };

  document.addEventListener('securitypolicyviolation', (event) => {
    probe.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}`);
  });

  const liveConnection = () => probe.connections.filter((one) => one.connectionState !== 'closed').at(-1);
  probe.connection = liveConnection;

  /** Every picture in the page: whose tile it is in, what colour it shows, how many frames it decoded. */
  probe.tiles = async () => {
    const decoded = new Map();
    const report = await liveConnection()?.getStats();
    report?.forEach((entry) => {
      if (entry.type === 'inbound-rtp' && entry.kind === 'video') {
        const codec = report.get(entry.codecId);
        decoded.set(entry.trackIdentifier, { frames: entry.framesDecoded ?? 0, codec: codec?.mimeType, width: entry.frameWidth, height: entry.frameHeight });
      }
    });
    return [...document.querySelectorAll('figure, article')]
      .filter((tile) => tile.getAttribute('aria-label') || tile.getAttribute('aria-labelledby'))
      .map((tile) => {
        const video = tile.querySelector('video');
        const shown = isShown(video);
        const track = video?.srcObject?.getVideoTracks?.()[0];
        const box = tile.getBoundingClientRect();
        return { label: labelOf(tile), area: box.width * box.height, videos: tile.querySelectorAll('video').length, shown, track: track?.id ?? null,
          colour: shown ? colourOf(video) : null, width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0,
          ...(track ? decoded.get(track.id) : undefined) };
      });
  };

  /** Begins to note when the tile of this name goes, or the picture in it: who looks now and then is late. `goneAt` tells. */
  probe.watchTile = (wanted, whole) => {
    probe.goneAt = null;
    const observer = new MutationObserver(() => {
      const tile = [...document.querySelectorAll('figure, article')].find((one) => labelOf(one) === wanted);
      if (whole ? !tile : tile && !isShown(tile.querySelector('video'))) {
        probe.goneAt = Date.now();
        observer.disconnect();
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  };

  const labelOf = (tile) => {
    const labelled = tile.getAttribute('aria-labelledby') ?? '';
    const label = tile.getAttribute('aria-label') ?? labelled.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    return label.trim();
  };

  const isShown = (video) => video !== null && video.getAttribute('aria-hidden') !== 'true' && video.checkVisibility() && video.videoWidth > 0;

  // The lower half of the picture: the moving square stays in the upper half.
  function colourOf(video) {
    const canvas = document.createElement('canvas');
    canvas.width = 32;
    canvas.height = 18;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(video, 0, 0, 32, 18);
    const { data } = context.getImageData(0, 9, 32, 9);
    const sum = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      for (let channel = 0; channel < 3; channel++) {
        sum[channel] += data[i + channel];
      }
    }
    return sum.map((value) => Math.round(value / (data.length / 4)));
  }

  /** Counters per kind over everything this page receives. */
  probe.inbound = async () => {
    const totals = { audioPackets: 0, videoPackets: 0, framesDecoded: 0, audioEnergy: 0 };
    (await liveConnection()?.getStats())?.forEach((entry) => {
      if (entry.type === 'inbound-rtp') {
        totals[`${entry.kind}Packets`] += entry.packetsReceived;
        totals.framesDecoded += entry.framesDecoded ?? 0;
        totals.audioEnergy += entry.totalAudioEnergy ?? 0;
      }
    });
    return totals;
  };

  const LOOK_MS = 50;
  /** A timer may be a little late on any machine; by so much the page stood still. */
  const STALL_MS = 50;

  /**
   * Begins to note for how long at most nothing was decoded and nothing arrived to be heard, when that was over, and how
   * late this page itself looked meanwhile; `watched` tells.
   */
  probe.watch = () => {
    const watch = Object.fromEntries(['framesDecoded', 'audioPackets'].map((what) => [what, { value: 0, since: performance.now(), late: 0, longest: { gap: 0 } }]));
    let looked = performance.now();
    const timer = setInterval(async () => {
      const now = await probe.inbound();
      const late = performance.now() - looked - LOOK_MS;
      looked = performance.now();
      for (const [what, seen] of Object.entries(watch)) {
        note(seen, now[what], late > STALL_MS ? late : 0);
      }
    }, LOOK_MS);
    probe.watched = () => {
      clearInterval(timer);
      return Object.fromEntries(Object.entries(watch).map(([what, { longest: { gap, late, until } }]) => [what, { gap, late, until }]));
    };
  };

  function note(seen, value, late) {
    seen.late += late;
    const gap = Math.round(performance.now() - seen.since - seen.late);
    if (gap > seen.longest.gap || seen.since === seen.longest.since) {
      seen.longest = { since: seen.since, gap: Math.max(gap, seen.longest.gap), late: Math.round(seen.late), until: Date.now() };
    }
    if (value > seen.value) {
      Object.assign(seen, { since: performance.now(), late: 0 });
    }
    seen.value = value; // another connection counts from the start
  }

  /** How media travels: "udp" or "tcp", the kinds of both candidates, and who relays. */
  probe.path = async () => {
    const report = await liveConnection().getStats();
    const all = [...report.values()];
    const transport = all.find((entry) => entry.type === 'transport');
    const pair = report.get(transport?.selectedCandidatePairId) ?? all.find((entry) => entry.type === 'candidate-pair' && entry.nominated && entry.selected !== false);
    const [local, remote] = [report.get(pair?.localCandidateId), report.get(pair?.remoteCandidateId)];
    return local && remote && { protocol: local.protocol, local: local.candidateType, address: remote.address, port: remote.port };
  };

  /** Analysers in `listening`, one per stream that the page really plays; `ears` are those there are already. */
  function hear(listening, ears) {
    const playing = new Set();
    for (const element of document.querySelectorAll('audio, video')) {
      if (element.paused || element.muted || element.volume === 0) {
        continue;
      }
      for (const track of element.srcObject?.getAudioTracks?.() ?? []) {
        playing.add(track.id);
        if (!ears.has(track.id)) {
          const analyser = listening.createAnalyser();
          analyser.fftSize = 4096;
          analyser.smoothingTimeConstant = 0;
          listening.createMediaStreamSource(new MediaStream([track])).connect(analyser);
          ears.set(track.id, analyser);
        }
      }
    }
    return [...ears].filter(([id]) => playing.has(id)).map(([, analyser]) => analyser);
  }

  /** The loudest level (dB) each of these frequencies reached within `milliseconds` in what the page plays. */
  probe.tones = async (frequencies, milliseconds) => {
    const peaks = frequencies.map(() => -200);
    const listening = new AudioContext();
    const ears = new Map();
    hear(listening, ears);
    await listening.resume();
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      for (const analyser of hear(listening, ears)) {
        const bins = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(bins);
        frequencies.forEach((frequency, i) => {
          const bin = Math.round((frequency * analyser.fftSize) / listening.sampleRate);
          peaks[i] = Math.max(peaks[i], ...bins.slice(bin - 1, bin + 2));
        });
      }
    }
    await listening.close(); // it would go on mixing for nobody
    return peaks;
  };
})();
