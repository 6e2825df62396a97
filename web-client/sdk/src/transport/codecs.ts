import type { VideoCodecName } from '../signaling/messages.ts';

/** The part of `RTCRtpCodec` that tells codecs apart. */
export interface CodecLike {
  readonly mimeType: string;
  readonly sdpFmtpLine?: string;
}

/** The one flavour of each codec that the server forwards; others would only make the offer longer. */
const FORWARDED: { readonly [name in VideoCodecName]: (fmtp: string) => boolean } = {
  vp8: () => true,
  vp9: (fmtp) => !/profile-id=[1-9]/.test(fmtp),
  h264: (fmtp) => /packetization-mode=1/.test(fmtp) && /profile-level-id=42e01f/i.test(fmtp),
  av1: (fmtp) => !/profile=[1-9]/.test(fmtp),
};

export function codecName(codec: CodecLike): VideoCodecName | 'rtx' | null {
  const name = codec.mimeType.toLowerCase().replace(/^video\//, '');
  if (name === 'rtx') {
    return name;
  }
  return name in FORWARDED && FORWARDED[name as VideoCodecName](codec.sdpFmtpLine ?? '')
    ? (name as VideoCodecName)
    : null;
}

/** Each forwarded video codec once, `preferred` first, and RTX; in the browser's order otherwise. */
export function videoCodecs<C extends CodecLike>(capabilities: readonly C[], preferred?: VideoCodecName): C[] {
  const known = new Set<string>();
  const kept = capabilities.filter((codec) => {
    const name = codecName(codec);
    if (name === null || (name !== 'rtx' && known.has(name))) {
      return false;
    }
    known.add(name);
    return true;
  });
  return [
    ...kept.filter((codec) => codecName(codec) === preferred),
    ...kept.filter((codec) => codecName(codec) !== preferred),
  ];
}

/** Opus only. */
export function audioCodecs<C extends CodecLike>(capabilities: readonly C[]): C[] {
  return ofTypes(capabilities, 'audio/opus');
}

/** Opus, and what the server sends it in on a lossy network: redundancy (RFC 2198), where the browser has it. */
export function receivedAudioCodecs<C extends CodecLike>(capabilities: readonly C[]): C[] {
  return [...audioCodecs(capabilities), ...ofTypes(capabilities, 'audio/red')];
}

function ofTypes<C extends CodecLike>(capabilities: readonly C[], type: string): C[] {
  return capabilities.filter(({ mimeType }) => mimeType.toLowerCase() === type);
}
