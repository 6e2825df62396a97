/** Below this nothing is heard (ux: −60 dBFS). */
const SILENT_DB = -60;
const SILENT_AFTER_MS = 5_000;
/** Speech into a muted microphone is clearly above a room's noise. */
const SPEECH_DB = -35;
/** Loud this long in sum: not a cough, not a door. */
const SPEECH_AFTER_MS = 600;
/** Quiet this long: no longer talking. */
const SPEECH_ENDS_AFTER_MS = 2_500;

/** Notices somebody who talks while muted, and a microphone that is on but brings nothing. */
export class SpeechWatch {
  talkingWhileMuted = false;
  silent = false;
  private loudMs = 0;
  private lastLoudAt = Number.NEGATIVE_INFINITY;
  private quietSince: number | null = null;
  private lastAt: number | null = null;
  private lastMuted: boolean | null = null;

  /** Takes note of a level; whether `talkingWhileMuted` or `silent` changed. */
  onLevel(dbfs: number, muted: boolean, nowMs: number): boolean {
    if (muted !== this.lastMuted) {
      this.lastMuted = muted;
      this.loudMs = 0;
      this.lastLoudAt = Number.NEGATIVE_INFINITY;
      this.quietSince = null;
    }
    const passedMs = this.lastAt === null ? 0 : nowMs - this.lastAt;
    this.lastAt = nowMs;
    const talking = muted && this.isTalking(dbfs, nowMs, passedMs);
    const silent = !muted && this.isSilent(dbfs, nowMs);
    const changed = talking !== this.talkingWhileMuted || silent !== this.silent;
    this.talkingWhileMuted = talking;
    this.silent = silent;
    return changed;
  }

  private isTalking(dbfs: number, nowMs: number, passedMs: number): boolean {
    if (dbfs >= SPEECH_DB) {
      this.loudMs += passedMs;
      this.lastLoudAt = nowMs;
    } else if (nowMs - this.lastLoudAt > SPEECH_ENDS_AFTER_MS) {
      this.loudMs = 0;
    }
    return this.loudMs >= SPEECH_AFTER_MS;
  }

  private isSilent(dbfs: number, nowMs: number): boolean {
    if (dbfs >= SILENT_DB) {
      this.quietSince = null;
      return false;
    }
    this.quietSince ??= nowMs;
    return nowMs - this.quietSince >= SILENT_AFTER_MS;
  }
}
