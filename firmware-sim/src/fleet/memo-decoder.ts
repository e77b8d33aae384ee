import type { OpusDecoder } from "@dalaba/codec";
import type { FrameDecoder } from "@dalaba/media";
import type { DecoderPool } from "./decoder-pool";

/**
 * Shares decoding inside one process. A decoder's output depends on all it was fed, so what is shared is named by that
 * history: each node of a tree stands for one, and two speakers that were fed the same stand on the same node. The
 * frames themselves are told apart by identity, which `MemoMessages` makes equal to equality of their bytes.
 *
 * One live decoder follows each branch. A speaker that lost a frame branches off: the decoder for its branch is made
 * anew and fed the last 0.2-0.4 s, which is as far back as Opus can be heard to remember. Branches are bounded, or a
 * busy machine that makes everybody late would be busier still: beyond the bound a gap is filled with the frame before
 * it at half level, and the speaker goes on where others decoded its next frame. Speakers that do the whole work do not
 * come here.
 */

type Step =
  | { readonly kind: "decode" | "fec"; readonly packet: Uint8Array; readonly samples: number }
  | { readonly kind: "conceal"; readonly samples: number };

/** So many steps are kept twice over for making a decoder anew. */
const SEGMENT = 10;
const MOST_BRANCHES = 16;
const FORGET_US = 5_000_000;

interface Segment {
  readonly steps: Step[];
  before: Segment | undefined;
}

interface Node {
  readonly segment: Segment;
  readonly length: number;
  readonly pcm: Float32Array | null;
  readonly decoded: Map<Uint8Array, Node>;
  readonly fec: Map<Uint8Array, Node>;
  readonly concealed: Map<number, Node>;
  decoder: OpusDecoder | undefined;
  touchedUs: number;
}

export class MemoDecoding {
  readonly #pool: DecoderPool;
  readonly #branches: { readonly atUs: number; readonly forget: () => void }[] = [];
  readonly #latest = new Map<Uint8Array, Node>();
  #live = new Set<Node>();
  #nowUs = 0;
  #root: Node = newNode({ steps: [], before: undefined }, 0, null);
  /** Frames decoded, concealed or repaired so far. */
  made = 0;

  constructor(pool: DecoderPool) {
    this.#pool = pool;
  }

  /** A decoder that has heard nothing. */
  decoder(): FrameDecoder {
    return new MemoDecoder(this, this.#root);
  }

  /** Live decoders. */
  get branches(): number {
    return this.#live.size;
  }

  get root(): Node {
    return this.#root;
  }

  /** Forgets what nobody can come back to. */
  tick(nowUs: number): void {
    this.#nowUs = nowUs;
    while (this.#branches[0] && nowUs - this.#branches[0].atUs > FORGET_US) this.#branches.shift()?.forget();
    for (const node of this.#live) {
      if (nowUs - node.touchedUs <= FORGET_US || !node.decoder) continue;
      this.#pool.give(node.decoder);
      node.decoder = undefined;
      this.#live.delete(node);
    }
  }

  close(): void {
    for (const node of this.#live) if (node.decoder) this.#pool.give(node.decoder);
    this.#live = new Set();
  }

  /** The node after `step`; its `pcm` is shared and must not be written to. */
  advance(from: Node, step: Step): Node {
    const known =
      step.kind === "conceal"
        ? from.concealed.get(step.samples)
        : (step.kind === "fec" ? from.fec : from.decoded).get(step.packet);
    if (known) return known;
    const elsewhere = step.kind === "decode" && this.#full(from) ? this.#latest.get(step.packet) : undefined;
    if (elsewhere) return elsewhere;
    this.made++;
    const decoder = step.kind !== "decode" && this.#full(from) ? undefined : this.#decoderOf(from);
    const pcm = decoder ? run(decoder, step) : halved(from.pcm);
    const segment = extend(from, step);
    const node = newNode(segment, segment.steps.length, pcm);
    node.decoder = decoder;
    node.touchedUs = this.#nowUs;
    if (decoder) this.#live.add(node);
    if (step.kind === "conceal") this.#branch(from.concealed, step.samples, node);
    else this.#branch(step.kind === "fec" ? from.fec : from.decoded, step.packet, node);
    if (step.kind === "decode") this.#branch(this.#latest, step.packet, node);
    return node;
  }

  /** Going on from here would need one more decoder than there may be. */
  #full(from: Node): boolean {
    return from.decoder === undefined && this.#live.size >= MOST_BRANCHES;
  }

  #branch<K>(children: Map<K, Node>, key: K, node: Node): void {
    children.set(key, node);
    this.#branches.push({ atUs: this.#nowUs, forget: () => children.delete(key) });
  }

  #decoderOf(node: Node): OpusDecoder | undefined {
    const own = node.decoder;
    if (own) {
      node.decoder = undefined;
      this.#live.delete(node);
      return own;
    }
    const decoder = this.#pool.take();
    if (!decoder) return undefined;
    for (const step of node.segment.before?.steps ?? []) run(decoder, step);
    for (const step of node.segment.steps.slice(0, node.length)) run(decoder, step);
    return decoder;
  }
}

function newNode(segment: Segment, length: number, pcm: Float32Array | null): Node {
  return {
    segment,
    length,
    pcm,
    decoded: new Map(),
    fec: new Map(),
    concealed: new Map(),
    decoder: undefined,
    touchedUs: 0,
  };
}

function extend(from: Node, step: Step): Segment {
  let { segment } = from;
  if (from.length < segment.steps.length)
    segment = { steps: segment.steps.slice(0, from.length), before: segment.before };
  else if (segment.steps.length >= SEGMENT) {
    segment.before = undefined;
    segment = { steps: [], before: segment };
  }
  segment.steps.push(step);
  return segment;
}

function halved(pcm: Float32Array | null): Float32Array | null {
  return pcm?.map((sample) => sample / 2) ?? null;
}

function run(decoder: OpusDecoder, step: Step): Float32Array | null {
  switch (step.kind) {
    case "decode":
      return decoder.decode(step.packet);
    case "fec":
      return decoder.decodeFec(step.packet, step.samples);
    case "conceal":
      return decoder.conceal(step.samples);
  }
}

/** One speaker's place in the tree. */
class MemoDecoder implements FrameDecoder {
  readonly #tree: MemoDecoding;
  #node: Node;

  constructor(tree: MemoDecoding, node: Node) {
    this.#tree = tree;
    this.#node = node;
  }

  decode(packet: Uint8Array): Float32Array | null {
    return this.#step({ kind: "decode", packet, samples: 0 });
  }

  conceal(frameSamples: number): Float32Array {
    return this.#step({ kind: "conceal", samples: frameSamples }) ?? new Float32Array(frameSamples);
  }

  decodeFec(nextPacket: Uint8Array, frameSamples: number): Float32Array | null {
    return this.#step({ kind: "fec", packet: nextPacket, samples: frameSamples });
  }

  reset(): void {
    this.#node = this.#tree.root;
  }

  #step(step: Step): Float32Array | null {
    this.#node = this.#tree.advance(this.#node, step);
    // A copy: whoever fades it must not fade it for all.
    return this.#node.pcm?.slice() ?? null;
  }
}
