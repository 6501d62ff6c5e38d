/** Hands every block of the first channel to the page. Runs on the audio thread, so that a busy page loses nothing. */
class Recorder extends AudioWorkletProcessor {
  process([input]) {
    // The samples are the browser's: they must be copied.
    const block = input[0]?.slice();
    if (block !== undefined) this.port.postMessage(block, [block.buffer]);
    return true;
  }
}

registerProcessor('recorder', Recorder);
