/** Tells the bench where a peer listens, and ends the peer with it. */
export function serve(url: string): void {
  process.send?.({ url });
  process.once('disconnect', () => process.exit(0));
}
