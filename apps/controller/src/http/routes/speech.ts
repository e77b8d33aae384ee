import { readFile } from "node:fs/promises";
import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { Clock } from "../../clock";
import type { LexiconBook, Speech } from "../../speech";
import type { Handlers } from "../context";

interface SpeechRouteParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly speech: Speech;
  readonly lexicon: LexiconBook;
}

export function speechHandlers({
  store,
  clock,
  speech,
  lexicon,
}: SpeechRouteParts): Handlers<typeof routes.speech> {
  return {
    showLexicon: () => accept(lexicon.all()),
    setLexicon({ body }, caller) {
      store.tx(() => {
        lexicon.set(body, clock.nowMs());
        const detail = { zh: Object.keys(body.zh).length, yue: Object.keys(body.yue).length };
        store.audit.append(caller.entry({ act: "lexicon", object: "speech", detail }));
      });
      return accept(lexicon.all());
    },
    async previewSpeech({ body }) {
      const made = await speech.file(body);
      if (!made.ok) return made;
      const bytes = new Uint8Array(await readFile(made.value.path));
      const headers = {
        ...{ "content-type": "audio/ogg", "cache-control": "private, no-store" },
        "x-reading": encodeURIComponent(made.value.reading.slice(0, 1_000)),
      };
      return new Response(bytes, { headers });
    },
  };
}
