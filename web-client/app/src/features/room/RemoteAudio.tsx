import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { playThrough } from '../../state/audioOutput.ts';
import { devices } from '../../state/localMedia.ts';
import { slots } from '../../state/meeting.ts';
import { useStream } from './useStream.ts';

/** Plays what is heard. It stands apart from the tiles: who is not on screen is heard all the same. */
export function RemoteAudio(): JSX.Element {
  return (
    <div hidden>
      {slots.value.map((slot) => (
        <SlotAudio key={slot.slot} stream={slot.stream} />
      ))}
    </div>
  );
}

function SlotAudio({ stream }: { readonly stream: MediaStream }): JSX.Element {
  const audio = useRef<HTMLAudioElement>(null);
  const output = devices.value?.audioOutput ?? null;
  useStream(audio, stream);
  useEffect(() => {
    if (audio.current && output !== null) {
      playThrough(audio.current, output);
    }
  }, [output]);
  return <audio ref={audio} autoplay />;
}
