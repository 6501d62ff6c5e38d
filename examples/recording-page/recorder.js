/** What a browser does to speech for calls: it swings the level, cuts quiet sounds and takes treble away. None of it belongs in a sample. */
export const MICROPHONE = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: 1,
};

/**
 * Records the microphone until `stop` is called.
 * @param onLevel is called with the peak of each block in dBFS
 * @returns `stop`, which resolves to a WAV file: mono, 16 bits, at the rate of the sound card
 */
export async function record(onLevel = () => {}) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: MICROPHONE });
  // No sampleRate: the context takes the sound card's, and nothing is converted in between.
  const context = new AudioContext();
  await context.audioWorklet.addModule(new URL('recorder-worklet.js', import.meta.url));
  const source = context.createMediaStreamSource(stream);
  const recorder = new AudioWorkletNode(context, 'recorder', { channelCount: 1, channelCountMode: 'explicit' });
  const blocks = [];
  recorder.port.addEventListener('message', ({ data }) => {
    blocks.push(data);
    onLevel(20 * Math.log10(Math.max(1e-3, ...data.map(Math.abs))));
  });
  recorder.port.start();
  // The output of the node stays silent; without a way to the loudspeaker it would not run in every browser.
  source.connect(recorder).connect(context.destination);
  return async function stop() {
    source.disconnect();
    for (const track of stream.getTracks()) track.stop();
    const { sampleRate } = context;
    await context.close();
    return wav(blocks, sampleRate);
  };
}

/** A RIFF/WAVE file of these blocks of samples (full scale is 1). */
export function wav(blocks, sampleRate) {
  const count = blocks.reduce((sum, block) => sum + block.length, 0);
  const file = new DataView(new ArrayBuffer(44 + 2 * count));
  const text = (at, value) => [...value].forEach((letter, i) => file.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  file.setUint32(4, 36 + 2 * count, true);
  text(8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, sampleRate, true);
  file.setUint32(28, 2 * sampleRate, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  text(36, 'data');
  file.setUint32(40, 2 * count, true);
  let at = 44;
  for (const block of blocks) {
    for (const sample of block) {
      file.setInt16(at, Math.round(32_767 * Math.max(-1, Math.min(1, sample))), true);
      at += 2;
    }
  }
  return new Blob([file], { type: 'audio/wav' });
}

const [start, stop, level, status, play, save] = ['start', 'stop', 'level', 'status', 'play', 'save'].map((id) =>
  document.getElementById(id),
);
let finish;

async function begin() {
  start.disabled = true;
  try {
    finish = await record((peakDb) => (level.value = peakDb));
    stop.disabled = false;
    status.textContent = 'Recording.';
  } catch (error) {
    start.disabled = false;
    status.textContent = `The microphone could not be opened: ${error.message} Allow it for this page, and try again.`;
  }
}

async function end() {
  stop.disabled = true;
  const file = await finish();
  const url = URL.createObjectURL(file);
  play.src = url;
  save.href = url;
  play.hidden = save.hidden = start.disabled = false;
  status.textContent = `${Math.round((file.size - 44) / 1024)} KiB recorded.`;
}

start.addEventListener('click', () => void begin());
stop.addEventListener('click', () => void end());
