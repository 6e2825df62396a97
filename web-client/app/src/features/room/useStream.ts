import type { RefObject } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { noteAutoplayBlocked } from '../../state/audioOutput.ts';

/** Plays a stream in an element for as long as the component lives. */
export function useStream(element: RefObject<HTMLMediaElement | null>, stream: MediaStream | null): void {
  useEffect(() => {
    const media = element.current;
    if (!media) {
      return;
    }
    media.srcObject = stream;
    if (stream) {
      media.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') {
          noteAutoplayBlocked();
        }
      });
    }
    return () => {
      media.srcObject = null;
    };
  }, [stream]);
}

/** A stream around one own track, the same as long as the track is. */
export function useStreamOf(track: MediaStreamTrack | null): MediaStream | null {
  return useMemo(() => (track ? new MediaStream([track]) : null), [track]);
}
