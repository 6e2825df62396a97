import type Hls from 'hls.js';

/** Plays one stream in one element until the returned function is called; `onFatal`: it will not go on by itself. */
export type Engine = (video: HTMLVideoElement, url: string, onFatal: () => void) => () => void;

/** What this browser plays HLS with; `null`: nothing. hls.js comes over the network only where it is used. */
export async function loadEngine(): Promise<Engine | null> {
  if ('MediaSource' in window || 'ManagedMediaSource' in window) {
    const { default: Player } = await import('hls.js/light');
    if (Player.isSupported()) {
      return (video, url, onFatal) => playWith(Player, video, url, onFatal);
    }
  }
  const native = document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== '';
  return native ? playNatively : null;
}

/** After a stall the picture catches up so much faster: less than most people notice. */
export const CATCH_UP_RATE = 1.2;

/** A list that is not there any more is asked for a few times only: the stream is over, and a look at it says so. */
const FEW_RETRIES = { maxNumRetry: 2, retryDelayMs: 500, maxRetryDelayMs: 2_000 };

function playWith(Player: typeof Hls, video: HTMLVideoElement, url: string, onFatal: () => void): () => void {
  const lists = {
    default: { maxTimeToFirstByteMs: 8_000, maxLoadTimeMs: 12_000, timeoutRetry: FEW_RETRIES, errorRetry: FEW_RETRIES },
  };
  const hls = new Player({
    enableWorker: false, // its script would come from a blob
    lowLatencyMode: true,
    maxLiveSyncPlaybackRate: CATCH_UP_RATE,
    backBufferLength: 10,
    manifestLoadPolicy: lists,
    playlistLoadPolicy: lists,
  });
  let mended = false;
  hls.on(Player.Events.ERROR, (_event, { fatal, type }) => {
    if (!fatal) {
      return;
    }
    if (type === Player.ErrorTypes.MEDIA_ERROR && !mended) {
      mended = true;
      hls.recoverMediaError();
      return;
    }
    onFatal();
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => hls.destroy();
}

const playNatively: Engine = (video, url, onFatal) => {
  video.addEventListener('error', onFatal);
  video.src = url;
  return () => {
    video.removeEventListener('error', onFatal);
    video.removeAttribute('src');
    video.load();
  };
};
