/**
 * Sluice for web pages: join a room, send and receive. Framework-free; renders nothing.
 *
 *     const room = createRoom();
 *     room.on('slotsChanged', (slots) => …);
 *     await room.connect(location.origin, { room: 'math-3', name: 'Anna' });
 *     await room.localParticipant.setMicrophoneEnabled(true);
 */
export type * from './api.ts';
export type * from './stats/types.ts';
export type { Events, Listener } from './util/Emitter.ts';
export { DeviceError, SluiceError } from './errors.ts';
export type { DeviceErrorKind, SluiceErrorCode } from './errors.ts';
export type {
  ByeReason,
  ChatMessage,
  CodecName,
  ConnectionInfo,
  Destination,
  Kind,
  Lamps,
  Layout,
  LeaveReason,
  Limits,
  MediaState,
  ProgramInfo,
  ProgramOutput,
  ProgramRecording,
  RefusalDetail,
  ProgramVideo,
  Rights,
  RoomPreview,
  Scene,
  ServerErrorCode,
  Slate,
  SlotRequest,
  Source,
  VideoCodecName,
  VideoState,
} from './signaling/messages.ts';
export { createRoom } from './room/createRoom.ts';
