/** Numbers requests, rising over all sockets of a participant, so that the server can say which of them are done. */
export class RequestNumbers {
  private last = 0;

  next(): number {
    return ++this.last;
  }

  /** After a reload the server knows higher numbers than we do. */
  continueAfter(number: number): void {
    this.last = Math.max(this.last, number);
  }
}
