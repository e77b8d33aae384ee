import { type BroadcastId, clipMessages, encodeAudio, FRAME_SAMPLES } from "@dalaba/protocol";
import type { BroadcastPlayer } from "../speaker/broadcast-player";
import { AudioEntry } from "../speaker/message-source";
import type { ClipPackets } from "./clip-cache";

/** Hands a clip to a player as the messages that stand for it (SPEC 13.5), a little before they are due. */

const AHEAD_US = 400_000;
/** Broadcasts of one clip whose messages are remembered, for all that sound it. */
const REMEMBERED = 4;

const shared = new WeakMap<ClipPackets, Map<string, ClipMessages>>();

/** Made as far as somebody came, once for all speakers of the process. */
class ClipMessages {
  readonly #made: AudioEntry[] = [];
  readonly #rest: ReturnType<typeof clipMessages>;

  constructor(broadcast: string, packets: ClipPackets) {
    this.#rest = clipMessages(broadcast as BroadcastId, packets);
  }

  static of(broadcast: string, packets: ClipPackets): ClipMessages {
    const known = shared.get(packets) ?? new Map<string, ClipMessages>();
    shared.set(packets, known);
    const messages = known.get(broadcast) ?? new ClipMessages(broadcast, packets);
    known.set(broadcast, messages);
    if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
    return messages;
  }

  at(index: number): AudioEntry | undefined {
    while (this.#made.length <= index) {
      const next = this.#rest.next();
      if (next.done === true) return undefined;
      this.#made.push(new AudioEntry(encodeAudio(next.value, false)));
    }
    return this.#made[index];
  }
}

export class ClipFeed {
  readonly #player: BroadcastPlayer;
  readonly #messages: ClipMessages;
  #next = 0;
  #began = false;

  constructor(player: BroadcastPlayer, packets: ClipPackets) {
    this.#player = player;
    this.#messages = ClipMessages.of(player.offer.broadcast, packets);
  }

  tick(nowUs: number): void {
    for (let entry = this.#messages.at(this.#next); entry; entry = this.#messages.at(this.#next)) {
      if (!entry.parsed.ok) return;
      const { message } = entry.parsed;
      const player = this.#player;
      if (player.playAt(message.mediaTime) - nowUs > AHEAD_US) return;
      this.#next++;
      const endUs = player.playAt(message.mediaTime + message.frames.length * FRAME_SAMPLES);
      // What passed before this speaker began is not of its broadcast (SPEC 3.7).
      if (!this.#began && endUs <= nowUs && !message.eos) continue;
      this.#began = true;
      player.push(entry, message, nowUs);
    }
  }
}
