import { signal } from '@preact/signals';

/** The browser wants a tap before it plays sound. */
export const autoplayBlocked = signal(false);

export const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

/** Sends the sound of an element to an output; `null` is the system's choice. */
export function playThrough(element: HTMLMediaElement, deviceId: string | null): void {
  if (!canChooseSpeaker) {
    return;
  }
  element.setSinkId(deviceId ?? '').catch(() => {
    // The device is gone: the element stays with the system's output.
  });
}

export function noteAutoplayBlocked(): void {
  autoplayBlocked.value = true;
}

/** Called from a tap, which is what the browser waits for. */
export function startAllMedia(): void {
  autoplayBlocked.value = false;
  for (const element of document.querySelectorAll<HTMLMediaElement>('audio, video')) {
    if (element.srcObject !== null) {
      element.play().catch(noteAutoplayBlocked);
    }
  }
}

const CHORD_HZ = [523.25, 659.25, 783.99];
const CHORD_SECONDS = 1.4;

/** Plays a rising chord and tells its level while it sounds. */
export async function playTestChord(deviceId: string | null, onLevel: (level: number) => void): Promise<void> {
  const context = new AudioContext();
  try {
    if (deviceId !== null && 'setSinkId' in context) {
      await (context as AudioContext & { setSinkId(id: string): Promise<void> }).setSinkId(deviceId);
    }
    const meter = context.createAnalyser();
    meter.connect(context.destination);
    const start = context.currentTime + 0.05;
    CHORD_HZ.forEach((hertz, i) => playNote(context, meter, hertz, start + i * 0.14, start + CHORD_SECONDS - 0.1));
    const samples = new Float32Array(meter.fftSize);
    const until = performance.now() + CHORD_SECONDS * 1_000;
    while (performance.now() < until) {
      meter.getFloatTimeDomainData(samples);
      onLevel(Math.min(1, samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0) * 2));
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  } finally {
    onLevel(0);
    await context.close();
  }
}

function playNote(context: AudioContext, into: AudioNode, hertz: number, from: number, to: number): void {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = hertz;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.16, from + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0001, to);
  oscillator.connect(volume).connect(into);
  oscillator.start(from);
  oscillator.stop(to);
}
