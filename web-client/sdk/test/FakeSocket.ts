import type { ClientMessage, ServerMessage } from '../src/signaling/messages.ts';
import type { Socket } from '../src/signaling/SignalingConnection.ts';

/** The server's side of a WebSocket, in the hands of a test. */
export class FakeSocket implements Socket {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: ClientMessage[] = [];
  closed = false;
  closeCode: number | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }

  close(code?: number): void {
    this.closed = true;
    this.closeCode ??= code ?? null;
  }

  /** The network takes it away. */
  break(): void {
    this.onclose?.({ code: 1006, reason: '' });
  }

  receive(message: ServerMessage): void {
    this.receiveText(JSON.stringify(message));
  }

  receiveText(data: string): void {
    this.onmessage?.({ data });
  }

  /** `relayUser`: whom the credentials for relays are made for. */
  welcome(relayUser?: string): void {
    this.receive({
      type: 'welcome',
      protocol: 1,
      server: 'Sluice',
      iceServers: relayUser === undefined ? [] : [{ urls: ['turn:turn.example.org'], username: relayUser, credential: 'c' }],
      limits: { messageBytes: 1048576, slots: 25, chatCharacters: 2000, nameCharacters: 60 },
      room: { name: 'math-3', participants: 0, names: [], open: true },
    });
  }

  /** The last message of a type. */
  last<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }> | undefined {
    return this.sent.findLast((message) => message.type === type) as Extract<ClientMessage, { type: T }> | undefined;
  }

  /** Replies `ok` to the last request of a type. */
  ok(type: ClientMessage['type']): void {
    this.receive({ type: 'ok', re: this.idOf(type) });
  }

  /** The number of the last request of a type. */
  idOf(type: ClientMessage['type']): number {
    const request = this.sent.findLast((message) => message.type === type);
    return request && 'id' in request ? request.id : -1;
  }
}
