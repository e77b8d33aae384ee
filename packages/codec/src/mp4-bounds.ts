/**
 * What an MP4 claims about its length, read before a decoder sees it. With the index at the end of the file the decoder
 * makes all of the sound in one call, so that no limit could stop it: a 20 MB file may claim 3 million frames of silence.
 */
export interface Mp4Bounds {
  /** The longest the audio track can be by its index, seconds; 0 when the samples are in fragments. */
  readonly seconds: number;
}

/** ISO/IEC 14496-12. Undefined when a box or an index is longer than what holds it. */
export function mp4Bounds(bytes: Uint8Array): Mp4Bounds | undefined {
  const walk: Walk = {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    boxes: 0,
    seconds: 0,
    timescale: 0,
    alacFrame: 0,
  };
  return boxes(walk, 0, bytes.length, 0) ? { seconds: walk.seconds } : undefined;
}

interface Walk {
  readonly view: DataView;
  boxes: number;
  seconds: number;
  timescale: number;
  alacFrame: number;
}

const CONTAINERS = new Set(["moov", "trak", "mdia", "minf", "stbl", "moof", "traf", "mvex", "edts"]);
const MAX_BOXES = 20_000;
/** HE-AAC makes 2,048 samples of a frame; plain AAC 1,024. */
const AAC_FRAME = 2048;

function boxes(walk: Walk, from: number, to: number, depth: number): boolean {
  let at = from;
  while (at + 8 <= to) {
    if (++walk.boxes > MAX_BOXES || depth > 8) return false;
    let size = walk.view.getUint32(at);
    let head = 8;
    if (size === 1 && at + 16 <= to) {
      size = walk.view.getUint32(at + 8) * 2 ** 32 + walk.view.getUint32(at + 12);
      head = 16;
    } else if (size === 0) size = to - at;
    if (size < head) return false;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => walk.view.getUint8(at + i)));
    // Sound data may be cut short by a broken upload; an index may not.
    if (type === "mdat" || type === "free" || type === "skip") at += size;
    else {
      if (at + size > to) return false;
      const fine = CONTAINERS.has(type)
        ? boxes(walk, at + head, at + size, depth + 1)
        : leaf(walk, type, at + head, at + size);
      if (!fine) return false;
      at += size;
    }
  }
  return true;
}

function leaf(walk: Walk, type: string, at: number, end: number): boolean {
  const { view } = walk;
  const u32 = (offset: number): number => (at + offset + 4 <= end ? view.getUint32(at + offset) : 0);
  switch (type) {
    case "mdhd":
      walk.timescale = u32(view.getUint8(at) === 1 ? 20 : 12);
      return true;
    case "stsd":
      walk.alacFrame = alacFrame(view, at, end);
      return true;
    case "stsz": {
      const uniform = u32(4);
      const count = u32(8);
      if (uniform === 0 ? at + 12 + count * 4 > end : count * uniform > view.byteLength) return false;
      const rate = Math.max(1, walk.timescale);
      walk.seconds = Math.max(walk.seconds, (count * Math.max(AAC_FRAME, walk.alacFrame)) / rate);
      return true;
    }
    case "stco":
      return at + 8 + u32(4) * 4 <= end;
    case "co64":
      return at + 8 + u32(4) * 8 <= end;
    case "stsc":
      return at + 8 + u32(4) * 12 <= end;
    case "trun":
      return u32(4) <= view.byteLength;
    default:
      return true;
  }
}

/** Frame length of the first sample entry when it is ALAC: its cookie follows the 36-byte entry. */
function alacFrame(view: DataView, at: number, end: number): number {
  const entry = at + 8;
  if (entry + 52 > end || view.getUint32(entry + 4) !== 0x616c6163) return 0;
  return view.getUint32(entry + 48);
}
